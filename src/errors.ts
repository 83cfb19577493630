/** What a process that ends with this error answers to its caller. */
export const exitCodes = { ok: 0, unproven: 1, usage: 2, noServer: 3, interrupted: 130 } as const;

export type FailureExitCode = Exclude<(typeof exitCodes)[keyof typeof exitCodes], 0>;

/**
 * An error that the person at the keyboard can do something about. Everything else that is thrown is a
 * bug and is shown with its stack.
 *
 * `message` says what is wrong and where; `next` lists what to do about it, one step an entry.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly next: readonly string[];
  readonly exitCode: FailureExitCode;

  constructor(
    message: string,
    options: {
      readonly next?: readonly string[];
      readonly exitCode?: FailureExitCode;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.next = options.next ?? [];
    this.exitCode = options.exitCode ?? exitCodes.usage;
  }
}

/**
 * What was thrown, apart from errors while cleaning up after it. Each of those comes around it as a SuppressedError;
 * here they are in the order in which they came.
 */
export const unwrap = (
  thrown: unknown,
): { readonly error: unknown; readonly cleaningUp: readonly unknown[] } => {
  if (!(thrown instanceof Error && 'suppressed' in thrown && 'error' in thrown))
    return { error: thrown, cleaningUp: [] };
  const first = unwrap(thrown.suppressed);
  const then = unwrap(thrown.error);
  return { error: first.error, cleaningUp: [...first.cleaningUp, then.error, ...then.cleaningUp] };
};

/** The error with those from cleaning up after it around it: what `unwrap` takes apart. */
export const suppressing = (error: unknown, cleaningUp: readonly unknown[]): unknown =>
  cleaningUp.reduce((suppressed, one) => new CleaningUpError(one, suppressed), error);

/** As `await using` throws it. Node.js has no SuppressedError before 24. */
class CleaningUpError extends Error {
  override readonly name = 'SuppressedError';
  readonly error: unknown;
  readonly suppressed: unknown;

  constructor(error: unknown, suppressed: unknown) {
    super(`${messageOf(suppressed)}\nCleaning up failed as well: ${messageOf(error)}`);
    this.error = error;
    this.suppressed = suppressed;
  }
}

/** A failure for people. */
export interface FailureWords {
  readonly message: string;
  readonly next: readonly string[];
  /** Of a bug. */
  readonly stack?: string;
}

/** What was thrown, in words, and below it what failed while cleaning up. */
export const failureWords = (thrown: unknown): FailureWords => {
  const { error } = unwrap(thrown);
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
  const { error, cleaningUp } = unwrap(thrown);
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

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
