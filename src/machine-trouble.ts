import { UserError } from './errors.ts';

/**
 * What a person can do about an error of the system that has nothing to do with what the lab does: no room, no more
 * files, a disk that fails, no permission. Undefined for every other error: that a file is not there may be our fault.
 */
export const machineTrouble = (error: unknown): UserError | undefined => {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  const trouble = troubles.get(String(error.code));
  if (trouble === undefined) return undefined;
  const { what, next } = trouble;
  return new UserError(`${what}: ${error.message}`, { next: [next], cause: error });
};

const openFiles = {
  what: 'Too many files are open at once',
  next: 'Let more be open (ulimit -n 1024), or close other programs.',
};
const noRoom = { what: 'The disk is full', next: 'Make room, and try again.' };
const notPermitted = {
  what: 'The system does not permit it',
  next: 'See the permissions of that place, and whose it is.',
};

const troubles: ReadonlyMap<string, { readonly what: string; readonly next: string }> = new Map([
  ['EMFILE', openFiles],
  ['ENFILE', openFiles],
  ['ENOSPC', noRoom],
  ['EDQUOT', noRoom],
  ['EFBIG', { what: 'A file may not become so large', next: 'Raise the limit: ulimit -f unlimited' }],
  [
    'EIO',
    {
      what: 'The system cannot read or write there',
      next: 'See whether it is a file, and its disk is in order.',
    },
  ],
  ['EROFS', { what: 'The disk can only be read', next: 'Use a place where you may write.' }],
  ['EACCES', notPermitted],
  ['EPERM', notPermitted],
  ['ENOMEM', { what: 'The machine has no memory left', next: 'Close other programs, and try again.' }],
  [
    'EAGAIN',
    { what: 'The machine has no processes left', next: 'Close other programs (ulimit -u), and try again.' },
  ],
]);
