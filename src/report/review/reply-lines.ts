import { printable } from '../../printable.ts';
import type { Choice, Question } from '../../review/question.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import type { Paint } from '../paint.ts';
import { proseLines } from '../prose.ts';
import { spoken } from './question-lines.ts';

/** What is said to an answer; without one the student does not know. */
export const replyLines = (
  question: Question,
  chosen: number | undefined,
  again: string,
  width: number,
  paint: Paint,
): readonly string[] => {
  const { choices, right, said, why } = question;
  const wrong = chosen === undefined || chosen === right ? undefined : choices[chosen];
  return [
    verdictWords(chosen, right, paint),
    ...said.flatMap((line, at) => hanging(at === 0 ? 'The server: ' : '            ', spoken(line), width)),
    ...(wrong === undefined ? [] : wrongLines(question, wrong, (chosen ?? 0) + 1, width, paint)),
    ...(why === undefined ? [] : proseLines(why, width, paint)),
    ...wrapped(paint.faint(`To see it again: ${again}`), width),
  ];
};

const wrongLines = (
  question: Question,
  { where, but }: Choice,
  number: number,
  width: number,
  paint: Paint,
): readonly string[] => [
  ...(where.length === 0 ? [] : wrapped(`${number} is what happens ${whereWords(question, where)}.`, width)),
  ...(but === undefined ? [] : proseLines(but, width, paint)),
];

const verdictWords = (chosen: number | undefined, right: number, paint: Paint): string => {
  if (chosen === right) return paint.good('Right.');
  return chosen === undefined ? `It is ${right + 1}.` : paint.bad(`No, it is ${right + 1}.`);
};

/** At levels, or in variants. */
const whereWords = ({ asked: { lesson } }: Question, where: readonly string[]): string => {
  if (where.every((one) => lesson.levels.some((level) => level === one))) return `at ${all(where)}`;
  const names = where
    .slice(0, mostVariants)
    .map((one) => (lesson.variants.some(({ title }) => title === one) ? `with “${printable(one)}”` : one));
  return where.length > mostVariants ? `${names.join(', ')} and elsewhere` : all(names);
};

const mostVariants = 2;

const all = (names: readonly string[]): string =>
  [names.slice(0, -1).join(', '), names.at(-1)].filter((part) => part !== '').join(' and ');
