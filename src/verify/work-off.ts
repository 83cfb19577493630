/**
 * Works on all items, `jobs` at a time. After an abort nothing new begins. Returns when nothing is at work any more; an
 * error (unless the abort is its cause) ends it and is thrown then.
 *
 * One alone takes them in their order. Of several, half begin at the other end: what comes first may do nothing but
 * wait, and the processors are to have work meanwhile.
 */
export const workOff = async <T>(
  items: readonly T[],
  jobs: number,
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const failures: unknown[] = [];
  const [front, back] = [items.values(), items.toReversed().values()];
  let left = items.length;
  const worker = async (_: unknown, index: number): Promise<void> => {
    // One iterator for all workers at one end: each takes the next item that nobody has taken.
    for (const item of index % 2 === 0 ? front : back) {
      if (left === 0 || signal.aborted || failures.length > 0) return;
      left -= 1;
      try {
        await work(item);
      } catch (error) {
        if (!signal.aborted) failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
};
