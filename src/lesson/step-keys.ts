import type { Step } from './step.ts';

/**
 * What each step is known by in every variant: a variant changes what a step does, but not what it is called, nor
 * where in the file it was written.
 */
export const stepKeys = (steps: readonly Pick<Step, 'name' | 'line'>[]): readonly string[] => {
  const seen = new Map<string, number>();
  return steps.map(({ name, line }) => {
    const key = name ?? `line ${line}`;
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return times === 1 ? key : `${key}, ${times}`;
  });
};
