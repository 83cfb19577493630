import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAccess, type Operation } from '../../src/textbook/operation.ts';
import { type Paper, paperOf } from '../../src/textbook/paper.ts';
import { paperWords } from '../../src/textbook/paper-words.ts';
import { scheduleOf } from '../../src/textbook/schedule.ts';
import { every } from './every-order.ts';

const decided = ({ view, recovery }: Paper) => ({
  ...(view && { view: view.order !== undefined }),
  recoverable: recovery.unrecoverable === undefined,
  cascadeless: recovery.cascading === undefined,
  strict: recovery.unstrict === undefined,
});

/** Word by word as Bernstein, Hadzilacos and Goodman have it. */
const byDefinition = (history: readonly Operation[]) => {
  const at = (kind: Operation['kind'], transaction: number): number =>
    history.findIndex((one) => one.kind === kind && one.transaction === transaction);
  const isBy = (kind: Operation['kind'], transaction: number, place: number): boolean =>
    at(kind, transaction) >= 0 && at(kind, transaction) < place;
  const places = [...history.keys()];
  const pairs = places.flatMap((first) =>
    places.flatMap((second) => {
      const [write, access] = [history[first], history[second]];
      if (first >= second || write?.kind !== 'write' || !access || !isAccess(access)) return [];
      return write.item === access.item ? [{ write, access, first, second }] : [];
    }),
  );
  const reads = pairs.filter(
    ({ write, access, first, second }) =>
      access.kind === 'read' &&
      !isBy('abort', write.transaction, second) &&
      history
        .slice(first + 1, second)
        .every(
          (one) => one.kind !== 'write' || one.item !== access.item || isBy('abort', one.transaction, second),
        ),
  );
  const ofOthers = reads.filter(({ write, access }) => write.transaction !== access.transaction);
  const committed = history.filter(({ kind }) => kind === 'commit').map(({ transaction }) => transaction);
  const projected = history.filter(isAccess).filter(({ transaction }) => committed.includes(transaction));
  const viewOf = (accesses: typeof projected) => {
    const pictures = projected
      .filter(({ kind }) => kind === 'read')
      .map((read) =>
        accesses
          .slice(0, accesses.indexOf(read))
          .findLast((one) => one.kind === 'write' && one.item === read.item),
      );
    const last = ['x', 'y'].map((item) =>
      accesses.findLast((one) => one.kind === 'write' && one.item === item),
    );
    return [...pictures, ...last].map((write) => (write ? projected.indexOf(write) : -1)).join();
  };
  return {
    view: every(committed).some(
      (order) =>
        viewOf(order.flatMap((one) => projected.filter(({ transaction }) => transaction === one))) ===
        viewOf(projected),
    ),
    recoverable: ofOthers.every(
      ({ write, access }) =>
        at('commit', access.transaction) < 0 ||
        isBy('commit', write.transaction, at('commit', access.transaction)),
    ),
    cascadeless: ofOthers.every(({ write, second }) => isBy('commit', write.transaction, second)),
    strict: pairs.every(
      ({ write, access, second }) =>
        write.transaction === access.transaction ||
        isBy('commit', write.transaction, second) ||
        isBy('abort', write.transaction, second),
    ),
  };
};

/** Operations of up to five transactions, and an end of each anywhere behind them. */
const histories = fc
  .array(
    fc.tuple(
      fc.constantFrom('r', 'w', 'w', 'c', 'a'),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom('x', 'y'),
    ),
    { minLength: 1, maxLength: 16 },
  )
  .map((drawn) => {
    const over = new Set<number>();
    return drawn.flatMap(([kind, number, item]) => {
      if (over.has(number)) return [];
      if (kind === 'r' || kind === 'w') return [`${kind}${number}(${item})`];
      over.add(number);
      return [`${kind}${number}`];
    });
  })
  .filter((operations) => operations.some((one) => /^[rw]/.test(one)))
  .map((operations) => operations.join(' '));

describe('what else a history is on paper', () => {
  it('is what the definitions say', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(histories, (text) => {
        const { operations } = scheduleOf({ text });
        const paper = paperOf(operations);
        expect(decided(paper)).toEqual(byDefinition(operations));
        const { view, order, recovery } = paper;
        if (!order && view?.order) seen.add('view serializable only');
        seen.add(Object.keys(recovery).join());
        if (order) expect(view).toEqual({ order });
        for (const breach of Object.values(recovery)) {
          const place = (one: Operation) => operations.indexOf(one);
          expect(place(breach.write)).toBeLessThan(place(breach.access));
          expect(place(breach.access)).toBeLessThan(place(breach.writerEnd));
          expect(breach.end.transaction).toBe(breach.access.transaction);
        }
      }),
      { numRuns: 2000 },
    );
    expect(seen).toEqual(
      new Set([
        '',
        'unstrict',
        'cascading,unstrict',
        'unrecoverable,cascading,unstrict',
        'view serializable only',
      ]),
    );
  });

  it.each([
    [
      'r1(x) w2(x) w1(x) w3(x) c1 c2 c3',
      [
        'View serializable, in the order T1, T2, T3.',
        'Recoverable: who commits has read only from those who committed before.',
        'Avoids cascading aborts (ACA): what is read of others is committed by then.',
        'Not strict: w1(x) overwrites w2(x) before c2.',
      ],
    ],
    [
      'w1(x) r2(x) c2 c1',
      [
        'View serializable, as all that is conflict serializable.',
        'Not recoverable: r2(x) reads w1(x), and c2 comes before c1.',
        'Does not avoid cascading aborts (ACA): r2(x) reads w1(x) before c1.',
        'Not strict: r2(x) reads w1(x) before c1.',
      ],
    ],
    [
      'w1(x) rf2(x) a1 c2',
      [
        'View serializable, as all that is conflict serializable.',
        'Not recoverable: rf2(x) reads w1(x), and c2 commits though a1 takes it back.',
        'Does not avoid cascading aborts (ACA): rf2(x) reads w1(x) before a1.',
        'Not strict: rf2(x) reads w1(x) before a1.',
      ],
    ],
    [
      // The rollback brings back what was there before.
      'w1(x) c1 w2(x) a2 r3(x) c3',
      [
        'View serializable, as all that is conflict serializable.',
        'Recoverable: who commits has read only from those who committed before.',
        'Avoids cascading aborts (ACA): what is read of others is committed by then.',
        'Strict: nobody reads or overwrites what another has not committed.',
      ],
    ],
    [
      'r1(x) w2(x) c2 w1(x) c1',
      [
        'Not view serializable: no serial order has the same reads and last writes.',
        'Recoverable: who commits has read only from those who committed before.',
      ],
    ],
  ])('%s', (text, lines) => {
    const words = paperWords(paperOf(scheduleOf({ text }).operations)).slice(-4);
    expect(words.slice(0, lines.length)).toEqual(lines);
  });

  it('is not said of serial orders where there are too many to try', () => {
    const many = (circle: string) =>
      paperOf(scheduleOf({ text: `${circle} r3(y) r4(y) r5(y) r6(y) r7(y)` }).operations);
    expect(many('r1(x) w2(x) w1(x)').view).toBeUndefined();
    expect(paperWords(many('r1(x) w2(x) w1(x)')).join()).not.toContain('iew serializable');
    expect(many('r1(x) w2(x)').view).toEqual({ order: [1, 2, 3, 4, 5, 6, 7] });
  });
});
