import { z } from 'zod';
import type { Exercise, FixIt } from '../lesson/exercise.ts';
import type { Lesson, Solved } from '../lesson/lesson.ts';
import type { Level } from '../lesson/level.ts';
import { placedProblems } from '../lesson/placed-problems.ts';
import type { Problem } from '../lesson/problem.ts';
import { inOrder } from '../lesson/read-lesson.ts';
import { partKeys, partNames } from '../lesson/schema-exercise.ts';
import { solved } from '../lesson/solved.ts';
import { grafted } from '../lesson/yaml-graft.ts';
import { readYaml, YamlSource } from '../lesson/yaml-source.ts';
import { named, notAnAnswer, otherExercise } from './answer-named.ts';
import type { ReadAnswers } from './judge-read.ts';
import { levelWord } from './level-word.ts';
import { problemAt } from './problem-at.ts';
import { readChoices } from './read-choices.ts';
import { type OrderAnswer, readOrderAnswer } from './read-order.ts';

/** What a student hands in for an exercise that asks for a fix. */
const partsFile = z.strictObject({ ...named, ...partKeys }).meta({ title: 'an answer to this exercise' });

export type Answer =
  | ({ readonly kind: 'break' } & OrderAnswer)
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

/** Reads what somebody hands in; everything that is wrong with it is told where it stands in their file. */
export const readAnswer = (
  text: string,
  file: string,
  { lesson, exercise, yaml }: OpenedExercise,
): ReadAnswer => {
  const own = readYaml(text, { what: 'answer', begins: `\`exercise: ${lesson.id}\``, file });
  if (!(own instanceof YamlSource)) return { problems: own };
  const other = notAnAnswer(own) ?? otherExercise(own, file, lesson.id);
  if (other !== undefined) return { problems: other };
  const read = readKind(own, exercise.asks, { lesson, yaml });
  return 'problems' in read ? { problems: inOrder(read.problems) } : { answer: read, problems: [] };
};

type Read = Answer | { readonly problems: readonly Problem[] };

const readKind = (
  own: YamlSource,
  asks: Exercise['asks'],
  opened: Pick<OpenedExercise, 'lesson' | 'yaml'>,
): Read => {
  switch (asks.kind) {
    case 'break': {
      const read = readOrderAnswer(own, opened.lesson);
      return 'problems' in read ? read : { kind: 'break', ...read };
    }
    case 'read': {
      const read = readChoices(own, asks);
      return 'problems' in read ? read : { kind: 'read', ...read };
    }
    case 'fix':
      return readParts(own, asks, opened);
  }
};

const readParts = (
  own: YamlSource,
  { opens }: FixIt,
  { lesson, yaml }: Pick<OpenedExercise, 'lesson' | 'yaml'>,
): Read => {
  const word = levelWord(own, 'level', levelIn(own.data));
  const normal = withLevel(own, word.problems.length === 0 ? word.level : lesson.level);
  const read = partsFile.safeParse(normal.data);
  const closed = partNames.filter((part) => own.root.children.has(part) && !opens.includes(part));
  const expected = opens.join(', ');
  const problems = [
    ...closed.map((part) => problemAt(own, [part], notOpen, { expected, atKey: true })),
    ...word.problems,
    ...(read.success ? [] : placedProblems(partsFile, normal)),
  ];
  if (problems.length > 0) return { problems };
  const one = solved(yaml, normal.root, lesson.file);
  return 'problems' in one ? one : { kind: 'fix', solved: one };
};

const levelIn = (data: unknown): unknown =>
  typeof data === 'object' && data !== null && 'level' in data ? data.level : undefined;

const notOpen = 'the exercise does not let you change this';

/** What is said of a level is read as everywhere, and then it is one. */
const withLevel = (own: YamlSource, level: Level | undefined): YamlSource => {
  const entry = own.root.children.get('level');
  if (level === undefined || entry === undefined) return own;
  return own.with(grafted(own.root, ['level'], { ...entry, data: level, children: new Map() }));
};
