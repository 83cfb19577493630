import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finishLooking } from '../../src/engine/run/look-along.ts';
import { startRun } from '../../src/engine/run/start-run.ts';
import { type SeenTable, seenTables } from '../../src/engine/seen-tables.ts';
import type { LabState } from '../../src/engine/state.ts';
import type { Level } from '../../src/lesson/level.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { type OwnLab, openOwnLab } from './own-lab.ts';
import { clock } from './real-lab.ts';

let own: OwnLab;
let lab: MysqlLab;
beforeAll(async () => {
  own = await openOwnLab();
  ({ lab } = own);
});
afterAll(() => own[Symbol.asyncDispose]());

type Steps = readonly (readonly [session: string, sql: string])[];

interface More {
  readonly setup?: readonly string[];
}

/** Every settled moment that was looked at, the first one before any step. */
const moments = async (
  level: Level,
  steps: Steps,
  { setup = [] }: More = {},
): Promise<readonly LabState[]> => {
  const script = scriptOfSteps(
    steps.map(([session, sql]) => step(session, sql)),
    {
      level,
      watch: ['t'],
      setup: [
        'CREATE TABLE t (id INT PRIMARY KEY, v INT)',
        'INSERT INTO t VALUES (1, 10), (2, 20)',
        ...setup,
      ],
    },
  );
  const states: LabState[] = [];
  const emit = (event: { readonly type: string }, state: LabState): void => {
    if (event.type === 'looked-aside') states.push(state);
  };
  await using run = await startRun({ script, server: lab, clock, emit });
  await finishLooking(run, { script, server: lab, clock, signal: new AbortController().signal });
  return states;
};

const tableOf = (state: LabState | undefined): SeenTable => {
  const [table] = state === undefined ? [] : seenTables(state, ['t']);
  if (table === undefined) throw new Error('Nothing is seen');
  return table;
};

/** A line a row: what is committed, and what each session sees. */
const rowsOf = (state: LabState | undefined): readonly string[] => {
  const { rows, views } = tableOf(state);
  return rows.map(({ committed, cells }) =>
    [
      committed?.join() ?? '-',
      ...inOrder(views).map((at) => {
        const cell = cells[at];
        return cell === undefined ? '?' : `${cell.row?.join() ?? '-'} ${cell.mark}`;
      }),
    ].join(' | '),
  );
};

/** A before B, whoever comes first in the script. */
const inOrder = (views: SeenTable['views']): readonly number[] =>
  views
    .map((_, at) => at)
    .toSorted((a, b) => ((views[a]?.session ?? '') < (views[b]?.session ?? '') ? -1 : 1));

