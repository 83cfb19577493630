import type { StepExpectation } from './expectation.ts';
import type { ByLevel } from './level.ts';
import type { Prediction } from './prediction.ts';
import type { ProseKey, Why } from './prose.ts';

/** What a request says, by field. */
export type Values = Readonly<Record<string, string | number | boolean | null>>;

export interface Step {
  /** The name other parts of the file use for it. */
  readonly name?: string;
  readonly session: string;
  /** The statement; for what is none (`does`) the words for it. `:name` stands for a value. */
  readonly sql: string;
  /** What it does when it sends no SQL. */
  readonly does?: Doing;
  /**
   * `settled`: go on as soon as the statement is finished or blocked. `finished`: let it wait until it is
   * finished, which a lock wait timeout needs.
   */
  readonly until: 'settled' | 'finished';
  /** How long the statement may run (or, with until: finished, wait) before the lab cancels it, in ms. */
  readonly limitMs: number;
  /** The application's branches: the first condition that holds rolls back, answers, and ends the session's script. */
  readonly rejectIf: readonly Branch[];
  /** What the application answers when the statement succeeded and no branch was taken. */
  readonly answer?: Answer;
  /** What is kept of the first row (a column) or of the statement (`insert_id`), by the name it gets. */
  readonly keep?: Readonly<Record<string, string>>;
  /** Taken also when the session's script is over, as a `finally` is. */
  readonly always?: true;
  /** Take this step only when a named earlier step came to this. */
  readonly when?: { readonly step: string; readonly is: Condition };
  /** What the session's script does after an error that no branch caught. */
  readonly onError: 'continue' | 'stop';
  /** Prose before the step: what to look for. */
  readonly look?: ByLevel<string>;
  /** A question to answer before the step is taken. */
  readonly predict?: ByLevel<Prediction>;
  /** Prose before the step, for those who ask for help. */
  readonly hint?: ByLevel<string>;
  /** Prose after the step: why it happened. */
  readonly why?: ByLevel<Why>;
  /** Prose that is said to be true of every outcome that the step comes to, whatever it was written for. */
  readonly stillTrue?: readonly ProseKey[];
  readonly expect?: ByLevel<StepExpectation>;
  /** Where in the file, 1-based, for messages. */
  readonly line: number;
}

/**
 * redis: a command, its words one by one; `{name}` stands for a value. work: other slow work, so many ms in a
 * burst; in steps the schedule is the time it takes. check: looks at a value of the request. gone: works until
 * a key of Redis has expired. crash: the application dies here.
 */
export type Doing =
  | { readonly kind: 'redis'; readonly command: readonly string[] }
  | { readonly kind: 'work'; readonly ms: number }
  | { readonly kind: 'check'; readonly value: string }
  | { readonly kind: 'gone'; readonly key: string }
  | { readonly kind: 'crash' };

/** Words for the user, or what an HTTP client gets; `{name}` stands for a value. */
export type Answer = string | Reply;

export interface Reply {
  readonly status: number;
  readonly json: Values;
}

/**
 * What came of a statement, as an application tests it: rows `found` or `missing`, `unchanged` (no row
 * affected), `ok`, any `error`, one error by number or symbol, or a value in a column of the first row. Numbers are
 * compared as numbers, exactly; other text can only be the same or not. NULL, and a row that is not there, meet none.
 */
export type Condition =
  | { readonly kind: 'found' | 'missing' | 'unchanged' | 'ok' | 'error' }
  | { readonly kind: 'errno'; readonly error: string }
  | {
      readonly kind: 'value';
      readonly column: string;
      /** Absent: the value is the same. */
      readonly by?: Comparison;
      readonly is: string;
    };

export type Comparison = '!=' | '<' | '<=' | '>' | '>=';

export interface Branch {
  readonly condition: Condition;
  readonly answer: Answer;
}
