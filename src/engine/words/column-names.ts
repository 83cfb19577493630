import type { LockDetail, TableShape } from '../events.ts';

/** The names of the columns of a lock's index, when they are known and each has one. */
export const columnsOf = (
  { object, index }: Pick<LockDetail, 'object' | 'index'>,
  shapes: readonly TableShape[],
): readonly string[] | undefined => {
  const shape = shapes.find(({ table }) => table === object);
  const names = shape?.indexes.find((one) => one.index === index)?.columns.map(({ name }) => name);
  return names?.includes('') ? undefined : names;
};
