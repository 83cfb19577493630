import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Came, neededTurns } from '../../src/textbook/needed-turns.ts';
import { isAccess } from '../../src/textbook/operation.ts';
import { paperOf } from '../../src/textbook/paper.ts';
import { scheduleOf } from '../../src/textbook/schedule.ts';
import { serialOrders } from '../../src/textbook/serial-orders.ts';
import { every } from './every-order.ts';

const of = (text: string) => {
  const { operations, transactions } = scheduleOf({ text });
  const { edges, order } = paperOf(operations);
  const numbers = transactions.map(({ number }) => number);
  return { edges, order, numbers, orders: [...serialOrders(numbers, edges, [])] };
};

/** What a serial order comes to. */
const cameTo = (text: string, order: readonly number[]): Came => {
  const { operations, items } = scheduleOf({ text });
  const now = new Map(items.map(({ name, before }) => [name, before]));
  const accesses = order.flatMap((one) =>
    operations.filter(isAccess).filter(({ transaction }) => transaction === one),
  );
  const reads = accesses.flatMap(({ kind, transaction, item, value = 0 }) => {
    if (kind === 'read') return [{ transaction, item, value: now.get(item) ?? 0 }];
    now.set(item, value);
    return [];
  });
  return {
    reads: reads.toSorted((one, other) => one.transaction - other.transaction),
    end: [...now].map(([item, value]) => ({ item, value })),
  };
};

const histories = fc
  .array(
    fc
      .tuple(fc.constantFrom('r', 'w'), fc.integer({ min: 1, max: 5 }), fc.constantFrom('x', 'y', 'z'))
      .map(([kind, number, item]) => `${kind}${number}(${item})`),
    { minLength: 1, maxLength: 14 },
  )
  .map((operations) => operations.join(' '));

describe('the serial orders of a history', () => {
  it('are one where nobody is in conflict, and all where all are', () => {
    const apart = Array.from({ length: 26 }, (_, at) => `w${at + 1}(x${at})`).join(' ');
    expect(of(apart).orders).toEqual([of(apart).numbers]);
    expect(of('w3(x) w1(x) w4(x) w2(x)').orders).toHaveLength(24);
    expect(of('r1(x) w2(x) w1(x) r3(y) r4(y) w5(z)').orders).toEqual([
      [1, 2, 3, 4, 5],
      [2, 1, 3, 4, 5],
    ]);
  });

  it('have each pair in conflict in every way that there is, and begin with the order on paper', () => {
    fc.assert(
      fc.property(histories, (text) => {
        const { edges, order, numbers, orders } = of(text);
        const turns = (one: readonly number[]) =>
          edges.map(({ from, to }) => one.indexOf(from) < one.indexOf(to)).join();
        expect(new Set(orders.map(turns))).toEqual(new Set(every(numbers).map(turns)));
        expect(new Set(orders.map(turns)).size).toBe(orders.length);
        if (order) expect(orders[0]).toEqual(order);
      }),
    );
  });

  it('are no others than what was read, and what is there in the end, leave room for', () => {
    fc.assert(
      fc.property(histories, fc.nat(), (text, nth) => {
        const { edges, numbers } = of(text);
        const all = every(numbers);
        const one = all[nth % all.length] ?? [];
        const came = cameTo(text, one);
        const turns = neededTurns(scheduleOf({ text }).operations, numbers, came);
        if (turns === undefined) throw new Error('There is one');
        for (const { from, to } of turns) expect(one.indexOf(from)).toBeLessThan(one.indexOf(to));
        const left = [...serialOrders(numbers, edges, turns)];
        expect(left.map((order) => cameTo(text, order))).toContainEqual(came);
      }),
    );
  });

  it('are none where what was read, or what is there in the end, contradicts itself', () => {
    const left = (text: string, reads: Came['reads'], end: Came['end']) => {
      const { operations, transactions } = scheduleOf({ text });
      const committed = transactions.filter(({ ends }) => ends === 'commit').map(({ number }) => number);
      const turns = neededTurns(operations, committed, { reads, end });
      return turns && [...serialOrders(committed, paperOf(operations).edges, turns)];
    };
    const read = (value: number) => [{ transaction: 1, item: 'x', value }];
    const end = (value: number) => [{ item: 'x', value }];
    const lostUpdate = 'r1(x) w2(x) w1(x) w3(x) w4(x) w5(x) w6(x)';
    expect(left(lostUpdate, read(1), end(101))).toEqual([]);
    expect(left(lostUpdate, read(201), end(101))).toHaveLength(120);
    // An intermediate read, an aborted one, and the last that was written.
    expect(left('w2(x) r1(x) w2(x)', read(201), end(202))).toBeUndefined();
    expect(left('w2(x) r1(x) a2', read(201), end(1))).toBeUndefined();
    expect(left('w2(x) r1(x) w2(x)', read(202), end(202))).toEqual([[2, 1]]);
    expect(left('w1(x) r1(x) w1(x)', read(101), end(102))).toEqual([[1]]);
  });
});