describe('whose version each session sees', () => {
  const written: Steps = [
    ['B', 'START TRANSACTION'],
    ['B', 'SELECT * FROM t'],
    ['A', 'START TRANSACTION'],
    ['A', 'UPDATE t SET v = 11 WHERE id = 1'],
    ['A', 'DELETE FROM t WHERE id = 2'],
    ['A', 'INSERT INTO t VALUES (3, 30)'],
    ['A', 'COMMIT'],
    ['B', 'COMMIT'],
  ];

  it.each<[Level, readonly string[], readonly string[]]>([
    [
      'READ UNCOMMITTED',
      ['1,10 | 1,11 own | 1,11 dirty', '2,20 | - own | - dirty', '- | 3,30 own | 3,30 dirty'],
      ['1,11 | 1,11 same | 1,11 same', '3,30 | 3,30 same | 3,30 same'],
    ],
    [
      'READ COMMITTED',
      ['1,10 | 1,11 own | 1,10 same', '2,20 | - own | 2,20 same', '- | 3,30 own | - same'],
      ['1,11 | 1,11 same | 1,11 same', '3,30 | 3,30 same | 3,30 same'],
    ],
    [
      'REPEATABLE READ',
      ['1,10 | 1,11 own | 1,10 same', '2,20 | - own | 2,20 same', '- | 3,30 own | - same'],
      ['1,11 | 1,11 same | 1,10 older', '- | - same | 2,20 older', '3,30 | 3,30 same | - older'],
    ],
  ])('at %s, before and after the commit', async (level, before, after) => {
    const states = await moments(level, written);
    expect(rowsOf(states[6])).toEqual(before);
    expect(rowsOf(states[7])).toEqual(after);
  });

  it.each<[Level, string]>([
    ['REPEATABLE READ', 'same'],
    ['READ UNCOMMITTED', 'dirty'],
  ])(
    'at %s is told by locks, or since nobody else is there, where nothing is derived any more',
    async (level, other) => {
      const silent = (state: LabState | undefined): LabState | undefined =>
        state && {
          ...state,
          timeline: state.timeline.map((one) => {
            if (one.kind !== 'statement') return one;
            const { seen: _, ...rest } = one;
            return rest;
          }),
        };
      const ofB = (row: string, before: string) => (other === 'dirty' ? `${row} dirty` : `${before} same`);
      const two = silent((await moments(level, written))[6]);
      const changed = [`1,10 | 1,11 own | ${ofB('1,11', '1,10')}`, `2,20 | - own | ${ofB('-', '2,20')}`];
      const unknown = other === 'dirty' ? '3,30 unlike' : '- same';
      expect(rowsOf(two)).toEqual([...changed, `- | 3,30 unlike | ${unknown}`]);
      const alone = silent((await moments(level, written.slice(2, 7)))[4]);
      expect(rowsOf(alone)).toEqual(['1,10 | 1,11 own', '2,20 | - own', '- | 3,30 own']);
      const prepared = alone && {
        ...alone,
        script: { ...alone.script, setup: [...alone.script.setup, 'XA RECOVER'] },
      };
      expect(rowsOf(prepared)[2]).toBe('- | 3,30 unlike');
    },
  );

  it('is asked of the server, so that a snapshot that is not there yet is not an old one', async () => {
    const states = await moments('REPEATABLE READ', [
      ['B', 'START TRANSACTION'],
      ['A', 'UPDATE t SET v = 11 WHERE id = 1'],
      ['B', 'SELECT 1'],
      ['B', 'SELECT * FROM t WHERE id = 2'],
      ['A', 'UPDATE t SET v = 12 WHERE id = 1'],
      ['B', 'COMMIT'],
    ]);
    expect(rowsOf(states[3])[0]).toBe('1,11 | 1,11 same | 1,11 same');
    expect(states[3]?.snapshots).toBeUndefined();
    expect(rowsOf(states[5])[0]).toBe('1,12 | 1,12 same | 1,11 older');
    expect(states[5]?.snapshots).toMatchObject([{ session: 'B', taken: { step: 3 } }]);
    expect(states[6]?.snapshots).toBeUndefined();
  });

  it('is no longer what was undone, and is of an older version also where the values are alike by chance', async () => {
    const states = await moments('REPEATABLE READ', [
      ['A', 'START TRANSACTION'],
      ['A', 'UPDATE t SET v = 11 WHERE id = 1'],
      ['A', 'SAVEPOINT s'],
      ['A', 'UPDATE t SET v = 12 WHERE id = 1'],
      ['A', 'ROLLBACK TO s'],
      ['A', 'ROLLBACK'],
      // B's snapshot has 10; then 20 is committed, and A writes 10 once more.
      ['B', 'START TRANSACTION'],
      ['B', 'SELECT * FROM t'],
      ['A', 'UPDATE t SET v = 20 WHERE id = 1'],
      ['A', 'START TRANSACTION'],
      ['A', 'UPDATE t SET v = 10 WHERE id = 1'],
      ['A', 'ROLLBACK'],
      ['B', 'COMMIT'],
    ]);
    expect([4, 5, 6].map((at) => rowsOf(states[at])[0])).toEqual([
      '1,10 | 1,12 own | 1,10 same',
      '1,10 | 1,11 own | 1,10 same',
      '1,10 | 1,10 same | 1,10 same',
    ]);
    expect(rowsOf(states[9])[0]).toBe('1,20 | 1,20 same | 1,10 older');
    // It is not what A has written, whatever it looks like.
    expect(rowsOf(states[11])[0]).toBe('1,20 | 1,10 own | 1,10 older');
  });

  it('is what it was before its statement, of a session that waits', async () => {
    const states = await moments('READ COMMITTED', [
      ['A', 'START TRANSACTION'],
      ['A', 'UPDATE t SET v = 11 WHERE id = 1'],
      ['B', 'UPDATE t SET v = 12 WHERE id = 1'],
      ['A', 'COMMIT'],
    ]);
    expect(tableOf(states[3]).views).toEqual([
      { session: 'A', kind: 'now' },
      { session: 'B', kind: 'before', rowsKnown: true },
    ]);
    expect(rowsOf(states[3])[0]).toBe('1,10 | 1,11 own | 1,10 same');
    expect(tableOf(states[3]).rows[0]?.locks).toEqual([
      { session: 'A', mode: 'X' },
      { session: 'B', mode: 'X', isWaiting: true },
    ]);
    expect(rowsOf(states[4])[0]).toBe('1,12 | 1,12 same | 1,12 same');
  });

  it('is that it would wait, at SERIALIZABLE', async () => {
    const states = await moments('SERIALIZABLE', [
      ['A', 'START TRANSACTION'],
      ['A', 'UPDATE t SET v = 11 WHERE id = 1'],
      ['B', 'START TRANSACTION'],
      ['A', 'COMMIT'],
      ['B', 'COMMIT'],
    ]);
    expect(tableOf(states[3]).views[1]).toMatchObject({ kind: 'waits', waits: [{ for: { session: 'A' } }] });
    expect(tableOf(states[2]).views[1]).toEqual({ session: 'B', kind: 'now' });
  });

  it('is that it would come to a deadlock, and nobody else is asked in what that leaves', async () => {
    const states = await moments('SERIALIZABLE', [
      ['C', 'SELECT 1'],
      ['A', 'START TRANSACTION'],
      ['A', 'UPDATE t SET v = 11 WHERE id = 1'],
      ['B', 'START TRANSACTION'],
      ['B', 'UPDATE t SET v = 21 WHERE id = 2'],
      ['A', 'UPDATE t SET v = 22 WHERE id = 2'],
      ['B', 'COMMIT'],
      ['A', 'COMMIT'],
    ]);
    const { views, rows } = tableOf(states[6]);
    expect(views).toEqual([
      { session: 'C', kind: 'now' },
      { session: 'A', kind: 'before', rowsKnown: false },
      { session: 'B', kind: 'error', message: 'it would come to a deadlock' },
    ]);
    expect(rows.map(({ cells }) => cells[0])).toEqual([
      { row: ['1', '10'], mark: 'same' },
      { row: ['2', '20'], mark: 'same' },
    ]);
  });
});

