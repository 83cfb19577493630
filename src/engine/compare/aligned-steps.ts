import { stepKeys } from '../../lesson/step-keys.ts';
import type { ComparedRun } from './compared-run.ts';

/** One step of the lesson: its place in each of the runs; undefined where a variant has no such step. */
export type AlignedStep = readonly (number | undefined)[];

/** The steps of all the runs in one order, that of the open one; what others have besides stands where they have it. */
export const alignedSteps = (
  runs: readonly Pick<ComparedRun, 'script' | 'isOpen'>[],
): readonly AlignedStep[] => {
  const keys = runs.map(({ script }) => stepKeys(script.steps));
  const open = runs.findIndex(({ isOpen }) => isOpen);
  const order = [...(keys[open] ?? [])];
  for (const own of keys) {
    let place = 0;
    for (const key of own) {
      const found = order.indexOf(key);
      if (found < 0) order.splice(place, 0, key);
      place = found < 0 ? place + 1 : found + 1;
    }
  }
  return order.map((key) =>
    keys.map((own) => {
      const place = own.indexOf(key);
      return place < 0 ? undefined : place;
    }),
  );
};
