import type { LockKind } from '../engine/events.ts';

export const endOfIndex = 'supremum pseudo-record';

/**
 * The lab's word for an InnoDB lock as performance_schema.data_locks shows it. A lock on the supremum
 * covers only the gap before it, whatever its mode says.
 * https://dev.mysql.com/doc/refman/9.7/en/innodb-locking.html
 */
export const lockKind = (type: string, mode: string, key: string | null): LockKind => {
  if (type === 'TABLE') return 'table';
  if (mode.includes('INSERT_INTENTION')) return 'insert-intention';
  if (mode.includes('REC_NOT_GAP')) return 'record';
  if (mode.includes('GAP') || key === endOfIndex) return 'gap';
  return 'next-key';
};
