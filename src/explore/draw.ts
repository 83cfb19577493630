import { beside } from './beside.ts';
import type { RunOrder } from './order.ts';
import { repeated } from './repeat.ts';
import { runWord } from './run-orders.ts';
import type { ExploredScript } from './script.ts';
import type { SearchOptions } from './search.ts';

/** Runs the order that each of these interleavings comes to; each stands for itself alone. @throws as `search` */
export const runDrawn = async (
  explored: ExploredScript,
  words: readonly string[],
  options: SearchOptions,
): Promise<{ readonly orders: readonly RunOrder[]; readonly varying: readonly RunOrder[] }> => {
  const { stop, clock, bound, jobs, tell } = options;
  const begunAt = clock.now();
  const ran = new Map<string, Awaited<ReturnType<typeof repeated>>>();
  const isOver = (): boolean =>
    stop.aborted || clock.now() - begunAt > (bound.timeMs ?? Number.POSITIVE_INFINITY);
  await beside(words, { jobs, isOver }, async (word) => {
    try {
      const first = await runWord(explored, word, options);
      ran.set(word, await repeated(explored, first, options));
      tell(first.order);
    } catch (error) {
      if (!stop.aborted) throw error;
    }
  });
  const of = (varying: boolean): readonly RunOrder[] =>
    words.flatMap((word) => {
      const one = ran.get(word);
      return one?.varies === varying ? [one.order] : [];
    });
  return { orders: of(false), varying: of(true) };
};
