import type { ByLevel } from './level.ts';
import type { Step, Values } from './step.ts';

/** What the application does for one request, written once and run by any number of them. */
export interface Handler {
  readonly title: string;
  /** Where it is posted to, for instance /books. */
  readonly path: string;
  /** What a request says where it does not say otherwise. */
  readonly request: Values;
  readonly steps: readonly HandlerStep[];
  readonly retry?: Retry;
}

/** A step of every request; `when` names an earlier step of the same handler. */
export interface HandlerStep
  extends Pick<
    Step,
    | 'sql'
    | 'does'
    | 'when'
    | 'keep'
    | 'rejectIf'
    | 'answer'
    | 'always'
    | 'onError'
    | 'until'
    | 'limitMs'
    | 'why'
    | 'line'
  > {
  readonly name: string;
}

/** After one of these errors the application rolls back, waits, and begins the request again. */
export interface Retry {
  /** By number ('1213') or symbol. */
  readonly on: readonly string[];
  /** How often at most, after the first time. */
  readonly times: number;
  /** Before the first repetition; twice as long before each further one. */
  readonly backoffMs: number;
}

/** Many requests at once, on so many workers: a worker runs one request at a time on one connection. */
export interface Burst {
  readonly requests: number;
  readonly workers: number;
  /** Runs after the setup: what has happened before the requests come. */
  readonly setup: readonly string[];
  readonly expect?: ByLevel<BurstExpectation>;
}

/**
 * violated: it can happen, and `verify` repeats the burst until it does. holds: it never happens. rarely:
 * it can happen, but too rarely to be shown whenever somebody asks. `answers`:
 * how many answers have this HTTP status: every time, or, beside violated, in a burst that shows it.
 */
export interface BurstExpectation {
  readonly invariant?: 'holds' | 'violated' | 'rarely';
  readonly answers?: Readonly<Record<string, number>>;
}