it('who has a row locked is told by any of its entries, and a row that is written by its writer', async () => {
  const states = await moments(
    'READ COMMITTED',
    [
      ['A', 'START TRANSACTION'],
      ['A', 'SELECT * FROM t FORCE INDEX (by_v) WHERE v = 20 FOR SHARE'],
      ['A', 'INSERT INTO t VALUES (3, 30)'],
      ['B', 'SELECT * FROM t WHERE id = 3 FOR UPDATE'],
      ['A', 'COMMIT'],
    ],
    { setup: ['CREATE INDEX by_v ON t (v)'] },
  );
  const locks = (at: number) => tableOf(states[at]).rows.map((row) => row.locks);
  expect(locks(3)).toEqual([[], [{ session: 'A', mode: 'S' }], [{ session: 'A', mode: 'wrote' }]]);
  // Wanted, it is listed.
  expect(locks(4)[2]).toEqual([
    { session: 'A', mode: 'X' },
    { session: 'B', mode: 'X', isWaiting: true },
  ]);
});

it('rows without a key are told apart by all their values, and counted', async () => {
  const script = scriptOfSteps(
    [step('A', 'START TRANSACTION'), step('A', 'INSERT INTO k VALUES (1)'), step('A', 'COMMIT')],
    { watch: ['k'], level: 'READ COMMITTED', setup: ['CREATE TABLE k (v INT)', 'INSERT INTO k VALUES (1)'] },
  );
  const states: LabState[] = [];
  await using run = await startRun({
    script,
    server: lab,
    clock,
    emit: (event, state) => {
      if (event.type === 'looked-aside') states.push(state);
    },
  });
  await finishLooking(run, { script, server: lab, clock, signal: new AbortController().signal });
  const [table] = states[2] === undefined ? [] : seenTables(states[2], ['k']);
  expect(table?.rows.map(({ committed, cells }) => [committed?.join(), cells[0]?.row?.join()])).toEqual([
    ['1', '1'],
    [undefined, '1'],
  ]);
});

