/** A row of performance_schema.metadata_locks. */
export interface MetadataLock {
  readonly thread: string;
  readonly type: string;
  readonly schema: string | null;
  readonly name: string | null;
  readonly mode: string;
  readonly pending: boolean;
}

/**
 * What a table metadata lock lets others hold beside it. From the compatibility matrix in MySQL's
 * sql/mdl.cc (MDL_object_lock::m_granted_incompatible).
 */
const sharedReadsAndWrites = ['SHARED', 'SHARED_HIGH_PRIO', 'SHARED_READ', 'SHARED_WRITE'];
const compatible = {
  SHARED: [
    ...sharedReadsAndWrites,
    'SHARED_UPGRADABLE',
    'SHARED_READ_ONLY',
    'SHARED_NO_WRITE',
    'SHARED_NO_READ_WRITE',
  ],
  SHARED_HIGH_PRIO: [
    ...sharedReadsAndWrites,
    'SHARED_UPGRADABLE',
    'SHARED_READ_ONLY',
    'SHARED_NO_WRITE',
    'SHARED_NO_READ_WRITE',
  ],
  SHARED_READ: [...sharedReadsAndWrites, 'SHARED_UPGRADABLE', 'SHARED_READ_ONLY', 'SHARED_NO_WRITE'],
  SHARED_WRITE: [...sharedReadsAndWrites, 'SHARED_UPGRADABLE'],
  SHARED_UPGRADABLE: [...sharedReadsAndWrites, 'SHARED_READ_ONLY'],
  SHARED_READ_ONLY: ['SHARED', 'SHARED_HIGH_PRIO', 'SHARED_READ', 'SHARED_UPGRADABLE', 'SHARED_READ_ONLY'],
  SHARED_NO_WRITE: ['SHARED', 'SHARED_HIGH_PRIO', 'SHARED_READ'],
  SHARED_NO_READ_WRITE: ['SHARED', 'SHARED_HIGH_PRIO'],
  INTENTION_EXCLUSIVE: ['INTENTION_EXCLUSIVE'],
  EXCLUSIVE: [],
} satisfies Record<string, readonly string[]>;
const beside = new Map<string, readonly string[]>(Object.entries(compatible));

/**
 * Which pending requests a request lets go first. It is not symmetric: a reader waits behind a pending ALTER
 * TABLE, and never the other way round. From m_waiting_incompatible there.
 */
const behind = new Map([
  ['SHARED', ['EXCLUSIVE']],
  ['SHARED_READ', ['SHARED_NO_READ_WRITE', 'EXCLUSIVE']],
  ['SHARED_WRITE', ['SHARED_NO_WRITE', 'SHARED_NO_READ_WRITE', 'EXCLUSIVE']],
  ['SHARED_UPGRADABLE', ['EXCLUSIVE']],
  ['SHARED_READ_ONLY', ['SHARED_WRITE', 'SHARED_NO_READ_WRITE', 'EXCLUSIVE']],
  ['SHARED_NO_WRITE', ['EXCLUSIVE']],
  ['SHARED_NO_READ_WRITE', ['EXCLUSIVE']],
  ['INTENTION_EXCLUSIVE', ['SHARED', 'EXCLUSIVE']],
]);

const isSameObject = (a: MetadataLock, b: MetadataLock): boolean =>
  a.type === b.type && a.schema === b.schema && a.name === b.name;

const excludes = (wanted: MetadataLock, held: MetadataLock): boolean =>
  !(beside.get(wanted.mode)?.includes(held.mode) ?? false);

const goesBehind = (wanted: MetadataLock, other: MetadataLock): boolean =>
  behind.get(wanted.mode)?.includes(other.mode) ?? false;

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

/** Would a reader of this table have to wait for one of these locks? */
export const stopsReaders = (locks: readonly MetadataLock[], schema: string, table: string): boolean =>
  locks.some(
    (lock) =>
      lock.type === 'TABLE' &&
      lock.schema === schema &&
      lock.name === table &&
      !compatible.SHARED_READ.includes(lock.mode),
  );
