import { lstatSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { printable } from '../printable.ts';
import { shellWord } from '../shell-word.ts';
import { hasCode } from './error-code.ts';

/** Why what is in a folder need not be what we put there: another user of this machine can change it. */
export interface Intrusion {
  /** The folder or link that is not safe: the one asked about, or one on the way to it. */
  readonly path: string;
  /** For people, after the path: "belongs to nobody (uid 65534)". */
  readonly says: string;
  /** What its user can do about it. */
  readonly next: string;
}

/** As many links as Linux follows, on one way. path_resolution(7) */
const mostLinks = 40;

/**
 * Whether another user can change what is in a folder of ours: the folder belongs to somebody else or can be written
 * by others, or one on the way to it can, so that somebody could put another one in its place. What is not there
 * yet is safe. A few lstat() and nothing else: the start of the program waits for it.
 *
 * @throws the system's error when the way cannot be seen (EACCES, ENOTDIR).
 */
export const intrusionInto = (folder: string): Intrusion | undefined => walk(folder, notOursAlone);

/**
 * The same for a folder that we share with others, such as /tmp: it is safe as long as what is ours in it cannot be
 * moved away by them.
 */
export const intrusionAround = (folder: string): Intrusion | undefined => walk(folder, notFirm);

/** This folder alone, where the way to it is known to be safe. @throws the system's error when it is not there. */
export const intrusionAt = (folder: string): Intrusion | undefined => {
  const user = userOfProcess();
  return user && notOursAlone(folder, lstatSync(folder), user);
};

interface User {
  readonly uid: number;
  /** The superuser can do everything anyway, and so can whoever has the root folder (in a container: nobody). */
  readonly trusted: ReadonlySet<number>;
}

/** Undefined where there are no users to be told apart, as on Windows. */
const userOfProcess = (): User | undefined => {
  const uid = process.geteuid?.();
  return uid === undefined ? undefined : { uid, trusted: new Set([0, uid, lstatSync('/').uid]) };
};

type Check = (path: string, about: Stats, user: User) => Intrusion | undefined;

const walk = (folder: string, last: Check): Intrusion | undefined => {
  const user = userOfProcess();
  if (user === undefined) return undefined;
  const names = namesIn(resolve(folder));
  let here = '/';
  let links = 0;
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    if (name === '..') {
      here = dirname(here);
      continue;
    }
    const path = join(here, name);
    const about = statUnlessMissing(path);
    if (about === undefined) return undefined;
    if (about.isSymbolicLink()) {
      const stranger = notTrusted(path, about, user);
      if (stranger !== undefined) return stranger;
      links += 1;
      if (links > mostLinks) return { path, says: 'is a link to itself', next: `rm ${shellWord(path)}` };
      const target = readlinkSync(path);
      if (target.startsWith('/')) here = '/';
      names.unshift(...namesIn(target));
      continue;
    }
    // What the system would say.
    if (!about.isDirectory()) throw Object.assign(new Error(`${path} is no folder`), { code: 'ENOTDIR' });
    const found = (names.length === 0 ? last : notFirm)(path, about, user);
    if (found !== undefined) return found;
    here = path;
  }
  return undefined;
};

const namesIn = (path: string): string[] => path.split('/').filter((name) => name !== '' && name !== '.');

const statUnlessMissing = (path: string): Stats | undefined => {
  try {
    return lstatSync(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
};

const notTrusted: Check = (path, about, { uid, trusted }) =>
  trusted.has(about.uid)
    ? undefined
    : {
        path,
        says: `belongs to ${userName(about.uid)}, and you are ${userName(uid)}`,
        next: `Run isolab as that user; or, if it should be yours, have it given to you: chown ${uid} ${shellWord(path)}`,
      };

/** On the way: nobody else can put something in the place of what is in it. */
const notFirm: Check = (path, about, user) => {
  const stranger = notTrusted(path, about, user);
  if (stranger !== undefined) return stranger;
  if (isSticky(about)) return undefined;
  // Where each user has a group of their own, it has their number, and folders may be writable for it.
  const isOpenToGroup = (about.mode & 0o020) !== 0 && about.gid !== user.uid && about.gid !== 0;
  if ((about.mode & 0o002) === 0 && !isOpenToGroup) return undefined;
  return { path, says: changeableWords(about), next: `Close it for others: chmod go-w ${shellWord(path)}` };
};

const notOursAlone: Check = (path, about, user) => {
  const stranger = notTrusted(path, about, { ...user, trusted: new Set([0, user.uid]) });
  if (stranger !== undefined) return stranger;
  if ((about.mode & 0o022) === 0) return undefined;
  return {
    path,
    says: changeableWords(about),
    next: `If nobody else has changed anything in it, close it for others: chmod go-w ${shellWord(path)}`,
  };
};

/** With the sticky bit nobody can move what belongs to others. unlink(2) */
const isSticky = ({ mode }: Stats): boolean => (mode & 0o1000) !== 0;

const changeableWords = ({ mode }: Stats): string =>
  `can be changed by other users (its mode is ${(mode & 0o7777).toString(8)})`;

/** Only asked when something is wrong. */
const userName = (uid: number): string => {
  const name = passwd()
    .split('\n')
    .map((line) => line.split(':'))
    .find(([, , id]) => id === String(uid))?.[0];
  return name === undefined ? `uid ${uid}` : `${printable(name)} (uid ${uid})`;
};

const passwd = (): string => {
  try {
    return readFileSync('/etc/passwd', 'utf8');
  } catch {
    return '';
  }
};
