import type { BreakIt } from '../lesson/exercise.ts';
import { levels } from '../lesson/level.ts';
import { orderOf } from '../lesson/order.ts';
import { counted } from '../text/amounts.ts';
import { wrapped } from '../text/fit.ts';
import type { OpenedExercise } from './answer-file.ts';
import { programTexts } from './programs.ts';
import { requested } from './requested.ts';

/** What a student has to know who looks for an order without the lab: the promise, the tables at the start, the programs. */
export const breakTexts = (
  { lesson }: Pick<OpenedExercise, 'lesson'>,
  columns: number,
): readonly string[] => [
  ...(lesson.invariant ? [...wrapped(`The promise to break: ${lesson.invariant.says}`, columns), ''] : []),
  'The tables at the start:',
  ...requested(lesson).setup.flatMap((sql) => `${sql};`.split('\n').map((line) => `  ${line}`)),
  '',
  ...programTexts(lesson, columns),
];

/** How an answer is written. */
export const orderTexts = (
  { lesson }: Pick<OpenedExercise, 'lesson'>,
  { never, level }: BreakIt,
): { readonly order: string; readonly never?: string } => {
  const { sessions, steps } = requested(lesson);
  const written = orderOf(steps);
  const counts = sessions.map(({ name }) => {
    const own = steps.filter(({ session }) => session === name);
    return counted(own.length, `letter ${name}`, `letters ${name}`);
  });
  const others = levels.filter((one) => one !== level && lesson.levels.includes(one));
  return {
    order: `Who takes the next step, a letter a step, all ${written.length}: ${counts.join(', ')}. ${written} is one after the other. A session that waits is passed over until it can go on.`,
    ...(never && {
      never: `A level at which no order does it: ${others.join(', ')}. Where there are several, any of them.`,
    }),
  };
};
