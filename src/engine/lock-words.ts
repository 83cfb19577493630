import type { Holder, LockDetail, Wait } from './events.ts';

/** What InnoDB calls the place after the last entry of an index. */
const endOfIndex = 'supremum pseudo-record';

/**
 * A lock in the words of a student: "the row (2) of books.PRIMARY, shared".
 * https://dev.mysql.com/doc/refman/9.7/en/innodb-locking.html
 */
export const lockWords = (lock: LockDetail): string => {
  const how = strength(lock.kind, lock.mode);
  return how === undefined ? thing(lock) : `${thing(lock)}, ${how}`;
};

/**
 * What a statement wants and cannot have, and who stands in the way: "wants to insert into the gap before
 * the end of books.PRIMARY, which A holds shared", or who was first: "…, behind B, which wants it exclusive".
 */
export const waitWords = (wait: Wait): string => {
  const how = strength(wait.kind, wait.mode);
  const wish =
    wait.kind === 'insert-intention'
      ? `wants to insert into ${gap(wait)}`
      : `wants ${thing(wait)}${how === undefined ? '' : ` ${how}`}`;
  const held = wait.heldMode === undefined ? undefined : strength(wait.kind, wait.heldMode);
  const inWhichMode = held === undefined ? '' : ` ${held}`;
  return wait.queued
    ? `${wish}, behind ${holderWords(wait.for)}, which wants it${inWhichMode}`
    : `${wish}, which ${holderWords(wait.for)} holds${inWhichMode}`;
};

/** A session's name, or who it is outside the lab. */
export const holderWords = (holder: Holder): string =>
  'session' in holder ? holder.session : `somebody outside the lab (${holder.outsider})`;

const thing = (lock: LockDetail): string => {
  switch (lock.kind) {
    case 'record':
      return `the row ${place(lock)}`;
    case 'gap':
      return gap(lock);
    case 'next-key':
      return `the row ${place(lock)} and the gap before it`;
    case 'insert-intention':
      return `a place to insert in ${gap(lock)}`;
    case 'table':
      return `the table ${lock.object}`;
    case 'metadata':
      return `the definition of table ${lock.object}`;
    case 'named':
      return `the named lock '${lock.object}'`;
  }
};

const gap = (lock: LockDetail): string =>
  lock.key === undefined || lock.key === endOfIndex
    ? `the gap before the end of ${indexOf(lock)}`
    : `the gap before ${place(lock)}`;

const place = (lock: LockDetail): string =>
  lock.key === undefined ? `of ${indexOf(lock)}` : `(${lock.key}) of ${indexOf(lock)}`;

const indexOf = ({ object, index }: LockDetail): string =>
  index === undefined ? object : `${object}.${index}`;

/** Undefined where the mode tells a student nothing: a named lock is always exclusive. */
const strength = (kind: LockDetail['kind'], mode: string): string | undefined => {
  if (kind === 'named') return undefined;
  switch (mode) {
    case 'IS':
      return 'with the intention to read rows of it';
    case 'IX':
      return 'with the intention to write rows of it';
    case 'AUTO_INC':
      return 'to draw an AUTO_INCREMENT number';
    case 'SHARED_READ':
      return 'for reading';
    case 'SHARED_WRITE':
      return 'for writing';
    case 'EXCLUSIVE':
      return 'exclusive';
    default:
  }
  if (/^S\b/.test(mode)) return 'shared';
  if (/^X\b/.test(mode)) return 'exclusive';
  return mode.startsWith('SHARED') ? 'shared' : undefined;
};
