import { UserError } from '../errors.ts';

interface Failure {
  readonly sql: string;
  /** What the server or the lab said of it. */
  readonly said: string;
  /** What to do about it, where it is not the SQL that is wrong. */
  readonly advice?: string | undefined;
}

/** A statement of a setup has failed; whose setup is not a lesson's can say where it stands. */
export class SetupFailed extends UserError {
  readonly failure: Failure;
  /** Its place among those of the setup; undefined of what the lab has sent itself. */
  readonly place: number | undefined;

  constructor(message: string, place: number | undefined, failure: Failure, next: string) {
    super(message, { next: [failure.advice ?? next] });
    this.failure = failure;
    this.place = place;
  }
}

/** The query of a promise has failed. */
export class PromiseFailed extends UserError {
  readonly failure: Failure;

  constructor(failure: Failure, cause: unknown) {
    super(`The invariant's query failed: ${failure.said}`, {
      next: [failure.advice ?? `Correct invariant.violations in the lesson: ${failure.sql}`],
      cause,
    });
    this.failure = failure;
  }
}
