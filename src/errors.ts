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

/** What was thrown, apart from an error while cleaning up after it, which comes around it as a SuppressedError. */
export const unwrap = (thrown: unknown): { readonly error: unknown; readonly cleaningUp?: unknown } => {
  if (!(thrown instanceof Error && 'suppressed' in thrown && 'error' in thrown)) return { error: thrown };
  const inner = unwrap(thrown.suppressed);
  return { error: inner.error, cleaningUp: inner.cleaningUp ?? thrown.error };
};
