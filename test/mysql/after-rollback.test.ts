import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabServer } from '../../src/engine/ports.ts';
import { reduce } from '../../src/engine/reduce.ts';
import type { LabState } from '../../src/engine/state.ts';
import { MysqlLab } from '../../src/mysql/lab-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { startNetworkServer } from '../server/network-server.ts';
import { makePlaces } from '../server/places.ts';
import { begin, openLab, statementOf } from './real-lab.ts';

let lab: MysqlLab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const setup = [
  'CREATE TABLE books (id INT PRIMARY KEY, name VARCHAR(40), n INT)',
  "INSERT INTO books VALUES (1, 'Emma', 10), (2, 'Dune', 10)",
  'CREATE TABLE weight (id INT PRIMARY KEY)',
  'CREATE PROCEDURE fails () UPDATE books SET n = 14 WHERE id = 1',
  `CREATE PROCEDURE hides () BEGIN
     DECLARE CONTINUE HANDLER FOR SQLEXCEPTION BEGIN END;
     UPDATE books SET n = 14 WHERE id = 1;
   END`,
];

type Line = readonly [session: string, sql: string];

/** A is heavier, so B is the victim: `begins` opens B's transaction, `last` gets the 1213, `after` is what B does then. */
const deadlock = (
  begins: readonly string[],
  after: readonly Line[],
  last = 'UPDATE books SET n = 14 WHERE id = 1',
) => [
  ...begins.map((sql): Line => ['B', sql]),
  ['A', 'START TRANSACTION'] as Line,
  ['A', 'INSERT INTO weight VALUES (1), (2), (3), (4)'] as Line,
  ['A', 'UPDATE books SET n = 11 WHERE id = 1'] as Line,
  ['B', 'UPDATE books SET n = 12 WHERE id = 2'] as Line,
  ['A', 'UPDATE books SET n = 13 WHERE id = 2'] as Line,
  ['B', last] as Line,
  ...after,
];

const finished = async (
  server: LabServer,
  lines: readonly Line[],
  evidence: 'everything' | 'outcomes' = 'everything',
): Promise<LabState> => {
  const steps = lines.map(([session, sql]) => step(session, sql));
  const { run, events } = await begin(server, scriptOfSteps(steps, { setup, watch: ['books'] }), evidence);
  await using _ = run;
  const state = await run.finish();
  // A recording comes to the same.
  const told = events.reduce<LabState | undefined>(reduce, undefined);
  expect(told?.steps).toEqual(state.steps);
  return state;
};

/** Steps of B that were not taken since its transaction was gone, as SQL. */
const notTaken = (state: LabState, lines: readonly Line[]): readonly string[] =>
  lines.flatMap(([, sql], at) => {
    const one = state.steps[at];
    return one?.status === 'skipped' && one.because === 'transaction-gone' ? [sql] : [];
  });

const rowsOf = (state: LabState) => {
  const [view] = state.observation.tables;
  return view && 'rows' in view ? view.rows.map((row) => row.join()) : view;
};

const off = ['SET autocommit = 0'];
const start = ['START TRANSACTION'];

