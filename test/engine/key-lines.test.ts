import { describe, expect, test } from 'vitest';
import type { IndexShape, LockView, Observation, TableShape } from '../../src/engine/events.ts';
import { type KeyLine, keyLines } from '../../src/engine/key-lines.ts';
import { settledUpTo } from '../ui/recorded.ts';

const column = (name: string, type: 'number' | 'text' = 'number', descending = false) => ({
  name,
  type,
  descending,
});

const indexes = (...own: readonly IndexShape[]): readonly TableShape[] => [
  { table: 't', isVersioned: true, indexes: own, partitions: [] },
];

const primary = { index: 'PRIMARY', columns: [column('id')] };
const end = 'supremum pseudo-record';
const lock = {
  session: 'A',
  object: 't',
  index: 'PRIMARY',
  kind: 'record',
  mode: 'X',
  status: 'granted',
} as const;

const linesOf = (
  locks: readonly LockView[],
  rows: Observation['tables'] = [],
  newest?: Observation['tables'],
  shapes = indexes(primary),
): readonly KeyLine[] =>
  keyLines({
    observation: {
      tables: rows,
      ...(newest && { newest }),
      transactions: [],
      locks,
      shapes,
    },
  });

/** "A:S|1|A:S" is the entry 1 with the gap before it, both locked by A, shared. */
const drawn = ({ entries }: KeyLine): string =>
  entries
    .map(({ key, gap, record }) => {
      const marks = [gap, record].map((some) =>
        some
          .map(({ session, mode, status }) => `${session}${status === 'waiting' ? '?' : ':'}${mode}`)
          .join(),
      );
      return `${marks[0]}|${key ?? 'end'}|${marks[1]}`;
    })
    .join('  ');

const table = (...ids: readonly string[]) => [
  { name: 't', columns: ['id', 'name'], rows: ids.map((id) => [id, 'x']) },
];

describe('an index as a line', () => {
  test('a record lock is on the entry, a gap lock before it, a next-key lock on both, the end has only a gap', () => {
    const [line] = linesOf([
      { ...lock, key: '10' },
      { ...lock, kind: 'gap', mode: 'S,GAP', key: '9' },
      { ...lock, session: 'B', kind: 'next-key', mode: 'S', key: '20' },
      { ...lock, session: 'B', kind: 'gap', mode: 'X', key: end },
    ]);
    expect(line && drawn(line)).toBe('A:shared|9|  |10|A:exclusive  B:shared|20|B:shared  B:exclusive|end|');
    expect(line).toMatchObject({ isOrdered: true, shows: 'locked', columns: ['id'] });
  });

  test('rows of the watched table stand between them, committed or not', () => {
    const [line] = linesOf([{ ...lock, key: '2' }], table('1', '2', '10'), table('1', '2', '3'));
    expect(line && drawn(line)).toBe('|1|  |2|A:exclusive  |3|  |10|  |end|');
    expect(line?.shows).toBe('all');
    expect(line?.entries.filter((one) => one.isUncommitted).map(({ key }) => key)).toEqual(['3']);
  });

  test('a wish to insert is marked while it waits, and no more once it was granted', () => {
    const wish = {
      ...lock,
      session: 'B',
      kind: 'insert-intention',
      mode: 'X,INSERT_INTENTION',
      key: end,
    } as const;
    const [line] = linesOf([
      { ...lock, kind: 'gap', key: end },
      { ...wish, status: 'waiting' },
    ]);
    expect(line && drawn(line)).toBe('A:exclusive,B?insert|end|');
    expect(linesOf([wish])).toEqual([]);
  });

  test('keys whose order depends on the collation are not put in one', () => {
    const shapes = indexes({ index: 'PRIMARY', columns: [column('name', 'text')] });
    const [line] = linesOf(
      [
        { ...lock, key: "'b'" },
        { ...lock, key: "'C'" },
      ],
      [],
      [],
      shapes,
    );
    expect(line?.isOrdered).toBe(false);
    expect(line?.entries.map(({ key }) => key)).toEqual(["'b'", "'C'", undefined]);
  });

  test('an index in descending order begins with the largest', () => {
    const shapes = indexes(primary, { index: 'down', columns: [column('n', 'number', true), column('id')] });
    const locks = ['5, 1', '7, 2'].map((key) => ({ ...lock, index: 'down', key }));
    expect(linesOf(locks, [], [], shapes)[0]?.entries.map(({ key }) => key)).toEqual([
      '7, 2',
      '5, 1',
      undefined,
    ]);
  });

  test('locks without a key, of tables and of names, are on no line', () => {
    expect(linesOf([{ ...lock }, { ...lock, kind: 'table', mode: 'IX' }])).toEqual([]);
  });
});

test('a row that waits in front of a secondary index is not shown as if it were in it', () => {
  const lab = settledUpTo('next-key-locks', ({ sessions }) =>
    sessions.some(({ name, status }) => name === 'D' && status === 'blocked'),
  ).at(-1);
  const lines = lab ? keyLines(lab) : [];
  const byPrice = lines.find(({ index }) => index === 'by_price');
  expect(byPrice?.shows).toBe('committed');
  expect(byPrice?.entries.map(({ key }) => key)).not.toContain('22, 6');
  // The primary key has it already.
  expect(lines.find(({ index }) => index === 'PRIMARY')?.entries.map(({ key }) => key)).toContain('6');
});
