import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factsOf } from '../../src/engine/judge/facts.ts';
import { judgeStep } from '../../src/engine/judge/judge-step.ts';
import type { LabState } from '../../src/engine/state.ts';
import { waitEnd } from '../../src/engine/wait-end.ts';
import { waitWords } from '../../src/engine/words/lock-words.ts';
import { allWaitingWords, waitEndWords, waitedForWords } from '../../src/engine/words/wait-words.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { scriptOfSteps, step } from '../engine/script-of.ts';
import { begin, finish, openLab, statementOf } from './real-lab.ts';

let lab: MysqlLab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const setup = [
  'CREATE TABLE shelf (id INT PRIMARY KEY, n INT NOT NULL)',
  'INSERT INTO shelf VALUES (1, 5), (2, 5)',
  'CREATE TABLE desk (id INT PRIMARY KEY)',
];

/** "A: COMMIT", a line a step. */
const scriptOf = (lines: string) =>
  scriptOfSteps(
    lines
      .trim()
      .split('\n')
      .map((line) => {
        const [, session = '', sql = ''] = /^\s*(\w+): (.*)$/.exec(line) ?? [];
        return step(session, sql);
      }),
    { setup },
  );

/** How the statement of a step, from 1, went on, in words; undefined where nobody is named. */
const endOf = (state: LabState, number: number): string | undefined => {
  const entry = statementOf(state, number - 1);
  const end = waitEnd(entry, state);
  return end && waitEndWords(end, entry);
};

const holdsThat = (state: LabState, number: number, waitsFor: readonly string[]): boolean =>
  judgeStep({ waitsFor }, factsOf(state, number - 1), new Map()).judgements.every(({ ok }) => ok);

/** B asks for two rows, one after the other: A has the first and C the second. */
const twoHolders = `
  A: START TRANSACTION
  A: UPDATE shelf SET n = 6 WHERE id = 1
  C: START TRANSACTION
  C: UPDATE shelf SET n = 6 WHERE id = 2
  B: UPDATE shelf SET n = n + 1
  A: COMMIT
  C: ROLLBACK
`;

describe('a wait that changes its holder', () => {
  it('keeps what came first, and claims that', async () => {
    const { run } = await begin(lab, scriptOf(twoHolders));
    await using _ = run;
    for (let taken = 0; taken < 5; taken++) await run.next();
    expect(holdsThat(run.state, 5, ['A'])).toBe(true);
    const state = await run.finish();
    expect([['A'], ['C'], ['A', 'C']].map((holders) => holdsThat(state, 5, holders))).toEqual([
      true,
      false,
      false,
    ]);
    const entry = statementOf(state, 4);
    expect(entry.waits.map((wait) => wait.for)).toEqual([{ session: 'A' }, { session: 'C' }]);
    expect(waitedForWords(entry)).toBe('waits for A, later for C');
    expect(allWaitingWords(entry, state).map(({ words }) => words.split(': ')[0])).toEqual([
      'waits',
      'later waits',
    ]);
  });

  it('knows who stands in the way now', async () => {
    const { run } = await begin(lab, scriptOf(twoHolders));
    await using _ = run;
    for (let taken = 0; taken < 6; taken++) await run.next();
    expect(statementOf(run.state, 4).waitsLast).toMatchObject([{ for: { session: 'C' } }]);
    await run.finish();
  });

  it('names one lock and one holder once, first in the queue or with the lock', async () => {
    const state = await finish(
      lab,
      scriptOf(`
        A: START TRANSACTION
        A: SELECT * FROM shelf WHERE id = 1 FOR UPDATE
        B: START TRANSACTION
        B: SELECT * FROM shelf WHERE id = 1 FOR UPDATE
        C: SELECT * FROM shelf WHERE id = 1 FOR SHARE
        A: COMMIT
        B: COMMIT
      `),
    );
    expect(waitedForWords(statementOf(state, 4))).toBe('waits for A and B');
    expect(holdsThat(state, 5, ['A', 'B'])).toBe(true);
    expect(endOf(state, 5)).toBe('B committed in step 7');
  });
});