describe.each(['everything', 'outcomes'] as const)('after a deadlock, with %s', (evidence) => {
  it.each<[string, readonly string[], readonly Line[], readonly string[], readonly string[]]>([
    [
      'without START TRANSACTION everything goes on',
      off,
      [
        ['B', 'ROLLBACK'],
        ['A', 'COMMIT'],
        ['B', 'UPDATE books SET n = 15 WHERE id = 1'],
        ['B', 'COMMIT'],
      ],
      [],
      ['1,Emma,15', '2,Dune,13'],
    ],
    [
      'without START TRANSACTION the next statement is a new transaction',
      off,
      [
        ['B', "INSERT INTO books VALUES (3, 'It', 1)"],
        ['A', 'COMMIT'],
        ['B', 'ROLLBACK'],
      ],
      [],
      ['1,Emma,11', '2,Dune,13'],
    ],
    [
      'COMMIT as the next statement is taken there, too',
      ["SET SESSION sql_mode = '', autocommit = OFF"],
      [
        ['B', 'COMMIT'],
        ['A', 'COMMIT'],
      ],
      [],
      ['1,Emma,11', '2,Dune,13'],
    ],
    [
      'BEGIN makes no difference to that',
      [...off, 'BEGIN'],
      [
        ['B', "INSERT INTO books VALUES (3, 'It', 1)"],
        ['B', 'COMMIT'],
        ['A', 'COMMIT'],
      ],
      [],
      ['1,Emma,11', '2,Dune,13', '3,It,1'],
    ],
    [
      'the rest of a transaction is not taken, and what is behind it is',
      start,
      [
        ['B', "INSERT INTO books VALUES (3, 'It', 1)"],
        ['B', 'COMMIT'],
        ['A', 'COMMIT'],
        ['B', "INSERT INTO books VALUES (4, 'Ulysses', 1)"],
      ],
      ["INSERT INTO books VALUES (3, 'It', 1)", 'COMMIT'],
      ['1,Emma,11', '2,Dune,13', '4,Ulysses,1'],
    ],
    [
      'another transaction is begun, and its level set before',
      start,
      [
        ['B', "INSERT INTO books VALUES (3, 'It', 1)"],
        ['B', 'SET TRANSACTION ISOLATION LEVEL READ COMMITTED'],
        ['B', '/*!50000 START TRANSACTION */'],
        ['A', 'COMMIT'],
        ['B', 'UPDATE books SET n = 15 WHERE id = 1'],
        ['B', 'COMMIT'],
      ],
      ["INSERT INTO books VALUES (3, 'It', 1)"],
      ['1,Emma,15', '2,Dune,13'],
    ],
    [
      'SET autocommit = 0 goes on without one',
      start,
      [
        ['A', 'COMMIT'],
        ['B', 'SET autocommit = 0'],
        ['B', 'UPDATE books SET n = 15 WHERE id = 1'],
        ['B', 'COMMIT'],
      ],
      [],
      ['1,Emma,15', '2,Dune,13'],
    ],
    [
      'ROLLBACK AND CHAIN begins another',
      start,
      [
        ['A', 'COMMIT'],
        ['B', 'ROLLBACK AND CHAIN'],
        ['B', 'UPDATE books SET n = 15 WHERE id = 1'],
        ['B', 'ROLLBACK'],
      ],
      [],
      ['1,Emma,11', '2,Dune,13'],
    ],
    [
      'ROLLBACK TO SAVEPOINT is not the end',
      start,
      [
        ['B', 'ROLLBACK TO SAVEPOINT s'],
        ['B', 'UPDATE books SET n = 15 WHERE id = 1'],
        ['B', 'ROLLBACK'],
        ['A', 'COMMIT'],
      ],
      ['ROLLBACK TO SAVEPOINT s', 'UPDATE books SET n = 15 WHERE id = 1', 'ROLLBACK'],
      ['1,Emma,11', '2,Dune,13'],
    ],
    [
      'an XA transaction is left as the server wants it',
      ["XA START 'x'"],
      [
        ['B', "INSERT INTO books VALUES (3, 'It', 1)"],
        ['B', "XA END 'x'"],
        ['B', "XA ROLLBACK 'x'"],
        ['A', 'COMMIT'],
        ['B', "INSERT INTO books VALUES (4, 'Ulysses', 1)"],
      ],
      ["INSERT INTO books VALUES (3, 'It', 1)"],
      ['1,Emma,11', '2,Dune,13', '4,Ulysses,1'],
    ],
  ])('%s', async (_, begins, after, gone, rows) => {
    const lines = deadlock(begins, after);
    const state = await finished(lab, lines, evidence);
    expect(statementOf(state, begins.length + 5).outcome).toMatchObject({ errno: 1213 });
    expect(notTaken(state, lines)).toEqual(gone);
    expect(rowsOf(state)).toEqual(rows);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['fails', ['UPDATE books SET n = 15 WHERE id = 1', 'COMMIT'], ['1,Emma,11', '2,Dune,13']],
    // Who does not know of it goes on, and each statement is a transaction then.
    ['hides', [], ['1,Emma,15', '2,Dune,13']],
  ])('in a procedure that %s', async (name, gone, rows) => {
    const after: readonly Line[] = [
      ['A', 'COMMIT'],
      ['B', 'UPDATE books SET n = 15 WHERE id = 1'],
      ['B', 'COMMIT'],
    ];
    const lines = deadlock(start, after, `CALL ${name}()`);
    const state = await finished(lab, lines, evidence);
    expect(notTaken(state, lines)).toEqual(gone);
    expect(rowsOf(state)).toEqual(rows);
  });
});

describe('after a lock wait timeout', () => {
  const lines: readonly Line[] = [
    ['B', 'SET SESSION innodb_lock_wait_timeout = 1'],
    ['B', 'START TRANSACTION'],
    ['B', 'UPDATE books SET n = 12 WHERE id = 2'],
    ['A', 'START TRANSACTION'],
    ['A', 'UPDATE books SET n = 11 WHERE id = 1'],
    ['B', 'UPDATE books SET n = 14 WHERE id = 1'],
    ['B', 'UPDATE books SET name = UPPER(name) WHERE id = 2'],
    ['B', 'COMMIT'],
    ['A', 'COMMIT'],
  ];
  const steps = lines.map(([session, sql], at) =>
    step(session, sql, at === 5 ? { until: 'finished', limitMs: 60_000 } : {}),
  );
  const finishedOn = async (server: LabServer) => {
    const { run } = await begin(server, scriptOfSteps(steps, { setup, watch: ['books'] }));
    await using _ = run;
    return await run.finish();
  };

  it('the transaction is still open, and goes on', async () => {
    const state = await finishedOn(lab);
    expect(statementOf(state, 5).outcome).toMatchObject({ errno: 1205 });
    expect(notTaken(state, lines)).toEqual([]);
    expect(rowsOf(state)).toEqual(['1,Emma,11', '2,DUNE,12']);
  });

  it('it is gone where the server rolls all of it back', async () => {
    await using places = await makePlaces();
    await using server = await startNetworkServer(places, ['--innodb-rollback-on-timeout=ON']);
    await using other = await MysqlLab.open({
      address: server.root,
      provider: 'url',
      place: 'the test server',
    });
    const state = await finishedOn(other);
    expect(statementOf(state, 5).outcome).toMatchObject({ errno: 1205 });
    expect(notTaken(state, lines)).toEqual(['UPDATE books SET name = UPPER(name) WHERE id = 2', 'COMMIT']);
    expect(rowsOf(state)).toEqual(['1,Emma,11', '2,Dune,10']);
  });
});
