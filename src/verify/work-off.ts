/**
 * Works on all items, `jobs` at a time, in their order. After an abort nothing new begins. Returns when
 * nothing is at work any more; an error (unless the abort is its cause) ends it and is thrown then.
 */
export const workOff = async <T>(
  items: readonly T[],
  jobs: number,
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const failures: unknown[] = [];
  const iterator = items.values();
  const worker = async (): Promise<void> => {
    // One iterator for all workers: each takes the next item that nobody has taken.
    for (const item of iterator) {
      if (signal.aborted || failures.length > 0) return;
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
