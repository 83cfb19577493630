import type { Choice, Question } from '../../review/question.ts';
import { wrapped } from '../../text/fit.ts';
import type { Paint } from '../paint.ts';
import { proseLines } from '../prose.ts';
import { evidenceLines } from './evidence-lines.ts';
import { whereWords } from './place-words.ts';

/** What is said to an answer; without one the student does not know. */
export const replyLines = (
  question: Question,
  chosen: number | undefined,
  again: string,
  width: number,
  paint: Paint,
): readonly string[] => {
  const { choices, right, why, lesson, subject } = question;
  const wrong = chosen === undefined || chosen === right ? undefined : choices[chosen];
  const place = subject.kind === 'step' ? `step ${subject.step + 1}` : 'its end';
  return [
    verdictWords(chosen, right, paint),
    ...evidenceLines(question, width),
    ...choices.flatMap((choice, at) => elsewhereLines(question, choice, at, width)),
    ...(wrong?.but === undefined ? [] : proseLines(wrong.but, width, paint)),
    ...(why === undefined ? [] : proseLines(why, width, paint)),
    ...(lesson ? proseLines(`The lesson, to “${lesson.asks}”: ${lesson.says}`, width, paint) : []),
    ...wrapped(paint.faint(`To see ${place} again: ${again}`), width),
  ];
};

/** Where a choice happens; of the right one, where else. */
const elsewhereLines = (
  question: Question,
  { where }: Choice,
  at: number,
  width: number,
): readonly string[] => {
  const { script } = question.before;
  const here = new Set<string>([script.level, script.variant?.title ?? 'as it is']);
  const places = at === question.right ? where.filter((one) => !here.has(one)) : where;
  if (places.length === 0) return [];
  return wrapped(
    `${at + 1} happens ${at === question.right ? 'also ' : ''}${whereWords(question, places)}.`,
    width,
  );
};

const verdictWords = (chosen: number | undefined, right: number, paint: Paint): string => {
  if (chosen === right) return paint.good('Right.');
  return chosen === undefined ? `It is ${right + 1}.` : paint.bad(`No, it is ${right + 1}.`);
};
