import { type Holder, type LockDetail, theSetup, type Wait } from '../events.ts';
import { keyParts } from '../key-order.ts';

/** What InnoDB calls the place after the last entry of an index. */
export const endOfIndex = 'supremum pseudo-record';

/**
 * Whether it is shared or exclusive makes no difference there: several may hold it, and all it does is this.
 * https://dev.mysql.com/doc/refman/9.7/en/innodb-locking.html#innodb-gap-locks
 */
const ofGap = 'keeps inserts out';

/**
 * A lock in the words of a student: "the row (2) of books.PRIMARY, shared"; with the names of its index's
 * columns, "the row id=2 of books, shared".
 * https://dev.mysql.com/doc/refman/9.7/en/innodb-locking.html
 */
export const lockWords = (lock: LockDetail, columns?: readonly string[]): string => {
  if (lock.kind === 'gap') return `${thing(lock, columns)} (${ofGap})`;
  const how = strength(lock.kind, lock.mode);
  return how === undefined ? thing(lock, columns) : `${thing(lock, columns)}, ${how}`;
};

/** The same for a list, how it is held first: "exclusive, the row id=2 of books". */
export const holdWords = (lock: LockDetail, columns?: readonly string[]): string => {
  if (lock.kind === 'gap') return lockWords(lock, columns);
  const how = strength(lock.kind, lock.mode);
  return how === undefined ? thing(lock, columns) : `${how}, ${thing(lock, columns)}`;
};

/** What somebody holds, in a sentence, as the server's report has it: "an exclusive lock on the row id=2 of books". */
export const lockOnWords = (lock: LockDetail, columns?: readonly string[]): string => {
  const how = strength(lock.kind, lock.mode);
  const on = `lock on ${thing(lock, columns)}`;
  if (how === 'exclusive' || how === 'shared') return `${how === 'shared' ? 'a' : 'an'} ${how} ${on}`;
  return how === undefined ? `a ${on}` : `a ${on}, ${how}`;
};

/** The same of many locks that differ in their keys only: "exclusive, 10,000 rows of books and the gaps before them". */
export const manyWords = (lock: LockDetail, count: number): string => {
  const how = strength(lock.kind, lock.mode);
  const what = things(lock, count.toLocaleString('en'));
  if (lock.kind === 'gap') return `${what} (keep inserts out)`;
  return how === undefined ? what : `${how}, ${what}`;
};

/**
 * What a statement wants and cannot have, and who stands in the way: "wants to insert into the gap before
 * the end of books.PRIMARY, which A holds shared", or who was first: "…, behind B, which wants it exclusive".
 */
export const waitWords = (wait: Wait, columns?: readonly string[]): string => {
  const wish = wishWords(wait, columns);
  const held = wait.heldMode === undefined ? undefined : strength(wait.kind, wait.heldMode);
  const inWhichMode = held === undefined ? '' : ` ${held}`;
  // LOCK TABLES, a new transaction or another statement of its session may do so as well.
  const freeing = wait.freedBy === undefined ? '' : `; ${wait.freedBy} lets go of it`;
  const where = wait.prepared ? ', in a transaction that it has prepared' : '';
  const who = holderWords(wait.for);
  // Only the row is in the way: gaps are shared by all who lock them.
  const isOfRow = wait.kind === 'next-key' && wait.heldMode?.includes('REC_NOT_GAP');
  if (wait.queued) return `${wish}, behind ${who}, which wants ${isOfRow ? 'the row' : 'it'}${inWhichMode}`;
  return isOfRow
    ? `${wish}, of which ${who} holds the row${inWhichMode}${where}`
    : `${wish}, which ${who} holds${inWhichMode}${where}${freeing}`;
};

/** What is wanted: "wants the row id=1 of books exclusive". */
export const wishWords = (lock: LockDetail, columns?: readonly string[]): string => {
  const how = strength(lock.kind, lock.mode);
  return lock.kind === 'insert-intention'
    ? `wants to insert into ${gap(lock, columns)}`
    : `wants ${thing(lock, columns)}${how === undefined ? '' : ` ${how}`}`;
};

/** A session's name, or who it is outside the lab. */
export const holderWords = (holder: Holder): string => {
  if ('session' in holder) return holder.session;
  return holder.outsider === theSetup ? theSetup : `somebody outside the lab (${holder.outsider})`;
};

const thing = (lock: LockDetail, columns?: readonly string[]): string => {
  if (isOfArea(lock)) return area(lock);
  switch (lock.kind) {
    case 'record':
      return `the row ${place(lock, columns)}`;
    case 'gap':
      return gap(lock, columns);
    case 'next-key':
      return `the row ${place(lock, columns)} and the gap before it`;
    case 'insert-intention':
      return `a place to insert in ${gap(lock, columns)}`;
    case 'table':
      return `the table ${lock.object}${partition(lock)}`;
    case 'metadata':
      return metadataThing(lock);
    case 'named':
      return `the named lock '${lock.object}'`;
  }
};

