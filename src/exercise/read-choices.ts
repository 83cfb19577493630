import { z } from 'zod';
import type { ReadIt, ReadQuestion } from '../lesson/exercise.ts';
import { nearMiss } from '../lesson/near-miss.ts';
import { placedProblems } from '../lesson/placed-problems.ts';
import type { Problem } from '../lesson/problem.ts';
import type { YamlSource } from '../lesson/yaml-source.ts';
import { named } from './answer-named.ts';
import { choiceMeant, choiceRange } from './choice-names.ts';
import type { ReadAnswers } from './judge-read.ts';
import { problemAt } from './problem-at.ts';

/** What a student hands in for an exercise that asks questions. */
const answersFile = z
  .strictObject({
    ...named,
    answers: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('By the names of the questions: a choice.'),
  })
  .meta({ title: 'an answer to this exercise' });

type Chosen = { readonly index?: number; readonly problem?: Problem };

/** The choices that somebody has made; everything that is wrong with them is told. */
export const readChoices = (
  yaml: YamlSource,
  asks: ReadIt,
): { readonly said: ReadAnswers } | { readonly problems: readonly Problem[] } => {
  const read = answersFile.safeParse(yaml.data);
  const given = Object.entries(answersIn(yaml.data));
  const chosen = given.map(([name, written]) => [name, chosenOf(yaml, asks, name, written)] as const);
  const problems = [
    ...(read.success ? [] : placedProblems(answersFile, yaml)),
    ...chosen.flatMap(([, { problem }]) => (problem ? [problem] : [])),
  ];
  if (problems.length > 0) return { problems };
  return {
    said: Object.fromEntries(
      chosen.flatMap(([name, { index }]) => (index === undefined ? [] : [[name, index] as const])),
    ),
  };
};

/** Also of a file with something else wrong in it. */
const answersIn = (data: unknown): object => {
  const answers = typeof data === 'object' && data !== null && 'answers' in data ? data.answers : undefined;
  return typeof answers === 'object' && answers !== null && !Array.isArray(answers) ? answers : {};
};

const chosenOf = (yaml: YamlSource, asks: ReadIt, name: string, written: unknown): Chosen => {
  const question = asks.questions.find(({ id }) => id === name);
  if (question === undefined) return { problem: unasked(yaml, asks.questions, name) };
  if (written === null || written === '') return {};
  const { length } = question.choices;
  const isWord = typeof written === 'string' || typeof written === 'number';
  const index = isWord ? choiceMeant(asks, length, written) : undefined;
  if (index !== undefined) return { index };
  const found = isWord ? ` \`${written}\`` : '';
  const expected = choiceRange(asks, length);
  return { problem: problemAt(yaml, ['answers', name], `${name} has no choice${found}`, { expected }) };
};

const unasked = (yaml: YamlSource, questions: readonly ReadQuestion[], name: string): Problem => {
  const names = questions.map(({ id }) => id);
  const near = nearMiss(name, names);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  return problemAt(yaml, ['answers', name], `nothing of the name ${name} is asked${hint}`, {
    expected: names.join(', '),
    atKey: true,
  });
};
