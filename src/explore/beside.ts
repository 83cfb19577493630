import { exitCodes, UserError, unwrap } from '../errors.ts';

/**
 * Works on items, `jobs` at a time, until all are done or `isOver` says so. An error ends it and is thrown when nobody is
 * at work any more; whoever is over by then keeps what it has come to. A server may have no room for so many: who finds
 * none beside others is begun again, and fewer are at work from then on.
 */
export const beside = async <T>(
  items: readonly T[],
  { jobs, isOver }: { readonly jobs: number; readonly isOver: () => boolean },
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const failures: unknown[] = [];
  const left = [...items];
  const atWork = new Set<Promise<void>>();
  let most = Math.max(1, jobs);
  const tryOne = async (item: T, isAlone: boolean): Promise<void> => {
    try {
      await work(item);
    } catch (error) {
      if (isAlone || !isRefused(error)) failures.push(error);
      else {
        left.unshift(item);
        most = Math.max(1, Math.min(most, atWork.size) - 1);
      }
    }
  };
  for (;;) {
    while (atWork.size < most && failures.length === 0 && !isOver()) {
      const [item] = left.splice(0, 1);
      if (item === undefined) break;
      const one = tryOne(item, most === 1).finally(() => atWork.delete(one));
      atWork.add(one);
    }
    if (atWork.size === 0) break;
    await Promise.race(atWork);
  }
  if (failures.length > 0) throw failures[0];
};

/** The server had no connection for it, or is not there at all. */
const isRefused = (thrown: unknown): boolean => {
  const { error } = unwrap(thrown);
  return error instanceof UserError && error.exitCode === exitCodes.noServer;
};
