/**
 * Works on items, `jobs` at a time, until all are done or `isOver` says so. An error ends it and is thrown when nobody is
 * at work any more; whoever is over by then keeps what it has come to.
 */
export const beside = async <T>(
  items: readonly T[],
  { jobs, isOver }: { readonly jobs: number; readonly isOver: () => boolean },
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const failures: unknown[] = [];
  const left = items.values();
  const worker = async (): Promise<void> => {
    for (const item of left) {
      if (isOver() || failures.length > 0) return;
      try {
        await work(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
};
