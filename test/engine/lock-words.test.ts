import { describe, expect, it } from 'vitest';
import type { LockDetail, Wait } from '../../src/engine/events.ts';
import { lockWords, waitWords } from '../../src/engine/words/lock-words.ts';

const row = { object: 'books', index: 'PRIMARY' } as const;
const end = 'supremum pseudo-record';

describe('a lock in words', () => {
  it.each<[LockDetail, string]>([
    [{ ...row, kind: 'record', mode: 'X,REC_NOT_GAP', key: '2' }, 'the row (2) of books.PRIMARY, exclusive'],
    [
      { ...row, kind: 'gap', mode: 'S,GAP', key: '2' },
      'the gap before (2) of books.PRIMARY (keeps inserts out)',
    ],
    [
      { ...row, kind: 'gap', mode: 'X', key: end },
      'the gap before the end of books.PRIMARY (keeps inserts out)',
    ],
    [
      { object: 'books', index: 'name', kind: 'next-key', mode: 'S', key: "'Sapiens', 2" },
      "the row ('Sapiens', 2) of books.name and the gap before it, shared",
    ],
    [{ ...row, kind: 'record', mode: 'S,REC_NOT_GAP' }, 'the row of books.PRIMARY, shared'],
    [
      { object: 'books', kind: 'table', mode: 'IX' },
      'the table books, with the intention to write rows of it',
    ],
    [{ object: 'books', kind: 'metadata', mode: 'EXCLUSIVE' }, 'the definition of table books, exclusive'],
    [
      { object: 'books', kind: 'metadata', mode: 'SHARED_WRITE' },
      'the definition of table books, for writing',
    ],
    [
      { object: 'p', of: 'PROCEDURE', kind: 'metadata', mode: 'EXCLUSIVE' },
      'the definition of procedure p, exclusive',
    ],
    [
      { object: '', of: 'GLOBAL', kind: 'metadata', mode: 'SHARED' },
      'the global lock that all changes need, shared',
    ],
    [
      { object: '', of: 'SCHEMA', kind: 'metadata', mode: 'INTENTION_EXCLUSIVE' },
      'the definition of the schema',
    ],
    [{ object: 'add_book', kind: 'named', mode: 'EXCLUSIVE' }, "the named lock 'add_book'"],
    [
      { ...row, partition: 'p0', kind: 'gap', mode: 'X', key: end },
      'the gap before the end of books.PRIMARY (partition p0) (keeps inserts out)',
    ],
    [
      { object: 'books', partition: 'p0', kind: 'table', mode: 'IX' },
      'the table books (partition p0), with the intention to write rows of it',
    ],
    [
      {
        object: 'logs',
        index: 'GEN_CLUST_INDEX',
        kind: 'record',
        mode: 'X,REC_NOT_GAP',
        key: '0x000000000203',
      },
      'the row with the hidden row id 0x000000000203 of logs, exclusive',
    ],
    [
      { object: 'logs', index: 'GEN_CLUST_INDEX', kind: 'gap', mode: 'X', key: end },
      'the gap before the end of logs (keeps inserts out)',
    ],
    [
      { object: 'spots', index: 'by_p', kind: 'next-key', mode: 'S,PREDICATE', key: 'infimum pseudo-record' },
      'an area of the spatial index spots.by_p, shared',
    ],
  ])('%o', (lock, words) => {
    expect(lockWords(lock)).toBe(words);
  });
});

describe('a wait in words', () => {
  const forA = { for: { session: 'A' } };

  it.each<[Wait, string]>([
    [
      { ...row, ...forA, kind: 'insert-intention', mode: 'X,INSERT_INTENTION', key: end, heldMode: 'S' },
      'wants to insert into the gap before the end of books.PRIMARY, which A holds shared',
    ],
    [
      {
        ...forA,
        object: 'spots',
        index: 'by_p',
        kind: 'insert-intention',
        mode: 'X,INSERT_INTENTION,PREDICATE',
        key: 'infimum pseudo-record',
        heldMode: 'S,PREDICATE',
      },
      'wants to insert into an area of the spatial index spots.by_p, which A holds shared',
    ],
    [
      {
        ...row,
        ...forA,
        kind: 'insert-intention',
        mode: 'X,GAP,INSERT_INTENTION',
        key: '7',
        heldMode: 'X,GAP',
      },
      'wants to insert into the gap before (7) of books.PRIMARY, which A holds exclusive',
    ],
    [
      { ...row, ...forA, kind: 'record', mode: 'S,REC_NOT_GAP', key: '2', heldMode: 'X,REC_NOT_GAP' },
      'wants the row (2) of books.PRIMARY shared, which A holds exclusive',
    ],
    [
      { ...row, ...forA, kind: 'record', mode: 'X,REC_NOT_GAP', key: '2' },
      'wants the row (2) of books.PRIMARY exclusive, which A holds',
    ],
    [
      {
        ...forA,
        object: 'books',
        kind: 'metadata',
        mode: 'SHARED_READ',
        heldMode: 'EXCLUSIVE',
        queued: true,
      },
      'wants the definition of table books for reading, behind A, which wants it exclusive',
    ],
    [
      { ...forA, object: 'add_book', kind: 'named', mode: 'EXCLUSIVE', heldMode: 'EXCLUSIVE' },
      "wants the named lock 'add_book', which A holds",
    ],
    [
      {
        object: 't',
        kind: 'metadata',
        mode: 'EXCLUSIVE',
        heldMode: 'SHARED_READ',
        for: { outsider: 'connection 7 of root' },
      },
      'wants the definition of table t exclusive, which somebody outside the lab (connection 7 of root) holds for reading',
    ],
  ])('%o', (wait, words) => {
    expect(waitWords(wait)).toBe(words);
  });
});
