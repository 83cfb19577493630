import { describe, expect, it } from 'vitest';
import { judgeOrders } from '../../src/verify/judge-orders.ts';
import { chosenIn, ordersSeen } from '../../src/verify/orders-seen.ts';
import { scriptOfSteps } from '../engine/script-of.ts';
import { exploringHere, stepsOf } from './explored.ts';

const here = exploringHere();

const shared = [
  'CREATE TABLE shared (k INT PRIMARY KEY, v INT NOT NULL)',
  'INSERT INTO shared VALUES (1, 10), (2, 10)',
];
/** Twice and one more are 21, one more and twice are 22. */
const odd = { says: 'It is even.', violations: 'SELECT v FROM shared WHERE v % 2 = 1' };

describe('several statements at work at the same moment', () => {
  it.each([
    [
      'both waited for a lock on the table',
      shared,
      `A: LOCK TABLES shared WRITE
       A: UNLOCK TABLES
       B: UPDATE shared SET v = v * 2
       C: UPDATE shared SET v = v + 1`,
    ],
    [
      'a procedure lets go in its middle',
      [...shared, 'CREATE PROCEDURE p() BEGIN COMMIT; UPDATE shared SET v = v + 1 WHERE k = 2; END'],
      `A: START TRANSACTION
       A: UPDATE shared SET v = v * 2 WHERE k = 1
       A: CALL p()
       B: UPDATE shared SET v = v * 2`,
    ],
    [
      'a snapshot is taken behind a commit',
      shared,
      `A: START TRANSACTION
       A: UPDATE shared SET v = v * 2 WHERE k = 1
       A: START TRANSACTION WITH CONSISTENT SNAPSHOT
       A: SELECT v FROM shared
       B: UPDATE shared SET v = v + 1`,
    ],
  ])('are told, and no number is proved of them: %s', async (_, setup, steps) => {
    const explored = await here().explored(scriptOfSteps(stepsOf(steps), { setup, invariant: odd }), {
      serial: false,
    });
    const { varying, open } = explored;
    expect(varying.interleavings + open.interleavings).toBeGreaterThan(0n);
    const seen = ordersSeen(explored);
    const { orders, least, most } = chosenIn(seen);
    expect(most - least).toBe(orders);
    const claim = { kind: 'count', broken: Number(seen.broken), of: Number(seen.of), line: 1 } as const;
    expect(judgeOrders(claim, seen)).toMatchObject({
      verdict: 'fails',
      observed: expect.stringMatching(
        new RegExp(
          `; in ${orders} of ${seen.of} orders the server may choose, so it is violated in ${least} to ${most}\\. `,
        ),
      ),
    });
  });

  it('are not those that stand one behind the other', async () => {
    const steps = stepsOf(
      `A: START TRANSACTION
       A: UPDATE shared SET v = v * 3 WHERE k = 1
       A: COMMIT
       B: UPDATE shared SET v = v * 2 WHERE k = 1
       C: UPDATE shared SET v = v + 1 WHERE k = 1`,
    );
    const explored = await here().explored(scriptOfSteps(steps, { setup: shared, invariant: odd }), {
      serial: false,
    });
    expect(explored.orders.some(({ waits }) => waits > 1)).toBe(true);
    expect(explored).toMatchObject({ varying: { interleavings: 0n }, open: { interleavings: 0n } });
  });
});

it('a step that never comes to its end is told, with its limit', async () => {
  const steps = stepsOf('A: SELECT SLEEP(60)\nB: UPDATE shared SET v = v + 1', { 0: { limitMs: 200 } });
  const explored = await here().explored(scriptOfSteps(steps, { setup: shared }), { serial: false });
  expect(explored.cut).toEqual([
    expect.objectContaining({
      session: 'A',
      place: 0,
      limitMs: 200,
      interleavings: 2n,
      shortest: expect.objectContaining({ order: 'AB' }),
    }),
  ]);
  expect(ordersSeen(explored)).toMatchObject({ cut: 2 });
});
