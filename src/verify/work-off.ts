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
  let [first, last] = [0, items.length - 1];
  const worker = async (_: unknown, index: number): Promise<void> => {
    while (first <= last && !signal.aborted && failures.length === 0) {
      try {
        await work(items[index % 2 === 0 ? first++ : last--] as T);
      } catch (error) {
        if (!signal.aborted) failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
};
