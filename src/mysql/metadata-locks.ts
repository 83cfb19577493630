import type { TableRows } from '../engine/events.ts';

/** A row of performance_schema.metadata_locks. */
export interface MetadataLock {
  readonly thread: string;
  readonly type: string;
  readonly schema: string | null;
  readonly name: string | null;
  readonly mode: string;
  readonly pending: boolean;
  /** STATEMENT, TRANSACTION or EXPLICIT: how long it was asked for. LOCK TABLES asks for a transaction, and stays longer. */
  readonly duration: string;
  /** See LockTicket. */
  readonly ticket: string;
}

/**
 * For every mode what it cannot stand beside, and which pending requests go first: a reader waits behind a pending
 * ALTER TABLE, and never the other way round. From the tables in MySQL's sql/mdl.cc: m_granted_incompatible and the
 * first of m_waiting_incompatible.
 * https://github.com/mysql/mysql-server/blob/trunk/sql/mdl.cc
 */
interface Rules {
  readonly excludes: readonly string[];
  readonly behind: readonly string[];
}

const definers = ['SHARED_NO_READ_WRITE', 'EXCLUSIVE'];
const writers = ['SHARED_WRITE', 'SHARED_WRITE_LOW_PRIO'];
const nonWriters = ['SHARED_READ_ONLY', 'SHARED_NO_WRITE'];
const everyone = [
  'SHARED',
  'SHARED_HIGH_PRIO',
  'SHARED_READ',
  'SHARED_UPGRADABLE',
  ...writers,
  ...nonWriters,
  ...definers,
];

/** Of things: tables, routines, triggers, names. */
const objectRules = new Map<string, Rules>([
  ['SHARED', { excludes: ['EXCLUSIVE'], behind: ['EXCLUSIVE'] }],
  ['SHARED_HIGH_PRIO', { excludes: ['EXCLUSIVE'], behind: [] }],
  ['SHARED_READ', { excludes: definers, behind: definers }],
  ['SHARED_WRITE', { excludes: [...nonWriters, ...definers], behind: ['SHARED_NO_WRITE', ...definers] }],
  ['SHARED_WRITE_LOW_PRIO', { excludes: [...nonWriters, ...definers], behind: [...nonWriters, ...definers] }],
  [
    'SHARED_UPGRADABLE',
    { excludes: ['SHARED_UPGRADABLE', 'SHARED_NO_WRITE', ...definers], behind: ['EXCLUSIVE'] },
  ],
  ['SHARED_READ_ONLY', { excludes: [...writers, ...definers], behind: ['SHARED_WRITE', ...definers] }],
  [
    'SHARED_NO_WRITE',
    { excludes: [...writers, 'SHARED_UPGRADABLE', 'SHARED_NO_WRITE', ...definers], behind: ['EXCLUSIVE'] },
  ],
  [
    'SHARED_NO_READ_WRITE',
    {
      excludes: ['SHARED_READ', 'SHARED_UPGRADABLE', ...writers, ...nonWriters, ...definers],
      behind: ['EXCLUSIVE'],
    },
  ],
  ['EXCLUSIVE', { excludes: everyone, behind: [] }],
]);

/** Of what holds many things: the whole server, a schema, a tablespace. */
const scopedTypes: ReadonlySet<string> = new Set([
  'GLOBAL',
  'COMMIT',
  'BACKUP LOCK',
  'SCHEMA',
  'TABLESPACE',
  'RESOURCE_GROUPS',
  'FOREIGN KEY',
  'CHECK CONSTRAINT',
]);

const scopedRules = new Map<string, Rules>([
  ['INTENTION_EXCLUSIVE', { excludes: ['SHARED', 'EXCLUSIVE'], behind: ['SHARED', 'EXCLUSIVE'] }],
  ['SHARED', { excludes: ['INTENTION_EXCLUSIVE', 'EXCLUSIVE'], behind: ['EXCLUSIVE'] }],
  ['EXCLUSIVE', { excludes: ['INTENTION_EXCLUSIVE', 'SHARED', 'EXCLUSIVE'], behind: [] }],
]);

/** A mode that is not known stands in nobody's way, and nobody in its: that is never guessed. */
const rulesOf = ({ type, mode }: MetadataLock): Rules =>
  (scopedTypes.has(type) ? scopedRules : objectRules).get(mode) ?? { excludes: [], behind: [] };

