import { describe, expect, it } from 'vitest';
import { workOff } from '../../src/verify/work-off.ts';

const never = new AbortController().signal;

/** In which order so many workers begin the items from 1. */
const begun = async (count: number, jobs: number): Promise<readonly number[]> => {
  const order: number[] = [];
  await workOff(
    Array.from({ length: count }, (_, index) => index + 1),
    jobs,
    never,
    async (item) => {
      order.push(item);
      await Promise.resolve();
    },
  );
  return order;
};

describe('items that are worked off', () => {
  it('are taken in their order by one worker', async () => {
    expect(await begun(4, 1)).toEqual([1, 2, 3, 4]);
  });

  it('are taken from both ends by several, each once', async () => {
    expect(await begun(5, 2)).toEqual([1, 5, 2, 4, 3]);
    for (const jobs of [2, 3, 7, 8, 20])
      expect(new Set(await begun(8, jobs))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]));
  });

  it('are left once one has failed, and that is told', async () => {
    const order: number[] = [];
    const working = workOff([1, 2, 3, 4], 2, never, async (item) => {
      order.push(item);
      if (item === 4) throw new Error('four');
    });
    await expect(working).rejects.toThrow('four');
    // The second was begun in the moment in which the last one failed.
    expect(order).toEqual([1, 4, 2]);
  });

  it('are left after an abort', async () => {
    const stop = new AbortController();
    const order: number[] = [];
    await workOff([1, 2, 3], 1, stop.signal, async (item) => {
      order.push(item);
      stop.abort();
      throw new Error('It was stopped.');
    });
    expect(order).toEqual([1]);
  });
});
