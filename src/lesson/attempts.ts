import type { Script, ScriptStep } from './script.ts';

/** The steps of a session as they are taken in a further attempt of its request, with names of their own. */
export const stepsOfAttempt = (
  { steps }: Pick<Script, 'steps'>,
  session: string,
  attempt: number,
): readonly ScriptStep[] =>
  steps.flatMap((step, place): readonly ScriptStep[] => {
    if (step.session !== session || step.again !== undefined) return [];
    const named = (name: string): string => `${name}_${attempt}`;
    const { name, when } = step;
    return [
      {
        ...step,
        ...(name !== undefined && { name: named(name) }),
        ...(when && { when: { ...when, step: named(when.step) } }),
        again: { place, attempt },
      },
    ];
  });
