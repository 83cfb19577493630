import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../src/lesson/load.ts';
import { expectedMs } from '../../src/verify/expected-time.ts';
import { planVerify, type VerifyPlan } from '../../src/verify/plan.ts';
import { shardOf } from '../../src/verify/shard.ts';

const { lessons } = await loadCatalogue(fileURLToPath(new URL('../../lessons', import.meta.url)));
const whole = planVerify(lessons);

const partsOf = (plan: VerifyPlan, count: number) =>
  Array.from({ length: count }, (_, index) => shardOf(plan, { index: index + 1, count }));

const ids = (things: readonly { readonly id: string }[]) => things.map(({ id }) => id);

describe('the parts of a plan', () => {
  it.each([1, 2, 3, 7, 20])('%d of them have every case and pair exactly once', (count) => {
    const parts = partsOf(whole, count);
    expect(parts.flatMap(({ cases }) => ids(cases)).toSorted()).toEqual(ids(whole.cases).toSorted());
    expect(parts.flatMap(({ pairs }) => ids(pairs)).toSorted()).toEqual(ids(whole.pairs).toSorted());
  });

  it('have both cases of each of their pairs', () => {
    for (const { cases, pairs } of partsOf(whole, 5)) {
      const here = new Set(ids(cases));
      for (const { bug, fix } of pairs) expect([here.has(bug), here.has(fix)]).toEqual([true, true]);
    }
  });

  it('have cases that run only for a pair once, too', () => {
    const plan = planVerify(lessons, { variants: ['unique-index', 'for-update'] });
    expect(plan.cases.some(({ requested }) => !requested)).toBe(true);
    const parts = partsOf(plan, 3);
    expect(parts.flatMap(({ cases }) => ids(cases)).toSorted()).toEqual(ids(plan.cases).toSorted());
  });

  it('are always the same, and take about as long as each other', () => {
    const parts = partsOf(whole, 4);
    expect(partsOf(planVerify(lessons), 4).map(({ cases }) => ids(cases))).toEqual(
      parts.map(({ cases }) => ids(cases)),
    );
    const times = parts.map(({ cases }) => cases.reduce((sum, { proves }) => sum + expectedMs(proves), 0));
    const slowest = Math.max(...whole.cases.map(({ proves }) => expectedMs(proves)));
    expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(slowest);
  });

  it('are refused where one would have nothing to prove', () => {
    const one = planVerify(lessons, { grep: '^read-committed @' });
    expect(ids(shardOf(one, { index: 4, count: 4 }).cases)).toHaveLength(1);
    expect(() => shardOf(one, { index: 1, count: 5 })).toThrow(
      /too little for 5 parts.* there are 4 parts at most\./,
    );
  });
});
