import { handlerStepIn, stepNameOf } from '../lesson/build-steps.ts';
import { inOrder } from '../lesson/order.ts';
import type { LessonData } from '../lesson/schema.ts';
import { isSessionName } from '../lesson/schema-words.ts';
import type { Path } from '../lesson/yaml-source.ts';

/** Where in a lesson file a step of the lesson, or of one of its variants, has its own expectation. */
export interface StepPlace {
  /** The mapping to which `expect` belongs; it need not be there yet. */
  readonly path: Path;
  /** The lesson's own step, by its index: its expectation holds where the variant does not say another. */
  readonly inherits?: number;
}

/** One place a step, in the order of the script. */
export const stepPlaces = (data: LessonData, variant?: string): readonly StepPlace[] => {
  if (variant === undefined) return data.steps.map((_, index) => ({ path: ['steps', index] }));
  const names = stepNames(data);
  const { steps: changes = {}, takes } = data.variants?.[variant] ?? {};
  const turns = data.steps.flatMap((step, index): Turn[] => {
    const own = stepNameOf(step);
    const change = own === undefined ? undefined : changes[own];
    const path = ['variants', variant, 'steps', names[index] ?? ''];
    if (isTakenOut(step, data, variant)) return [];
    const added = (where: 'before' | 'after') =>
      (change?.[where] ?? []).map((one, position) => turnOf(one, { path: [...path, where, position] }));
    return [
      ...added('before'),
      ...(change?.remove ? [] : [turnOf(step, { path, inherits: index })]),
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

/**
 * The names of the lesson's own steps. A step that has none gets one by which a variant could speak of it:
 * what it does and who does it, for instance commit_b.
 */
export const stepNames = (data: LessonData): readonly string[] => {
  const changes = Object.values(data.variants ?? {}).flatMap(({ steps = {} }) => Object.values(steps));
  const all = [...data.steps, ...changes.flatMap(({ before = [], after = [] }) => [...before, ...after])];
  const taken = new Set(all.flatMap((step) => stepNameOf(step) ?? []));
  return data.steps.map((step) => {
    const own = stepNameOf(step);
    if (own !== undefined) return own;
    const base = plainName(step);
    let name = base;
    for (let count = 2; taken.has(name); count += 1) name = `${base}_${count}`;
    taken.add(name);
    return name;
  });
};

const plainName = (step: LessonData['steps'][number]): string => {
  const [session = '', sql = ''] = Object.entries(step).find(([key]) => /^[A-Z]$/.test(key)) ?? [];
  const verb = /[a-z]+/i.exec(typeof sql === 'string' ? sql : '')?.[0].toLowerCase() ?? 'step';
  return `${verb}_${session.toLowerCase()}`;
};
