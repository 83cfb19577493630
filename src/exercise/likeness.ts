import type { WrongSolution } from '../lesson/exercise.ts';
import { type Lesson, type Solved, solutionVariant } from '../lesson/lesson.ts';
import type { Check } from './checks.ts';

/**
 * The usual wrong solutions that this one looks like, with what came of it; what they say is said of it only where it does
 * not hold. None where the server refuses a statement.
 */
export const usualMistakes = (
  one: Solved,
  checks: readonly Check[],
  wrong: readonly WrongSolution[],
): readonly WrongSolution[] => {
  if (checks.some(({ kind }) => kind === 'statements')) return [];
  const text = sqlOf(one);
  return wrong.filter(
    ({ like: { sql, not, levels, fails } }) =>
      (sql === undefined || new RegExp(sql, 'is').test(text)) &&
      (not === undefined || !new RegExp(not, 'is').test(text)) &&
      (levels === undefined || levels.includes(one.level)) &&
      (fails === undefined ||
        checks.some(({ kind, verdict }) => verdict === 'fails' && fails.some((named) => named === kind))),
  );
};

/** Nothing of the exercise's program was changed yet; what stands around the statements counts, too. */
export const isUnchanged = (exercise: Lesson, { lesson, level }: Solved): boolean => {
  const own = lesson.variants.find(({ id }) => id === solutionVariant);
  const programOf = ({ steps, handler }: Lesson) =>
    JSON.stringify(handler ?? steps, (key, value: unknown) => (key === 'line' ? undefined : value));
  return (
    level === exercise.level && (own?.setup ?? []).length === 0 && programOf(lesson) === programOf(exercise)
  );
};

/** All statements of a solution, a line each, as its author wrote them. */
const sqlOf = ({ lesson }: Solved): string => {
  const own = lesson.variants.find(({ id }) => id === solutionVariant);
  return [...(own?.setup ?? []), ...(lesson.handler?.steps ?? lesson.steps).map(({ sql }) => sql)].join('\n');
};
