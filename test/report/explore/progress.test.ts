import { describe, expect, it } from 'vitest';
import type { Bound } from '../../../src/explore/bound.ts';
import { ExploreProgress } from '../../../src/report/explore/progress.ts';
import { explorationOf, kept, orderOf, scriptAt, server } from './explored.ts';

const [first, second] = [scriptAt('REPEATABLE READ'), scriptAt('REPEATABLE READ', { variant: 'fix' })];

const begun = (bound: Bound, of: bigint): ExploreProgress => {
  const progress = new ExploreProgress();
  const lesson = { id: 'two-seats', title: 'T' };
  progress.follow({
    at: 0,
    type: 'explore-started',
    lesson,
    server,
    scripts: [first, second],
    jobs: 2,
    bound,
  });
  progress.follow({ at: 0, type: 'case-started', script: first, of });
  return progress;
};

describe('how far an exploration is', () => {
  it('counts interleavings, and the time that all cases will take', () => {
    const progress = begun({}, 20n);
    expect(progress.line).toBe('RR: 0 of 20 interleavings');
    progress.follow({ at: 1000, type: 'order', script: first, of: 20n, order: orderOf('AAABBB', 10n) });
    expect(progress.line).toBe('RR: 10 of 20 interleavings, 3.0 s left');
    expect(progress.done).toBe(0.25);
    progress.follow({
      at: 2000,
      type: 'case-finished',
      script: first,
      result: explorationOf(first, [kept(20n)]),
    });
    progress.follow({ at: 2000, type: 'case-started', script: second, of: 20n });
    expect(progress.line).toBe('RR, fix: 0 of 20 interleavings, 2.0 s left');
  });

  it.each<[string, Bound]>([
    ['orders', { orders: 2 }],
    ['time', { timeMs: 2000 }],
  ])('is over where the bound of %s is, however many interleavings there are', (_, bound) => {
    const progress = begun(bound, 10n ** 12n);
    progress.follow({ at: 1000, type: 'order', script: first, of: 10n ** 12n, order: orderOf('AAABBB', 1n) });
    expect(progress.line).toBe('RR: 1 of 10¹² interleavings, 3.0 s left'.replace('10¹²', '1·10¹²'));
  });
});
