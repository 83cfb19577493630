import type { LessonRun } from '../engine/run/run.ts';
import type { LabState } from '../engine/state.ts';
import { Inside } from './inside.ts';
import { canAct, type Lanes, type Point, pointOf } from './point.ts';

/** One run on its way through the tree of orders. */
export class Walk {
  readonly #run: LessonRun;
  readonly #lanes: Lanes;
  readonly inside: Inside;
  #point: Point;
  #last: string | undefined;
  #switches = 0;
  #isSerial = true;

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

  #pointOf(session: string) {
    return this.#point.find((one) => one.session === session);
  }

  async #look(): Promise<void> {
    // Otherwise who goes on would go on for ever, without any step.
    if (this.#run.isClosed) throw new Error('The run was ended.');
    await this.inside.follow(this.#run);
    this.#point = pointOf(this.#run.state, this.#lanes, this.inside.sessions);
  }
}
