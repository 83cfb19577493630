import { exitCodes, UserError } from '../errors.ts';

/** There is no server to be had from here: exit code 3. */
export const noServer = (message: string, next: readonly string[], cause?: unknown): UserError =>
  new UserError(message, { next, exitCode: exitCodes.noServer, ...(cause !== undefined && { cause }) });

const fullDisk = (folder: string, cause?: unknown): UserError =>
  noServer(
    `The disk that holds ${folder} is full.`,
    [
      'Free about 500 MB there, or let XDG_CACHE_HOME (the fetched server) and TMPDIR (the running one) name folders on another disk.',
      'Or give the lab a server that runs already: --url mysql://USER:PASSWORD@HOST:PORT',
    ],
    cause,
  );

const unwritable = (folder: string, why: string, cause: unknown): UserError =>
  noServer(
    `The lab cannot write to ${folder}: ${why}.`,
    [
      'Make that folder writable, or let XDG_CACHE_HOME (the fetched server) and TMPDIR (the running one) name folders that are.',
      'Or give the lab a server that runs already: --url mysql://USER:PASSWORD@HOST:PORT',
    ],
    cause,
  );

const reasons: Readonly<Record<string, string>> = {
  EROFS: 'it is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTDIR: 'a part of the path is not a folder',
  EEXIST: 'something that is not a folder is in its place',
  ENOENT: 'it does not exist',
};

/** What a person can do about an error of the file system; any other error comes back as it is. */
export const explainFileError = (error: unknown, folder: string): unknown => {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') return fullDisk(folder, error);
  const why = reasons[error.code];
  return why === undefined ? error : unwritable(folder, why, error);
};

/** A program that we ran reports a full disk only in its own words. */
export const fullDiskIn = (output: string, folder: string): UserError | undefined =>
  /No space left on device|Disk quota exceeded|disk (is )?full|errno:? 28\b/i.test(output)
    ? fullDisk(folder)
    : undefined;

/** The last lines worth showing of what a program said. */
export const lastLines = (output: string, count: number): string[] =>
  output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-count);
