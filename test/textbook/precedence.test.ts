import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { historyLesson, historyText } from '../../src/textbook/history-lesson.ts';
import { isAccess } from '../../src/textbook/operation.ts';
import { paperOf } from '../../src/textbook/paper.ts';
import { paperWords } from '../../src/textbook/paper-words.ts';
import { scheduleOf } from '../../src/textbook/schedule.ts';

const paper = (text: string) => paperOf(scheduleOf({ text }).operations);

describe('a history on paper', () => {
  it.each([
    [
      'r1(x) w2(x) c2 w1(x) c1',
      [
        'T1 → T2: r1(x) before w2(x)',
        'T2 → T1: w2(x) before w1(x)',
        'Not conflict serializable: T1 → T2 → T1 is a circle.',
      ],
    ],
    [
      'r2(x) w1(x) r1(y) w2(y) w3(x) r3(y) c1 c2 c3',
      [
        'T1 → T2: r1(y) before w2(y)',
        'T1 → T3: w1(x) before w3(x)',
        'T2 → T1: r2(x) before w1(x)',
        'T2 → T3: r2(x) before w3(x), w2(y) before r3(y)',
        'Not conflict serializable: T1 → T2 → T1 is a circle.',
      ],
    ],
    [
      'r1(z) r2(x) r3(y) w1(x) w2(y) w3(z) c1 c2 c3',
      [
        'T1 → T3: r1(z) before w3(z)',
        'T2 → T1: r2(x) before w1(x)',
        'T3 → T2: r3(y) before w2(y)',
        'Not conflict serializable: T1 → T3 → T2 → T1 is a circle.',
      ],
    ],
    ['w2(x) rf1(x) c2 c1', ['T2 → T1: w2(x) before rf1(x)', 'Conflict serializable, in the order T2, T1.']],
    [
      'r1(x) rs2(x) c1 c2',
      ['No two transactions are in conflict.', 'Conflict serializable, in the order T1, T2.'],
    ],
    [
      'w1(x) r2(x) a1 c2',
      [
        'T1 rolls back and does not count for serializability.',
        'No two transactions are in conflict.',
        'Conflict serializable, in the order T2.',
      ],
    ],
    [
      'w1(x) a1',
      [
        'T1 rolls back and does not count for serializability.',
        'No two transactions are in conflict.',
        'Nobody commits.',
      ],
    ],
  ])('%s', (text, lines) => {
    expect(paperWords(paper(text)).slice(0, lines.length)).toEqual(lines);
  });

  it('has an order or a circle, and either is one of its graph', () => {
    const operation = fc
      .tuple(fc.constantFrom('r', 'w'), fc.integer({ min: 1, max: 4 }), fc.constantFrom('x', 'y', 'z'))
      .map(([kind, number, item]) => `${kind}${number}(${item})`);
    fc.assert(
      fc.property(fc.array(operation, { minLength: 1, maxLength: 14 }), (operations) => {
        const { edges, order, circle } = paper(operations.join(' '));
        const has = (from: number | undefined, to: number | undefined) =>
          edges.some((edge) => edge.from === from && edge.to === to);
        expect(order === undefined).toBe(circle !== undefined);
        for (const [place, one] of (circle ?? []).entries())
          expect(has(one, circle?.[(place + 1) % circle.length])).toBe(true);
        for (const { from, to } of order ? edges : [])
          expect(order?.indexOf(from)).toBeLessThan(order?.indexOf(to) ?? -1);
      }),
    );
  });
});

describe('a history as a lesson', () => {
  it('has a row an item, a session a transaction and a step an operation', () => {
    const schedule = scheduleOf({ text: 'rf2(X) w5(x) w5(y=7) c5 rs2(y) a2' });
    const { lesson, data } = historyLesson(schedule);
    expect(historyText(schedule)).toBe('rf2(X) w5(X) w5(y=7) c5 rs2(y) a2');
    expect(lesson.setup).toEqual([
      'CREATE TABLE items (item VARCHAR(30) PRIMARY KEY, value BIGINT NOT NULL)',
      "INSERT INTO items VALUES ('X', 1), ('y', 2)",
    ]);
    expect(lesson.sessions.map(({ name, role }) => [name, role])).toEqual([
      ['A', 'T2'],
      ['B', 'T5'],
    ]);
    expect(data.steps).toEqual([
      { A: 'BEGIN' },
      { A: "SELECT item, value FROM items WHERE item = 'X' FOR UPDATE" },
      { B: 'BEGIN' },
      { B: "UPDATE items SET value = 501 WHERE item = 'X'" },
      { B: "UPDATE items SET value = 7 WHERE item = 'y'" },
      { B: 'COMMIT' },
      { A: "SELECT item, value FROM items WHERE item = 'y' FOR SHARE" },
      { A: 'ROLLBACK' },
    ]);
    expect(schedule.operations.filter(isAccess)).toHaveLength(4);
  });

  it('is written as it was given: who reads that again has the same', () => {
    const shown = (text: string): string => historyText(scheduleOf({ text }));
    expect(shown('R1[X=50], b2; w2(x, 5) w1(y)=-3 r2(y) c2')).toBe(
      'r1(X=50) b2 w2(X=5) w1(y=-3) r2(y) c2 c1',
    );
    const access = fc
      .tuple(
        fc.constantFrom('r', 'rs', 'rf', 'w'),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom('x', 'y'),
        fc.option(fc.integer({ min: -9, max: 9 }), { nil: undefined }),
      )
      .map(
        ([kind, number, item, value]) => `${kind}${number}(${item}${value === undefined ? '' : `=${value}`})`,
      );
    fc.assert(
      fc.property(fc.array(access, { minLength: 1, maxLength: 8 }), (accesses) => {
        const text = `${accesses.join(' ')} a1`;
        const placeless = (one: string) => {
          const { items, operations } = scheduleOf({ text: one });
          return { items, operations: operations.map(({ at, ...rest }) => rest) };
        };
        const isReadable = (() => {
          try {
            return scheduleOf({ text }).operations.length > 0;
          } catch {
            return false;
          }
        })();
        fc.pre(isReadable);
        expect(shown(text)).toContain(accesses.join(' '));
        expect(placeless(shown(text))).toEqual(placeless(text));
      }),
    );
  });

  it('is told when it is too long for one', () => {
    const item = 'n'.repeat(30);
    const text = Array.from({ length: 468 }, (_, at) => `w${at % 26}(${item})`).join(' ');
    expect(() => historyLesson(scheduleOf({ text }))).toThrow(
      'This history is longer than a lesson has room for.',
    );
  });
});
