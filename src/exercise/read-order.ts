import { z } from 'zod';
import type { Lesson } from '../lesson/lesson.ts';
import type { Level } from '../lesson/level.ts';
import { misfitOf, readOrder } from '../lesson/order.ts';
import { placedProblems } from '../lesson/placed-problems.ts';
import type { Problem } from '../lesson/problem.ts';
import type { YamlSource } from '../lesson/yaml-source.ts';
import { named } from './answer-named.ts';
import { levelWord } from './level-word.ts';
import { problemAt } from './problem-at.ts';
import { requested } from './requested.ts';

/** What a student hands in for an exercise that asks for an order. */
const orderFile = z
  .strictObject({
    ...named,
    order: z.unknown().exactOptional().describe('The order that breaks the promise, a letter a turn.'),
    never: z.unknown().exactOptional().describe('The level at which no order breaks it.'),
  })
  .meta({ title: 'an answer to this exercise' });

export interface OrderAnswer {
  readonly order?: string;
  readonly never?: Level;
}

/** The order and the level that somebody has found; everything that is wrong with them is told. */
export const readOrderAnswer = (
  yaml: YamlSource,
  lesson: Lesson,
): OrderAnswer | { readonly problems: readonly Problem[] } => {
  const read = orderFile.safeParse(yaml.data);
  const data: { readonly order?: unknown; readonly never?: unknown } =
    typeof yaml.data === 'object' && yaml.data !== null ? yaml.data : {};
  const order = wordOf(data.order);
  const never = levelWord(yaml, 'never', data.never);
  const misfit = order === '' ? undefined : misfitOf(order, requested(lesson).steps);
  const problems = [
    ...(read.success ? [] : placedProblems(orderFile, yaml)),
    ...(misfit === undefined ? [] : [problemAt(yaml, ['order'], `this is no order: ${misfit}`)]),
    ...never.problems,
  ];
  if (problems.length > 0) return { problems };
  return { ...(order !== '' && { order }), ...(never.level && { never: never.level }) };
};

/** As it is typed elsewhere, or as a list of its letters; nothing where there is none yet. */
const wordOf = (given: unknown): string => {
  if (given == null) return '';
  if (Array.isArray(given)) return readOrder(given.join(''));
  return readOrder(typeof given === 'string' ? given : JSON.stringify(given));
};