describe('why a wait ended', () => {
  it('is said where one session was in the way, and ended its transaction', async () => {
    const state = await finish(lab, scriptOf(twoHolders));
    expect(endOf(state, 5)).toBe('C rolled back in step 7');
  });

  it('is not said of one who waited behind another one as well', async () => {
    const state = await finish(
      lab,
      scriptOf(`
        A: START TRANSACTION
        A: UPDATE shelf SET n = 6 WHERE id = 1
        B: UPDATE shelf SET n = 7 WHERE id = 1
        C: UPDATE shelf SET n = 8 WHERE id = 1
        A: COMMIT
      `),
    );
    expect([endOf(state, 3), endOf(state, 4)]).toEqual(['A committed in step 5', undefined]);
  });

  it('is no rollback where the transaction goes on', async () => {
    const state = await finish(
      lab,
      scriptOf(`
        A: START TRANSACTION
        A: SAVEPOINT s
        A: UPDATE shelf SET n = 6 WHERE id = 1
        B: UPDATE shelf SET n = 7 WHERE id = 1
        A: ROLLBACK TO SAVEPOINT s
        A: COMMIT
      `),
    );
    expect(endOf(state, 4)).toBe('A let go of it in step 5');
  });

  it('is not said where GET_LOCK() gave up by itself', async () => {
    const { run } = await begin(
      lab,
      scriptOfSteps([
        step('A', "SELECT GET_LOCK('k', 0)"),
        step('B', "SELECT GET_LOCK('k', 1)"),
        step('A', 'SELECT SLEEP(1.5)', { until: 'finished' }),
        step('A', "SELECT RELEASE_LOCK('k')"),
      ]),
    );
    await using _ = run;
    const state = await run.finish();
    expect(statementOf(state, 1).outcome).toMatchObject({ rows: [['0']] });
    expect(endOf(state, 2)).toBeUndefined();
  });

  it('is said where GET_LOCK() got it', async () => {
    const state = await finish(
      lab,
      scriptOf(`
        A: SELECT GET_LOCK('k', 0)
        B: SELECT GET_LOCK('k', 60)
        A: SELECT RELEASE_LOCK('k')
      `),
    );
    expect(endOf(state, 2)).toBe('A let go of it in step 3');
  });

  it('is not said where somebody else ended a prepared transaction', async () => {
    const state = await finish(
      lab,
      scriptOf(`
        A: XA START 'x'
        A: UPDATE shelf SET n = 6 WHERE id = 1
        A: XA END 'x'
        A: XA PREPARE 'x'
        B: UPDATE shelf SET n = 7 WHERE id = 1
        A: SELECT 1
        C: XA COMMIT 'x'
      `),
    );
    expect(endOf(state, 5)).toBeUndefined();
  });

  it('says what lets go of a lock that outlives a transaction, and not that nothing else does', async () => {
    const state = await finish(
      lab,
      scriptOf(`
        A: LOCK TABLES shelf WRITE
        B: SELECT * FROM shelf
        A: LOCK TABLES desk WRITE
        A: UNLOCK TABLES
      `),
    );
    const [wait] = statementOf(state, 1).waits;
    expect(wait && waitWords(wait)).toBe(
      'wants the definition of table shelf for reading, which A holds for writing, alone; UNLOCK TABLES lets go of it',
    );
    expect(endOf(state, 2)).toBe('A let go of it in step 3');
  });
});

describe('a prepared transaction waits for nobody, and so no circle goes through it:', () => {
  const prepared = `
    A: XA START 'x'
    A: UPDATE shelf SET n = 6 WHERE id = 1
    A: XA END 'x'
    A: XA PREPARE 'x'
  `;

  it('its own session may wait for it', async () => {
    const state = await finish(
      lab,
      scriptOf(`${prepared.trim()}
        A: UPDATE shelf SET n = 7 WHERE id = 1
        B: XA COMMIT 'x'`),
    );
    expect(statementOf(state, 4).waits).toMatchObject([{ for: { session: 'A' }, prepared: true }]);
    expect(statementOf(state, 4).outcome).toMatchObject({ affected: 1 });
    expect(state.finished?.end).toBe('complete');
  });

  it('and who waits for it may be waited for by its session', async () => {
    const state = await finish(
      lab,
      scriptOf(`${prepared.trim()}
        B: START TRANSACTION
        B: UPDATE shelf SET n = 7 WHERE id = 2
        B: UPDATE shelf SET n = 7 WHERE id = 1
        A: UPDATE shelf SET n = 8 WHERE id = 2
        C: XA COMMIT 'x'
        B: COMMIT`),
    );
    expect([6, 7].map((one) => statementOf(state, one).outcome?.kind)).toEqual(['ok', 'ok']);
    expect(state.finished?.end).toBe('complete');
    const says = state.timeline.flatMap((one) => (one.kind === 'statement' ? (one.seen ?? []) : []));
    expect(says.map((claim) => claim.says).join('\n')).not.toMatch(/A took with its UPDATE in step 8/);
  });

  it('nobody is left who could end it: the run is stuck', async () => {
    const state = await finish(lab, scriptOf(`${prepared.trim()}\nA: UPDATE shelf SET n = 7 WHERE id = 1`));
    expect(state.finished?.end).toBe('stuck');
  });
});
