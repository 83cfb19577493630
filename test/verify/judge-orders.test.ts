import { describe, expect, it } from 'vitest';
import type { EveryOrder } from '../../src/lesson/every-order.ts';
import { judgeOrders } from '../../src/verify/judge-orders.ts';
import type { OrdersSeen } from '../../src/verify/orders-seen.ts';

const seen = (more: Partial<OrdersSeen>): OrdersSeen => ({
  of: 70,
  covered: 70,
  runs: 40,
  isWhole: true,
  broken: 0,
  varying: 0,
  ...more,
});

const count = (broken: number): EveryOrder => ({ kind: 'count', broken, of: 70, line: 3 });
const claims = (kind: 'none' | 'some' | 'all'): EveryOrder => ({ kind, line: 3 });
const shortest = { order: 'ABAB', always: true };

describe('where the server may choose', () => {
  // 40 come to a violation whatever it chooses; 8 and 4 did and did not when they were run, and 6 did both.
  const chosen = seen({ broken: 48, varying: 6, open: { orders: 12, broken: 8 }, shortest });

  it.each([40, 48, 54, 58])('no number is proved: %i', (broken) => {
    expect(judgeOrders(count(broken), chosen)).toMatchObject({
      verdict: 'fails',
      observed:
        'it is violated in 48 of 70 orders; the shortest: ABAB; in 18 of 70 orders the server may choose, so it is violated in 40 to 58. How many they are in all is not known, so claim `none` or `some`',
    });
  });

  it('what was seen is proved, and that it is all is not', () => {
    expect(judgeOrders(claims('some'), chosen).verdict).toBe('holds');
    expect(judgeOrders(claims('none'), chosen).verdict).toBe('fails');
    const open = { orders: 2, broken: 2 };
    expect(judgeOrders(claims('all'), seen({ broken: 70, open, shortest })).verdict).toBe('fails');
    expect(judgeOrders(claims('all'), seen({ broken: 70, shortest })).verdict).toBe('holds');
  });

  it('that it held whenever it was run is said so', () => {
    const kept = seen({ varying: 2, open: { orders: 1, broken: 0 } });
    expect(judgeOrders(claims('none'), kept)).toMatchObject({
      verdict: 'holds',
      observed: 'it holds in all 70 orders; in 3 of them the server may choose otherwise',
    });
    expect(judgeOrders(count(0), kept)).toMatchObject({
      verdict: 'fails',
      observed: expect.stringContaining('the server may choose otherwise, so it is violated in 0 to 3.'),
    });
  });
});
