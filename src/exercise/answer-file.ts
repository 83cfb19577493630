import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { Exercise, FixIt, ReadIt } from '../lesson/exercise.ts';
import type { Lesson, Solved } from '../lesson/lesson.ts';
import type { Level } from '../lesson/level.ts';
import { misfitOf } from '../lesson/order.ts';
import { placedProblems } from '../lesson/placed-problems.ts';
import { describeProblems, type Problem } from '../lesson/problem.ts';
import { partKeys, partNames } from '../lesson/schema-exercise.ts';
import { id, level, order } from '../lesson/schema-words.ts';
import { solved } from '../lesson/solved.ts';
import { type Path, readYaml, YamlSource } from '../lesson/yaml-source.ts';
import type { ReadAnswers } from './judge-read.ts';
import { requested } from './requested.ts';

const named = { exercise: id.describe('The exercise that this file answers.') };

/** What a student hands in for an exercise that asks for an order. */
const orderFile = z.strictObject({
  ...named,
  order: order.nullable().exactOptional().describe('The order that breaks the promise, a letter a turn.'),
  never: level.nullable().exactOptional().describe('The level at which no order breaks it.'),
});

/** What a student hands in for an exercise that asks questions: the number of a choice, from 1. */
const answersFile = z.strictObject({
  ...named,
  answers: z
    .record(id, z.int().min(1).nullable())
    .describe('By the names of the questions: the number of a choice.'),
});

/** What a student hands in for an exercise that asks for a fix. */
const partsFile = z.strictObject({ ...named, ...partKeys });

export type Answer =
  | { readonly kind: 'break'; readonly order?: string; readonly never?: Level }
  | { readonly kind: 'fix'; readonly solved: Solved }
  | { readonly kind: 'read'; readonly said: ReadAnswers };

export type ReadAnswer =
  | { readonly answer: Answer; readonly problems: readonly [] }
  | { readonly answer?: never; readonly problems: readonly Problem[] };

/** An exercise with its own text, which the parts of a solution are put into. */
export interface OpenedExercise {
  readonly lesson: Lesson;
  readonly exercise: Exercise;
  readonly yaml: YamlSource;
  readonly text: string;
}

const anyAnswer = z.looseObject(named);

/** The exercise that a file says it answers. @throws UserError */
export const exerciseNamed = (text: string, file: string): string => {
  const own = readYaml(text, { what: 'solution', begins: '`exercise: ID`', file });
  const problems = own instanceof YamlSource ? placedProblems(anyAnswer, own) : own;
  const name = own instanceof YamlSource ? anyAnswer.safeParse(own.data).data?.exercise : undefined;
  if (name !== undefined) return name;
  throw new UserError(describeProblems(problems, { text: '', expected: { file, text } }));
};

/** Reads what somebody hands in; everything that is wrong with it is told where it stands in their file. */
export const readAnswer = (
  text: string,
  file: string,
  { lesson, exercise, yaml }: OpenedExercise,
): ReadAnswer => {
  const own = readYaml(text, { what: 'solution', begins: `\`exercise: ${lesson.id}\``, file });
  if (!(own instanceof YamlSource)) return { problems: own };
  const { asks } = exercise;
  switch (asks.kind) {
    case 'break':
      return readOrder(own, lesson);
    case 'read':
      return readAnswers(own, asks);
    case 'fix':
      return readParts(own, asks, { lesson, yaml });
  }
};

const readOrder = (own: YamlSource, lesson: Lesson): ReadAnswer => {
  const read = orderFile.safeParse(own.data);
  if (!read.success) return { problems: placedProblems(orderFile, own) };
  const { order: word, never } = read.data;
  const misfit = word == null ? undefined : misfitOf(word, requested(lesson).steps);
  if (misfit !== undefined) return { problems: [problemAt(own, ['order'], `this is no order: ${misfit}`)] };
  return {
    answer: { kind: 'break', ...(word != null && { order: word }), ...(never != null && { never }) },
    problems: [],
  };
};

const readAnswers = (own: YamlSource, { questions }: ReadIt): ReadAnswer => {
  const read = answersFile.safeParse(own.data);
  if (!read.success) return { problems: placedProblems(answersFile, own) };
  const given = Object.entries(read.data.answers);
  const problems = given.flatMap(([name, choice]) => {
    const question = questions.find((one) => one.id === name);
    const names = questions.map((one) => one.id).join(', ');
    if (question === undefined)
      return [problemAt(own, ['answers', name], 'nothing of this name is asked', names)];
    const last = question.choices.length;
    return choice === null || choice <= last
      ? []
      : [problemAt(own, ['answers', name], 'there is no such choice', `1 to ${last}`)];
  });
  if (problems.length > 0) return { problems };
  const said = Object.fromEntries(
    given.flatMap(([name, choice]) => (choice === null ? [] : [[name, choice - 1] as const])),
  );
  return { answer: { kind: 'read', said }, problems: [] };
};

const readParts = (
  own: YamlSource,
  { opens }: FixIt,
  { lesson, yaml }: Pick<OpenedExercise, 'lesson' | 'yaml'>,
): ReadAnswer => {
  const read = partsFile.safeParse(own.data);
  if (!read.success) return { problems: placedProblems(partsFile, own) };
  const closed = partNames.filter((part) => part in read.data && !opens.includes(part));
  if (closed.length > 0) {
    return {
      problems: closed.map((part) =>
        problemAt(own, [part], 'the exercise does not let you change this', opens.join(', ')),
      ),
    };
  }
  const one = solved(yaml, own.root, lesson.file);
  return 'problems' in one ? one : { answer: { kind: 'fix', solved: one }, problems: [] };
};

const problemAt = (yaml: YamlSource, path: Path, message: string, expected?: string): Problem => ({
  severity: 'error',
  message,
  ...(expected !== undefined && { expected }),
  ...yaml.place(yaml.keySpan(path)),
});
