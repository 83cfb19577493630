import { exitCodes, suppressing, UserError, unwrap } from '../errors.ts';
import { told } from '../printable.ts';

/** What a person can do to have a server, for the end of messages. */
export const ways = {
  url: 'Give the lab a server that runs already: --url mysql://USER:PASSWORD@HOST:PORT (or ISOLAB_URL).',
  mysqld: 'Or install MySQL 8.0 or later so that mysqld is on PATH, or name it: --mysqld /path/to/mysqld.',
  embedded: 'Or use a Debian or Ubuntu machine with apt, where the lab fetches a MySQL by itself.',
  docker: 'Or start a Docker engine, where the lab runs MySQL in a container.',
  homebrew:
    'Or install MySQL with Homebrew (brew install mysql): the lab starts a server of its own with it. Or name one: --mysqld /path/to/mysqld.',
  wsl: 'Or run isolab in WSL (wsl --install brings Ubuntu), where the lab fetches a MySQL by itself.',
  recording:
    'Without any server: isolab replay FILE plays a run that isolab run LESSON --record FILE has kept on another machine.',
} as const;

/** Those of them that there are on a system; where no server can be started of ours, only others'. */
export const waysOn = (platform: string): readonly string[] => {
  switch (platform) {
    case 'linux':
      return [ways.url, ways.mysqld, ways.embedded, ways.docker];
    case 'darwin':
      return [ways.url, ways.homebrew, ways.docker];
    case 'win32':
      return [ways.url, ways.wsl];
    default:
      return [ways.url, ways.mysqld, ways.docker];
  }
};

/** For who cannot have the embedded server, and was asking for it. */
export const waysButEmbedded = (platform: string): readonly string[] =>
  waysOn(platform).filter((way) => way !== ways.embedded && way !== ways.docker);

/** There is no server to be had from here: exit code 3. */
export const noServer = (message: string, next: readonly string[], cause?: unknown): UserError =>
  new UserError(message, { next, exitCode: exitCodes.noServer, ...(cause !== undefined && { cause }) });

const elsewhere = 'XDG_CACHE_HOME says where the fetched server is kept, TMPDIR where the running one is.';

const fullDisk = (folder: string, cause?: unknown): UserError =>
  noServer(
    told`The disk that holds ${folder} is full.`,
    ['Free about 400 MB there, or name folders on another disk.', elsewhere, ways.url],
    cause,
  );

const unwritable = (folder: string, why: string, cause: unknown): UserError =>
  noServer(
    told`The lab cannot write to ${folder}: ${why}.`,
    ['Make that folder writable, or name one that is.', elsewhere, ways.url],
    cause,
  );

const reasons: Readonly<Record<string, string>> = {
  EROFS: 'it is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTDIR: 'a part of the path is not a folder',
  EEXIST: 'something that is not a folder is in its place',
  EIO: 'its disk does not answer as it should',
  EMFILE: 'too many files are open at once (ulimit -n)',
  ENFILE: 'too many files are open at once',
  EFBIG: 'a file may not become so large (ulimit -f)',
  ENOENT: 'it does not exist',
};

/** What a person can do about an error of the file system; any other error comes back as it is. */
export const explainFileError = (thrown: unknown, folder: string): unknown => {
  const { error, cleaningUp } = unwrap(thrown);
  return suppressing(explained(error, folder), cleaningUp);
};

const explained = (error: unknown, folder: string): unknown => {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  // A program that cannot be started is no matter of the folder.
  if ('syscall' in error && String(error.syscall).startsWith('spawn')) return error;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') return fullDisk(folder, error);
  const why = reasons[error.code];
  return why === undefined ? error : unwritable(folder, why, error);
};

/**
 * A program that we ran reports a full disk only in its own words: the same error as the system's, for
 * explainFileError, or undefined when it speaks of something else.
 */
export const fullDiskIn = (output: string): Error | undefined => {
  const line = lastLines(output).find((one) => /no space left on device|disk quota exceeded/i.test(one));
  return line === undefined ? undefined : Object.assign(new Error(line), { code: 'ENOSPC' });
};

/** The lines of what a program said that say something, or the last ones of them. */
export const lastLines = (output: string, count = Number.POSITIVE_INFINITY): string[] =>
  output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-count);

/** A sentence and, indented below it, what a program said. */
export const quoting = (sentence: string, lines: readonly string[]): string =>
  [sentence, ...lines].join('\n  ');
