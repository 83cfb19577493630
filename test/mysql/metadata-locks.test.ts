import { describe, expect, it } from 'vitest';
import { freedBy, holdersOf, type MetadataLock } from '../../src/mysql/metadata-locks.ts';

const lock = (thread: string, mode: string, more: Partial<MetadataLock> = {}): MetadataLock => ({
  thread,
  type: 'TABLE',
  schema: 'lab',
  name: 'books',
  mode,
  pending: false,
  duration: 'TRANSACTION',
  ticket: '1 1',
  ...more,
});

const pending = { pending: true };

describe('what lets go of a metadata lock, where the end of its transaction does not', () => {
  it.each<[string, MetadataLock, readonly MetadataLock[], string | undefined]>([
    ['LOCK TABLES … WRITE', lock('A', 'SHARED_NO_READ_WRITE'), [], 'UNLOCK TABLES'],
    ['LOCK TABLES … READ', lock('A', 'SHARED_READ_ONLY'), [], 'UNLOCK TABLES'],
    [
      'a table that a trigger of a locked one reads',
      lock('A', 'SHARED_READ', { name: 'loans' }),
      [lock('A', 'SHARED_NO_READ_WRITE')],
      'UNLOCK TABLES',
    ],
    ['a transaction', lock('A', 'SHARED_WRITE'), [lock('B', 'SHARED_READ_ONLY')], undefined],
    ['an ALTER TABLE that waits', lock('A', 'SHARED_NO_WRITE'), [lock('A', 'EXCLUSIVE', pending)], undefined],
    ['one that waits itself', lock('A', 'SHARED_NO_READ_WRITE', pending), [], undefined],
    ['the parent of a new key', lock('A', 'SHARED_READ_ONLY', { duration: 'STATEMENT' }), [], undefined],
    ['HANDLER … OPEN', lock('A', 'SHARED', { duration: 'EXPLICIT' }), [], 'HANDLER … CLOSE'],
    [
      'FLUSH TABLES WITH READ LOCK',
      lock('A', 'SHARED', { type: 'COMMIT', duration: 'EXPLICIT' }),
      [],
      'UNLOCK TABLES',
    ],
    [
      'LOCK INSTANCE FOR BACKUP',
      lock('A', 'SHARED', { type: 'BACKUP LOCK', duration: 'EXPLICIT' }),
      [],
      'UNLOCK INSTANCE',
    ],
    [
      'GET_LOCK()',
      lock('A', 'EXCLUSIVE', { type: 'USER LEVEL LOCK', duration: 'EXPLICIT' }),
      [],
      'RELEASE_LOCK()',
    ],
    ['a procedure that was called', lock('A', 'SHARED', { type: 'PROCEDURE' }), [], undefined],
  ])('%s', (_, held, more, statement) => {
    expect(freedBy(held, [held, ...more])).toBe(statement);
  });
});

describe('a pending metadata lock waits', () => {
  const alter = lock('B', 'EXCLUSIVE', pending);
  const reader = lock('C', 'SHARED_READ', pending);

  it('for those that hold a lock it cannot stand beside, and not for others in the queue', () => {
    const held = lock('A', 'SHARED_READ');
    expect(holdersOf(alter, [held, alter, reader])).toEqual([held]);
  });

  it('behind a pending one that goes first, as a reader behind an ALTER TABLE', () => {
    expect(holdersOf(reader, [lock('A', 'SHARED_READ'), alter, reader])).toEqual([alter]);
  });

  it('for nobody when only later ones are pending: it is about to be shown as granted', () => {
    expect(holdersOf(alter, [alter, reader])).toEqual([]);
    const second = lock('C', 'EXCLUSIVE', { ...pending, type: 'USER LEVEL LOCK' });
    const first = { ...second, thread: 'B' };
    expect(holdersOf(first, [first, second])).toEqual([]);
    expect(holdersOf(second, [first, second])).toEqual([]);
  });

  it.each<[string, string, string, boolean]>([
    ['GLOBAL', 'INTENTION_EXCLUSIVE', 'SHARED', true],
    ['GLOBAL', 'INTENTION_EXCLUSIVE', 'INTENTION_EXCLUSIVE', false],
    ['COMMIT', 'SHARED', 'INTENTION_EXCLUSIVE', true],
    ['BACKUP LOCK', 'SHARED', 'SHARED', false],
    ['SCHEMA', 'EXCLUSIVE', 'INTENTION_EXCLUSIVE', true],
    ['PROCEDURE', 'EXCLUSIVE', 'SHARED', true],
    ['PROCEDURE', 'SHARED', 'SHARED', false],
    ['TABLE', 'SHARED_NO_WRITE', 'SHARED_READ_ONLY', false],
    ['TABLE', 'SHARED_WRITE_LOW_PRIO', 'SHARED_READ_ONLY', true],
    ['TABLE', 'A_MODE_TO_COME', 'EXCLUSIVE', false],
  ])('of %s: is %s kept by %s? %s', (type, wanted, held, isKept) => {
    const own = lock('B', wanted, { ...pending, type, name: null });
    const other = lock('A', held, { type, name: null });
    expect(holdersOf(own, [own, other])).toEqual(isKept ? [other] : []);
  });

  it('for nobody on account of other objects', () => {
    expect(holdersOf(alter, [alter, lock('A', 'SHARED_READ', { name: 'loans' })])).toEqual([]);
  });
});
