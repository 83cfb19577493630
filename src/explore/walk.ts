import type { LessonRun } from '../engine/run/run.ts';
import type { LabState } from '../engine/state.ts';
import { Choices } from './choices.ts';
import { Inside } from './inside.ts';
import { canAct, type Lanes, type Point, pointOf } from './point.ts';
import { wordsOf } from './sql-words.ts';

/** With these a transaction goes on, or is over and no other begins. */
const stays: ReadonlySet<string> = new Set([
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'REPLACE',
  'WITH',
  'TABLE',
  'COMMIT',
  'ROLLBACK',
  'SAVEPOINT',
  'RELEASE',
  'SET',
  'DO',
]);

/** One run on its way through the tree of orders. */
export class Walk {
  readonly #run: LessonRun;
  readonly #lanes: Lanes;
  readonly inside: Inside;
  readonly #choices = new Choices();
  #point: Point;
  #last: string | undefined;
  #switches = 0;
  #isSerial = true;
  #endsUnseen = false;

  constructor(run: LessonRun, lanes: Lanes) {
    this.#run = run;
    this.#lanes = lanes;
    this.inside = new Inside(run.state.script);
    this.#point = pointOf(run.state, lanes, this.inside.sessions);
  }

  get state(): LabState {
    return this.#run.state;
  }

  get point(): Point {
    return this.#point;
  }

  /** Changes of session while the one before could go on and was inside a transaction: preemptions. */
  get switches(): number {
    return this.#switches;
  }

  /** Nobody has gone on while another one was inside a transaction. */
  get isSerial(): boolean {
    return this.#isSerial;
  }

  /** A transaction may have ended, and the next begun, without a moment between them in which its session had none. */
  get endsUnseen(): boolean {
    return this.#endsUnseen || this.inside.sessions.size > 0;
  }

  /** It is not certain that the server would not choose otherwise another time: see choices.ts. */
  get mayVary(): boolean {
    return this.#choices.mayBeIn(this.#run.state);
  }

  /** How much more often a session is preempted when this one goes next. */
  costOf(session: string): 0 | 1 {
    const last = this.#point.find((lane) => lane.session === this.#last);
    const goesOn =
      last?.status === 'free' && last.session !== session && this.inside.sessions.has(last.session);
    return goesOn ? 1 : 0;
  }

  /** @throws UserError when the session waits. */
  async go(session: string): Promise<void> {
    const lane = this.#point.find((one) => one.session === session);
    if (lane === undefined) throw new Error(`No lane ${session}`);
    this.#switches += this.costOf(session);
    this.#isSerial &&= !this.#point.some(
      (one) => one.session !== session && (one.status === 'waits' || this.inside.sessions.has(one.session)),
    );
    for (let step = lane.next; step <= lane.acts; step++) {
      // What is taken together with it may have ended the script.
      if (step > lane.next && this.#pointOf(session)?.status !== 'free') break;
      this.#endsUnseen ||= this.inside.sessions.has(session) && this.#mayEnd(session);
      await this.#run.take(session);
      await this.#look();
    }
    this.#last = session;
  }

  /**
   * Nobody acts any more, so the order is settled: takes what is left, up to where somebody can act again.
   *
   * @throws when the run was disposed of
   */
  async rest(): Promise<void> {
    while (this.#run.state.finished === undefined) {
      await this.#run.next();
      await this.#look();
      if (canAct(this.#point)) return;
    }
  }

  #mayEnd(session: string): boolean {
    const { script, steps } = this.#run.state;
    const next = script.steps.find(
      (step, place) =>
        step.session === session &&
        (steps[place]?.status === 'pending' || steps[place]?.status === 'deferred'),
    );
    const words = wordsOf(next?.sql ?? '');
    return words.includes('CHAIN') || words.includes('COMPLETION_TYPE') || !stays.has(words[0] ?? '');
  }

  #pointOf(session: string) {
    return this.#point.find((one) => one.session === session);
  }

  async #look(): Promise<void> {
    // Otherwise who goes on would go on for ever, without any step.
    if (this.#run.isClosed) throw new Error('The run was ended.');
    await this.inside.follow(this.#run);
    this.#choices.follow(this.#run.state);
    this.#point = pointOf(this.#run.state, this.#lanes, this.inside.sessions);
  }
}