const things = (lock: LockDetail, count: string): string => {
  const where = indexOf(lock, []);
  switch (lock.kind) {
    case 'record':
      return `${count} rows of ${where}`;
    case 'gap':
      return `${count} gaps of ${where}`;
    case 'next-key':
      return `${count} rows of ${where} and the gaps before them`;
    default:
      return `${count} times ${thing(lock)}`;
  }
};

/** https://dev.mysql.com/doc/refman/9.7/en/metadata-locking.html */
const metadataThing = ({ of: what = 'TABLE', object }: LockDetail): string => {
  switch (what) {
    case 'GLOBAL':
      return 'the global lock that all changes need';
    case 'COMMIT':
      return 'the global lock that every commit needs';
    case 'BACKUP LOCK':
      return 'the backup lock that all changes of definitions need';
    case 'SCHEMA':
      return 'the definition of the schema';
    case 'FOREIGN KEY':
    case 'CHECK CONSTRAINT':
      return `the name of ${what.toLowerCase()} ${object}`;
    default:
      return `the definition of ${what.toLowerCase()} ${object}`;
  }
};

const gap = (lock: LockDetail, columns: readonly string[] | undefined): string => {
  if (isOfArea(lock)) return area(lock);
  if (lock.key === undefined) return `a gap of ${indexOf(lock, columns)}`;
  return lock.key === endOfIndex
    ? `the gap before the end of ${indexOf(lock, columns)}`
    : `the gap before ${place(lock, columns)}`;
};

/**
 * A spatial index has no order, and so no gaps: what a search has covered is locked as a predicate.
 * https://dev.mysql.com/doc/refman/9.7/en/innodb-locking.html#innodb-predicate-locks
 */
const isOfArea = ({ mode }: LockDetail): boolean => mode.includes('PREDICATE');

const area = (lock: LockDetail): string => `an area of the spatial index ${indexOf(lock, undefined)}`;

const place = (lock: LockDetail, columns: readonly string[] | undefined): string => {
  const where = `of ${indexOf(lock, columns)}`;
  if (lock.key === undefined) return where;
  if (lock.index === hiddenIndex) return `with the hidden row id ${lock.key} ${where}`;
  const parts = columns === undefined ? [] : keyParts(lock.key);
  if (columns === undefined || parts.length !== columns.length) return `(${lock.key}) ${where}`;
  const named = parts.map((part, at) => `${columns[at]}=${part}`).join(', ');
  return parts.length === 1 ? `${named} ${where}` : `(${named}) ${where}`;
};

/** The clustered index of a table without a primary key. */
const hiddenIndex = 'GEN_CLUST_INDEX';

/** Where the columns are named, the primary key needs no name of its own; and one that nobody made has none to tell. */
const indexOf = (lock: LockDetail, columns: readonly string[] | undefined): string => {
  const { object, index } = lock;
  const isUnnamed =
    index === undefined || index === hiddenIndex || (columns !== undefined && index === 'PRIMARY');
  return `${isUnnamed ? object : `${object}.${index}`}${partition(lock)}`;
};

const partition = ({ partition: name }: LockDetail): string =>
  name === undefined ? '' : ` (partition ${name})`;

/** Undefined where the mode tells a student nothing: a named lock is always exclusive. */
const strength = (kind: LockDetail['kind'], mode: string): string | undefined => {
  if (kind === 'named') return undefined;
  if (kind === 'metadata') return metadataStrength(mode);
  switch (mode) {
    case 'IS':
      return 'with the intention to read rows of it';
    case 'IX':
      return 'with the intention to write rows of it';
    case 'AUTO_INC':
      return 'to draw an AUTO_INCREMENT number';
    default:
  }
  if (/^S\b/.test(mode)) return 'shared';
  return /^X\b/.test(mode) ? 'exclusive' : undefined;
};

/**
 * What is done to a thing whose definition must stay meanwhile, and what others may not do beside it.
 * https://github.com/mysql/mysql-server/blob/trunk/sql/mdl.h (enum_mdl_type)
 */
const metadataStrength = (mode: string): string | undefined => {
  switch (mode) {
    case 'SHARED':
    case 'SHARED_HIGH_PRIO':
      return 'shared';
    case 'SHARED_READ':
      return 'for reading';
    case 'SHARED_READ_ONLY':
      return 'for reading, without writers';
    case 'SHARED_WRITE':
    case 'SHARED_WRITE_LOW_PRIO':
      return 'for writing';
    case 'SHARED_UPGRADABLE':
      return 'to change it';
    case 'SHARED_NO_WRITE':
      return 'without writers';
    case 'SHARED_NO_READ_WRITE':
      return 'for writing, alone';
    case 'EXCLUSIVE':
      return 'exclusive';
    default:
      return undefined;
  }
};
