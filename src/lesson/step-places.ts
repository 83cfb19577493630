import { inOrder } from './order.ts';
import type { LessonData } from './schema.ts';
import { isSessionName } from './schema-words.ts';
import { handlerStepIn, nameSteps, writtenNames } from './step-names.ts';
import type { Path } from './yaml-source.ts';

/** Where in a lesson file a step of the lesson, or of one of its variants, has its own expectation. */
export interface StepPlace {
  readonly name: string;
  /** The mapping to which `expect` belongs; it need not be there yet. */
  readonly path: Path;
  /** The lesson's own step, by its index: its expectation holds where the variant does not say another. */
  readonly inherits?: number;
}

/** One place a step, in the order of the script. */
export const stepPlaces = (data: LessonData, variant?: string): readonly StepPlace[] => {
  const taken = writtenNames(data);
  const names = nameSteps(data.steps, taken);
  const nameAt = (index: number): string => names[index] ?? '';
  if (variant === undefined)
    return data.steps.map((_, index) => ({ name: nameAt(index), path: ['steps', index] }));
  const { steps: changes = {}, takes } = data.variants?.[variant] ?? {};
  const turns = data.steps.flatMap((step, index): Turn[] => {
    const name = nameAt(index);
    const change = changes[name];
    const path = ['variants', variant, 'steps', name];
    if (isTakenOut(step, data, variant)) return [];
    const added = (where: 'before' | 'after') => {
      const steps = change?.[where] ?? [];
      const own = nameSteps(steps, taken);
      return steps.map((one, position) =>
        turnOf(one, { name: own[position] ?? '', path: [...path, where, position] }),
      );
    };
    return [
      ...added('before'),
      ...(change?.remove ? [] : [turnOf(step, { name, path, inherits: index })]),
      ...added('after'),
    ];
  });
  return (takes === undefined ? turns : inOrder(turns, takes)).map(({ place }) => place);
};

interface Turn {
  readonly session: string;
  readonly place: StepPlace;
}

const turnOf = (step: LessonData['steps'][number], place: StepPlace): Turn => ({
  session: Object.keys(step).find(isSessionName) ?? '',
  place,
});

/** The variant's handler does not have the step that it does. */
const isTakenOut = (
  step: LessonData['steps'][number],
  { variants }: LessonData,
  variant: string,
): boolean => {
  const done = handlerStepIn(step);
  return done !== undefined && variants?.[variant]?.handler?.[done]?.remove === true;
};

/** The names of the lesson's own steps. */
export const stepNames = (data: LessonData): readonly string[] => nameSteps(data.steps, writtenNames(data));
