import type { ReadStream, WriteStream } from 'node:tty';

/** The world outside, as the commands see it. Made once, in main. */
export interface Edge {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
  readonly platform: string;
  /** How this program is started: the file of Node.js and what stands before the program's own arguments. */
  readonly self: { readonly file: string; readonly args: readonly string[] };
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly stderr: WriteStream;
  /** Aborted by SIGINT, SIGTERM, SIGHUP and by a reader of our output that went away; the reason is `Stopped`. */
  readonly signal: AbortSignal;
  /** From then on, until it is called with false, the first Ctrl-C leaves at once, as otherwise the second does. */
  readonly hurry: (isHurried: boolean) => void;
  /** Calls the listener whenever others wrote on the terminal: the shell (SIGCONT), Node.js (a warning). Returns what ends that. */
  readonly onDisturbed: (listener: () => void) => () => void;
  /** Stops as Ctrl-Z does; resolves when it goes on, which is at once where nobody could have it go on. */
  readonly stop: () => Promise<void>;
}

/** What is asked of a stream that is written to. */
export type Output = Pick<WriteStream, 'isTTY' | 'columns' | 'write'>;

/** Why a command ended early though nothing is wrong. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Are we in front of a person, on both sides? */
export const isInteractive = ({ stdin, stdout, env: { TERM } }: Edge): boolean =>
  stdin.isTTY && stdout.isTTY && TERM !== 'dumb';

/** The width to write for; 80 where there is no terminal. */
export const widthOf = (stream: Pick<Output, 'isTTY' | 'columns'>): number =>
  stream.isTTY && stream.columns > 0 ? stream.columns : 80;

/** Where prose is broken: a pipe has no width, and whoever reads it may break it. */
export const proseWidthOf = (stream: Pick<Output, 'isTTY' | 'columns'>): number =>
  stream.isTTY ? widthOf(stream) : Number.POSITIVE_INFINITY;

/**
 * Colour is for terminals; NO_COLOR takes it away and FORCE_COLOR gives it in any case.
 * https://no-color.org https://force-color.org
 */
export const wantsColor = (
  stream: Pick<Output, 'isTTY'>,
  { FORCE_COLOR, NO_COLOR, TERM }: Edge['env'],
): boolean => {
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  return stream.isTTY && TERM !== 'dumb';
};
