import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { finish, openLab, statementOf } from './real-lab.ts';

let lab: MysqlLab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const setup = [
  'CREATE TABLE t (id INT PRIMARY KEY, k INT)',
  'INSERT INTO t VALUES (10, 10), (20, 20), (30, 30)',
];

/** How a script ends that nobody is left to free. */
const stuckIn = async (steps: readonly ReturnType<typeof step>[]) => {
  const state = await finish(lab, scriptOfSteps(steps, { setup }));
  expect(state.finished?.end).toBe('stuck');
  return state;
};

const stuck = { outcome: { kind: 'error', errno: 1317, cancelled: 'stuck' } };

describe('of stuck statements none is set free by the end of another:', () => {
  it('a reader behind a waiting ALTER TABLE', async () => {
    const state = await stuckIn([
      step('A', 'START TRANSACTION'),
      step('A', 'SELECT * FROM t'),
      step('B', 'ALTER TABLE t ADD COLUMN more INT'),
      step('C', 'SELECT * FROM t'),
    ]);
    expect([statementOf(state, 2), statementOf(state, 3)]).toMatchObject([stuck, stuck]);
  });

  it('a shared lock behind an exclusive one that is waited for', async () => {
    const state = await stuckIn([
      step('A', 'START TRANSACTION'),
      step('A', 'SELECT * FROM t WHERE id = 10 FOR SHARE'),
      step('B', 'UPDATE t SET k = 1 WHERE id = 10'),
      step('C', 'SELECT * FROM t WHERE id = 10 FOR SHARE'),
    ]);
    expect([statementOf(state, 2), statementOf(state, 3)]).toMatchObject([stuck, stuck]);
  });

  it('an older one that waits for a newer one', async () => {
    const state = await stuckIn([
      step('A', 'START TRANSACTION'),
      step('A', 'UPDATE t SET k = 1 WHERE id = 30'),
      step('D', 'START TRANSACTION'),
      step('D', 'UPDATE t SET k = 1 WHERE id = 10'),
      step('B', 'UPDATE t SET k = 2 WHERE id <= 20'),
      step('C', 'UPDATE t SET k = 3 WHERE id >= 20'),
      step('D', 'COMMIT'),
    ]);
    expect(statementOf(state, 4).waitsLast).toMatchObject([{ for: { session: 'C' } }]);
    expect([statementOf(state, 4), statementOf(state, 5)]).toMatchObject([stuck, stuck]);
  });
});

describe('a run is not stuck while somebody gives up by itself, and so frees the others:', () => {
  it('a GET_LOCK() whose time is short', async () => {
    const state = await finish(
      lab,
      scriptOfSteps(
        [
          step('A', 'START TRANSACTION'),
          step('A', 'UPDATE t SET k = 1 WHERE id = 10'),
          step('B', "SELECT GET_LOCK('name', 0)"),
          step('B', 'UPDATE t SET k = 2 WHERE id = 10'),
          step('A', "SELECT GET_LOCK('name', 1)"),
          step('A', 'COMMIT'),
          step('B', "SELECT RELEASE_LOCK('name')"),
        ],
        { setup },
      ),
    );
    expect(state.finished?.end).toBe('complete');
    expect(statementOf(state, 4).outcome).toMatchObject({ rows: [['0']] });
    expect(statementOf(state, 3).outcome).toMatchObject({ affected: 1 });
  });

  it('a wait for a row with a timeout of its own', async () => {
    const state = await finish(
      lab,
      scriptOfSteps(
        [
          step('B', 'SET SESSION innodb_lock_wait_timeout = 1'),
          step('A', 'START TRANSACTION'),
          step('A', 'UPDATE t SET k = 1 WHERE id = 10'),
          step('B', 'UPDATE t SET k = 2 WHERE id = 10'),
        ],
        { setup },
      ),
    );
    expect(state.finished?.end).toBe('complete');
    expect(statementOf(state, 3).outcome).toMatchObject({ errno: 1205 });
  });
});
