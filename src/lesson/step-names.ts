import type { LessonData, StepData } from './schema.ts';
import { isSessionName } from './schema-words.ts';

/** Its own name, or that of the handler's step and the session: lookup_a. */
const writtenName = (data: StepData): string | undefined => {
  const done = handlerStepIn(data);
  const session = sessionIn(data);
  return data.as ?? (done && session && `${done}_${session.toLowerCase()}`);
};

/** The step of the handler that a step takes. */
export const handlerStepIn = (data: StepData): string | undefined => {
  const session = sessionIn(data);
  const given = session && data[session];
  return typeof given === 'object' ? given.do : undefined;
};

/**
 * A name for each of these steps. One that has none written is called by what it does and who does it, with a number where
 * that is taken: insert_b, insert_b_2. What is given away here is taken from then on.
 */
export const nameSteps = (steps: readonly StepData[], taken: Set<string>): readonly string[] =>
  steps.map((step) => {
    const own = writtenName(step);
    if (own !== undefined) return own;
    const base = plainName(step);
    let name = base;
    for (let count = 2; taken.has(name); count += 1) name = `${base}_${count}`;
    taken.add(name);
    return name;
  });

/** The names that are written somewhere in the file: no other step is called so. */
export const writtenNames = ({
  steps,
  variants = {},
}: Pick<LessonData, 'steps' | 'variants'>): Set<string> => {
  const changes = Object.values(variants).flatMap(({ steps: changed = {} }) => Object.values(changed));
  const all = [...steps, ...changes.flatMap(({ before = [], after = [] }) => [...before, ...after])];
  return new Set(all.flatMap((step) => writtenName(step) ?? []));
};

const sessionIn = (data: StepData) => Object.keys(data).find(isSessionName);

const plainName = (step: StepData): string => {
  const session = sessionIn(step);
  const given = session && step[session];
  const does = typeof given === 'object' ? Object.keys(given)[0] : given;
  const verb = /[a-z]+/i.exec(does ?? '')?.[0].toLowerCase() ?? 'step';
  const plain = verb === 'start' ? 'begin' : verb;
  return session === undefined ? plain : `${plain}_${session.toLowerCase()}`;
};
