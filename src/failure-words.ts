import { messageOf, UserError, unwrap } from './errors.ts';
import { machineTrouble } from './machine-trouble.ts';

/** The error itself, or what a person can do about one of the machine. */
export const forPeople = (error: unknown): unknown => machineTrouble(error) ?? error;

/** A failure for people. */
export interface FailureWords {
  readonly message: string;
  readonly next: readonly string[];
  /** Of a bug. */
  readonly stack?: string;
}

/** What was thrown, in words, and below it what failed while cleaning up. */
export const failureWords = (thrown: unknown): FailureWords => {
  const error = forPeople(unwrap(thrown).error);
  const failed = failedToo(thrown);
  return {
    message: [
      messageOf(error),
      ...failed.map(({ message }) => `Cleaning up failed as well: ${message}`),
    ].join('\n'),
    next: [error, ...failed].flatMap((one) => (one instanceof UserError ? one.next : [])),
    ...(error instanceof Error &&
      !(error instanceof UserError) &&
      error.stack !== undefined && { stack: error.stack }),
  };
};

/** What failed while cleaning up; a server that went away makes everything fail in the same words, which are said once. */
export const failedToo = (thrown: unknown): readonly Error[] => {
  const { error, ...rest } = unwrap(thrown);
  const cleaningUp = rest.cleaningUp.map(forPeople);
  const said = new Set([everythingOf(error)]);
  return cleaningUp.flatMap((one) => {
    const all = everythingOf(one);
    if (said.has(all)) return [];
    said.add(all);
    return [one instanceof Error ? one : new Error(messageOf(one))];
  });
};

const everythingOf = (error: unknown): string =>
  [messageOf(error), ...(error instanceof UserError ? error.next : [])].join('\n');