const isSameObject = (a: MetadataLock, b: MetadataLock): boolean =>
  a.type === b.type && a.schema === b.schema && a.name === b.name;

const excludes = (wanted: MetadataLock, held: MetadataLock): boolean =>
  rulesOf(wanted).excludes.includes(held.mode);

const goesBehind = (wanted: MetadataLock, other: MetadataLock): boolean =>
  rulesOf(wanted).behind.includes(other.mode);

/**
 * Who stands in the way of a pending metadata lock: those that hold a lock it cannot stand beside; when
 * there is none, those that were first in the queue (readers wait behind a waiting ALTER TABLE). Nobody
 * does while a lock that has just been granted is still shown as pending.
 */
export const holdersOf = (wanted: MetadataLock, locks: readonly MetadataLock[]): readonly MetadataLock[] => {
  const others = locks.filter((lock) => lock.thread !== wanted.thread && isSameObject(lock, wanted));
  const holding = others.filter((lock) => !lock.pending && excludes(wanted, lock));
  return holding.length > 0 ? holding : others.filter((lock) => lock.pending && goesBehind(wanted, lock));
};

const lockTablesModes = ['SHARED_READ_ONLY', 'SHARED_NO_WRITE', 'SHARED_NO_READ_WRITE'];

/**
 * The statement that lets go of a lock that outlives its transaction, once its owner has nothing else to do. LOCK TABLES
 * is told by its modes: those of an ALTER TABLE are held only while that is at work, or waits for more.
 * https://dev.mysql.com/doc/refman/9.7/en/lock-tables.html
 */
export const freedBy = (held: MetadataLock, locks: readonly MetadataLock[]): string | undefined => {
  if (held.pending) return undefined;
  if (held.type === 'USER LEVEL LOCK') return 'RELEASE_LOCK()';
  if (held.duration === 'EXPLICIT') {
    if (held.type === 'BACKUP LOCK') return 'UNLOCK INSTANCE';
    if (held.type === 'GLOBAL' || held.type === 'COMMIT') return 'UNLOCK TABLES';
    return held.type === 'TABLE' ? 'HANDLER … CLOSE' : undefined;
  }
  const own = locks.filter(({ thread }) => thread === held.thread);
  const hasLockedTables =
    held.type === 'TABLE' &&
    !own.some(({ pending }) => pending) &&
    own.some(
      ({ type, mode, duration }) =>
        type === 'TABLE' && duration === 'TRANSACTION' && lockTablesModes.includes(mode),
    );
  return hasLockedTables ? 'UNLOCK TABLES' : undefined;
};

/** Those for which a reader of this table would have to wait. */
const stoppingReaders = (locks: readonly MetadataLock[], schema: string, table: string) =>
  locks.filter(
    (lock) =>
      lock.type === 'TABLE' && lock.schema === schema && lock.name === table && definers.includes(lock.mode),
  );

/** Would a reader of this table have to wait for one of these locks? */
export const stopsReaders = (locks: readonly MetadataLock[], schema: string, table: string): boolean =>
  stoppingReaders(locks, schema, table).length > 0;

/** Why a reader of this table would have to wait, if it would. */
export const stopWords = (
  locks: readonly MetadataLock[],
  schema: string,
  table: string,
): string | undefined => {
  const stopping = stoppingReaders(locks, schema, table);
  if (stopping.length === 0) return undefined;
  return stopping.every(({ pending }) => pending)
    ? 'Somebody waits to have the table alone, and readers would wait behind.'
    : 'A lock on the table keeps readers out.';
};

/** All of them on the server. */
export const metadataLocks = `SELECT OWNER_THREAD_ID, OBJECT_TYPE, OBJECT_SCHEMA, OBJECT_NAME, LOCK_TYPE, LOCK_STATUS, LOCK_DURATION,
  OBJECT_INSTANCE_BEGIN, OWNER_EVENT_ID FROM performance_schema.metadata_locks`;

export const toMetadataLock = ([
  thread,
  type,
  schema,
  name,
  mode,
  status,
  duration,
  instance,
  event,
]: TableRows['rows'][number]): MetadataLock => ({
  thread: thread ?? '',
  type: type ?? '',
  schema: schema ?? null,
  name: name ?? null,
  mode: mode ?? '',
  pending: status === 'PENDING',
  duration: duration ?? '',
  ticket: `${instance ?? ''} ${event ?? ''}`,
});
