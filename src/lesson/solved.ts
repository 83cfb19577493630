import { BuildContext } from './build-context.ts';
import { buildLesson } from './build-lesson.ts';
import { type Solved, solutionVariant } from './lesson.ts';
import { placedProblems } from './placed-problems.ts';
import type { Problem } from './problem.ts';
import { withWholeRequests } from './request-steps.ts';
import { lessonSchema } from './schema.ts';
import { withoutShared } from './shared-parts.ts';
import { dataOf, type YamlEntry } from './yaml-entries.ts';
import { entryAt, grafted } from './yaml-graft.ts';
import type { YamlSource } from './yaml-source.ts';

/** What a lesson says of itself, or of other lessons, and not of what somebody makes of it. */
const ofTheLesson = ['exercise', 'variants', 'end', 'every_order', 'anomaly', 'burst'];

/**
 * Puts the parts of a solution into the exercise, each where it would stand in a lesson. What is wrong with them is told
 * where it stands in their own text.
 */
export const solved = (
  exercise: YamlSource,
  parts: YamlEntry,
  file: string | undefined,
): Solved | { readonly problems: readonly Problem[] } => {
  const yaml = exercise.with(withParts(without(exercise.root, ofTheLesson), parts));
  const data = withoutShared(yaml.data);
  const read = lessonSchema.safeParse(data);
  if (!read.success) return { problems: placedProblems(lessonSchema, yaml, data) };
  const context = new BuildContext(yaml);
  const lesson = buildLesson(read.data, context, file);
  return context.problems.length > 0 ? { problems: context.problems } : { lesson, level: lesson.level };
};

const withParts = (root: YamlEntry, parts: YamlEntry): YamlEntry => {
  const { level, setup, handler, retry, steps } = Object.fromEntries(parts.children);
  const variant = ['variants', solutionVariant];
  let whole = grafted(root, [...variant, 'title'], plainEntry(parts, 'The solution'));
  whole = grafted(whole, [...variant, 'about'], plainEntry(parts, 'The exercise, solved.'));
  if (level) whole = grafted(whole, ['level'], level);
  if (setup) whole = grafted(whole, [...variant, 'setup'], setup);
  if (handler) {
    whole = grafted(whole, ['handler', 'steps'], handler);
    whole = withWholeRequests(whole, handler);
  }
  if (retry?.data === null)
    whole = grafted(whole, ['handler'], without(entryAt(whole, ['handler']) ?? whole, ['retry']));
  else if (retry) whole = grafted(whole, ['handler', 'retry'], retry);
  return steps ? grafted(whole, ['steps'], steps) : whole;
};

const without = (entry: YamlEntry, keys: readonly string[]): YamlEntry => {
  const children = new Map([...entry.children].filter(([key]) => !keys.includes(String(key))));
  return { ...entry, data: dataOf(children), children };
};

/** A value that nobody has written, said to stand where another one does. */
const plainEntry = (at: YamlEntry, data: string): YamlEntry => ({ ...at, data, children: new Map() });
