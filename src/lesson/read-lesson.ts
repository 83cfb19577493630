import { answerProblem } from './answer-problem.ts';
import { BuildContext } from './build-context.ts';
import { buildLesson } from './build-lesson.ts';
import { withExpected } from './expected-beside.ts';
import type { Lesson } from './lesson.ts';
import { placedProblems } from './placed-problems.ts';
import type { LessonOrigin, Problem } from './problem.ts';
import { withRequestSteps } from './request-steps.ts';
import { lessonSchema } from './schema.ts';
import { withoutShared } from './shared-parts.ts';
import { solved } from './solved.ts';
import { entryAt } from './yaml-graft.ts';
import { readYaml, YamlSource } from './yaml-source.ts';

/** A lesson, or everything that is wrong with the text, in the order of the text. */
export type ReadLesson =
  | {
      readonly lesson: Lesson;
      readonly problems: readonly [];
      /** The way from the lesson back to its text. */
      readonly yaml: YamlSource;
    }
  | { readonly lesson?: never; readonly problems: readonly Problem[] };

/** The largest lesson file, in bytes: far above any lesson. The time to read many keys grows with their square. */
export const maxLessonBytes = 100_000;

/** For who goes on with the text itself: the types of its YAML must not get into those of the library. */
export const readLesson = (text: string, source: LessonOrigin = {}): ReadLesson => {
  if (text.length > maxLessonBytes) return { problems: [tooLong] };
  const written = readYaml(text);
  if (!(written instanceof YamlSource)) return { problems: inOrder(written) };
  const answer = answerProblem(written, source.file);
  if (answer !== undefined) return { problems: [answer] };
  const own = written.with(withRequestSteps(written.root));
  const alone = lessonSchema.safeParse(withoutShared(own.data));
  if (!alone.success)
    return { problems: inOrder(placedProblems(lessonSchema, own, withoutShared(own.data))) };
  const { expected } = source;
  const whole = expected === undefined ? { yaml: own } : withExpected(own, alone.data, expected);
  if ('problems' in whole) return { problems: inOrder(whole.problems) };
  const { yaml } = whole;
  const read = lessonSchema.safeParse(withoutShared(yaml.data));
  if (!read.success)
    return { problems: inOrder(placedProblems(lessonSchema, yaml, withoutShared(yaml.data))) };
  const context = new BuildContext(yaml);
  const lesson = buildLesson(read.data, context, source.file);
  if (context.problems.length > 0) return { problems: inOrder(context.problems) };
  const solutions = solutionsOf(lesson, yaml, source.file);
  const problems = solutions.flatMap(([, one]) => ('problems' in one ? one.problems : []));
  if (problems.length > 0) return { problems: inOrder(problems) };
  const done = new Map(solutions.flatMap(([id, one]) => ('problems' in one ? [] : [[id, one]])));
  return { lesson: done.size === 0 ? lesson : { ...lesson, solved: done }, problems: [], yaml };
};

/** The solutions that an exercise has, right and wrong: with their parts put in it is a lesson, too. */
const solutionsOf = ({ exercise }: Lesson, yaml: YamlSource, file: string | undefined) => {
  if (exercise?.asks.kind !== 'fix') return [];
  return ['solutions', 'wrong'].flatMap((list) =>
    [...(entryAt(yaml.root, ['exercise', 'fix', list])?.children ?? [])].map(
      ([id, parts]) => [String(id), solved(yaml, parts, file)] as const,
    ),
  );
};

const tooLong: Problem = {
  severity: 'error',
  message: `this is more than ${maxLessonBytes / 1_000_000} MB, which no lesson is`,
  line: 1,
  column: 1,
  length: 1,
};

/** One mistake can be found on two ways (a step of the lesson that a variant has too): said once. Those of its own file come first. */
export const inOrder = (problems: readonly Problem[]): readonly Problem[] => {
  const distinct = new Map(problems.map((one) => [JSON.stringify(one), one]));
  const isBeside = ({ file }: Problem): number => (file === undefined ? 0 : 1);
  return [...distinct.values()].toSorted(
    (a, b) => isBeside(a) - isBeside(b) || a.line - b.line || a.column - b.column,
  );
};