it('nobody has a row in an open transaction that BEGIN has ended, and committed', async () => {
  const states = await moments('REPEATABLE READ', [
    ['A', 'BEGIN'],
    ['A', 'INSERT INTO t VALUES (3, 30)'],
    ['A', 'UPDATE t SET v = v + 1 WHERE id = 1'],
    ['A', 'BEGIN'],
  ]);
  const locksIn = (state: LabState | undefined) =>
    tableOf(state).rows.map(({ locks }) => locks.map(({ session, mode }) => `${session} ${mode}`).join());
  expect(locksIn(states[3])).toEqual(['A X', '', 'A wrote']);
  expect(locksIn(states[4])).toEqual(['', '', '']);
});

describe('what is not a version of a row is not told as one', () => {
  it('a setting, a temporary table: the session is not asked', async () => {
    const errorsAfter = async (...sent: readonly string[]) => {
      const states = await moments('READ COMMITTED', [
        ...sent.map((sql) => ['A', sql] as const),
        ['B', 'BEGIN'],
        ['B', 'DELETE FROM t WHERE id = 2'],
      ]);
      return tableOf(states.at(-1)).views.map(({ session, kind }) => `${session} ${kind}`);
    };
    expect(await errorsAfter('SET sql_select_limit = 1')).toContain('A error');
    expect(await errorsAfter("SET time_zone = '+05:00'")).toContain('A error');
    const temporary = 'CREATE TEMPORARY TABLE t (id INT PRIMARY KEY, v INT)';
    expect(await errorsAfter(temporary, 'INSERT INTO t VALUES (1, 55)')).toEqual(['A error', 'B now']);
  });

  it('what was undone by a return to a savepoint is nobody’s, and a lock that is listed proves more than a claim', async () => {
    const states = await moments('READ UNCOMMITTED', [
      ['A', 'BEGIN'],
      ['A', 'SAVEPOINT s'],
      ['A', 'UPDATE t SET v = 31 WHERE id = 1'],
      ['A', 'ROLLBACK TO s'],
      ['B', 'BEGIN'],
      ['B', 'UPDATE t SET v = 31 WHERE id = 1'],
    ]);
    const locks = (state: LabState | undefined) =>
      tableOf(state).rows[0]?.locks.map(({ session, mode }) => `${session} ${mode}`);
    expect(locks(states[4])).toEqual([]);
    expect(locks(states.at(-1))).toEqual(['B X']);
    expect(rowsOf(states.at(-1))[0]).toBe('1,10 | 1,31 dirty | 1,31 own');
  });

  it('a session that is in no transaction has nothing older and nothing of its own', async () => {
    const states = await moments('READ COMMITTED', [
      ['A', 'SELECT 1'],
      ['B', 'BEGIN'],
      ['B', 'UPDATE t SET v = 11 WHERE id = 1'],
    ]);
    expect(rowsOf(states.at(-1))[0]).toBe('1,10 | 1,10 same | 1,11 own');
  });
});
