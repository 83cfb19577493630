import { UserError } from '../../errors.ts';
import type { LabEvent } from '../events.ts';
import type { Clock } from '../ports.ts';
import type { Recording } from '../recording.ts';
import { reduce } from '../reduce.ts';
import type { LabState } from '../state.ts';
import type { OwnStatement } from './retrace.ts';

/**
 * The events of a recording by the steps that a person asked for: first what the run began with, then each
 * step with everything that came of it, also what came later with nobody asking, such as the end of a wait.
 */
export const stepsOfRecording = (recording: Recording): readonly Recording[] => {
  const steps: LabEvent[][] = [];
  const asking = new Asking();
  for (const event of recording) {
    const current = steps.at(-1);
    const begins = asking.begins(event);
    if (current === undefined || begins) steps.push([event]);
    else current.push(event);
  }
  return steps;
};

/**
 * Where the run was asked for something. at work: not everything is settled. settled: a step is over, and what cannot be
 * taken after it is still told, since nobody is in flight. at rest: nothing is told any more until somebody asks, but
 * for what comes by itself.
 */
class Asking {
  #place: 'at work' | 'settled' | 'at rest' = 'at rest';
  #inFlight = 0;
  /** A step of the script was asked for: only after such a one it is told what cannot be taken next. */
  #isStep = false;

  /** Does the run do this only when it is asked for something? */
  begins(event: LabEvent): boolean {
    const isMeanwhile = event.type === 'statement-sent' && event.by === 'user';
    const begins = (this.#place !== 'at work' || isMeanwhile) && this.#isAskedFor(event);
    if (event.type === 'statement-sent') this.#inFlight++;
    if (event.type === 'statement-finished') this.#inFlight--;
    if (begins) {
      const isStep = event.type !== 'statement-sent' || event.by === 'script';
      this.#isStep = isStep || (this.#place === 'at work' && this.#isStep);
      this.#place = 'at work';
    } else if (event.type === 'settled') {
      this.#place = this.#isStep && this.#inFlight === 0 ? 'settled' : 'at rest';
      this.#isStep = false;
    } else if (this.#place === 'at rest' && event.type !== 'run-started' && event.type !== 'looked-aside') {
      this.#place = 'at work';
    }
    return begins;
  }

  #isAskedFor(event: LabEvent): boolean {
    switch (event.type) {
      case 'statement-sent':
        return event.by !== 'application';
      case 'step-deferred':
        return true;
      case 'step-skipped':
      case 'tries-again':
      case 'run-finished':
        return this.#place === 'at rest';
      case 'statement-finished':
        return event.outcome.kind === 'error' && event.outcome.cancelled === 'stuck';
      default:
        return false;
    }
  }
}

/** Up to this many ms, time goes by as it did. */
const shortMs = 60;
const longestMs = 800;

/** How long to show something that took so long, in ms: a short time as it was, a long one much shorter. */
export const compressed = (ms: number): number =>
  ms <= shortMs ? Math.max(0, ms) : Math.min(longestMs, shortMs + 110 * Math.log2(ms / shortMs));

export interface ReplayOptions {
  readonly recording: Recording;
  readonly clock: Clock;
  readonly emit: (event: LabEvent, state: LabState) => void;
}

/** What comes next in a recording: something of the script, a statement of the user's own, or its end. */
export type Follows = 'script' | 'nothing' | OwnStatement;

/** A run that happened before, told again step by step as if it happened now. Needs no server. */
export class RecordedRun implements AsyncDisposable {
  readonly #options: ReplayOptions;
  readonly #steps: readonly Recording[];
  #state: LabState | undefined;
  #told = 0;
  #queue: Promise<void> = Promise.resolve();
  #isClosed = false;

  /** Tells at once what the run began with. */
  constructor(options: ReplayOptions) {
    this.#options = options;
    this.#steps = stepsOfRecording(options.recording);
    for (const event of this.#steps[this.#told++] ?? []) this.#tell(event);
  }

  get follows(): Follows {
    const step = this.#steps[this.#told];
    if (step === undefined) return 'nothing';
    const [first] = step;
    return first?.type === 'statement-sent' && first.by === 'user'
      ? { kind: 'submit', session: first.session, sql: first.sql }
      : 'script';
  }

  /**
   * Tells the next step, in the time that it took but compressed. Calls queue up.
   *
   * @throws UserError when nothing more was recorded.
   */
  next(): Promise<void> {
    const step = this.#queue.then(() => this.#tellStep());
    this.#queue = step.catch(() => {});
    return step;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await this.#queue;
  }

  async #tellStep(): Promise<void> {
    const events = this.#steps[this.#told++];
    if (events === undefined) {
      throw new UserError('This was recorded up to here; the run was not over.', {
        next: ['isolab run LESSON --record FILE records a run to its end.'],
      });
    }
    for (const [index, event] of events.entries()) {
      const before = events[index - 1];
      const ms = before === undefined ? 0 : compressed(event.at - before.at);
      if (ms >= 1 && !this.#isClosed) await this.#options.clock.delay(ms);
      this.#tell(event);
    }
  }

  #tell(event: LabEvent): void {
    if (this.#isClosed) return;
    this.#state = reduce(this.#state, event);
    this.#options.emit(event, this.#state);
  }
}
