import { beside } from './beside.ts';
import type { RunOrder } from './order.ts';
import { runWord } from './run-orders.ts';
import type { ExploredScript } from './script.ts';
import type { SearchOptions } from './search.ts';

/** Runs the order that each of these interleavings comes to; each stands for itself alone. @throws as `search` */
export const runDrawn = async (
  explored: ExploredScript,
  words: readonly string[],
  options: SearchOptions,
): Promise<readonly RunOrder[]> => {
  const { stop, clock, bound, jobs, tell } = options;
  const begunAt = clock.now();
  const orders = new Map<string, RunOrder>();
  const isOver = (): boolean =>
    stop.aborted || clock.now() - begunAt > (bound.timeMs ?? Number.POSITIVE_INFINITY);
  await beside(words, { jobs, isOver }, async (word) => {
    try {
      const { order } = await runWord(explored, word, options);
      orders.set(word, order);
      tell(order);
    } catch (error) {
      if (!stop.aborted) throw error;
    }
  });
  return words.flatMap((word) => orders.get(word) ?? []);
};
