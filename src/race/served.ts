import type { Outcome } from '../engine/outcome.ts';
import { errorName } from '../engine/words/outcome-words.ts';
import type { Values } from '../lesson/step.ts';

/** What an HTTP client gets. */
export interface HttpReply {
  readonly status: number;
  readonly json: Values;
}

/**
 * Where an answer comes from. answer, rejected: the handler's step that gave it. error: an error that nothing
 * caught. silent: the handler came to its end without any answer. lost: the worker's connection died.
 */
export interface ReplySource {
  readonly kind: 'answer' | 'rejected' | 'error' | 'silent' | 'lost';
  readonly step?: string;
}

/** One step of one request, for the picture; times in ms by the race's clock. */
export interface StepTrace {
  /** Its name in the handler; `rollback` and `back-off` are the application's own. */
  readonly step: string;
  readonly from: number;
  readonly to: number;
  /** For instance "ERROR 1213 (ER_LOCK_DEADLOCK)". */
  readonly error?: string;
}

/** What came of one request on one worker. */
export interface Handled {
  readonly reply: HttpReply;
  readonly source: ReplySource;
  /** How often it was begun. */
  readonly tries: number;
  /** How often the server chose it as a deadlock's victim. */
  readonly deadlocks: number;
  readonly steps: readonly StepTrace[];
}

export const errorWords = (outcome: Outcome): string | undefined => {
  if (outcome.kind === 'lost') return 'CONNECTION LOST';
  return outcome.kind === 'error' ? errorName(outcome) : undefined;
};
