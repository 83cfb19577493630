import { isRead } from '../../lesson/statement-kind.ts';
import { printable } from '../../printable.ts';
import type { Choice, Question } from '../../review/question.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import type { Paint } from '../paint.ts';
import { atWords, levelsWords, variantWords } from './place-words.ts';
import { programLines, sentLines, soFarLines, tablesLines } from './so-far-lines.ts';
import { spoken } from './spoken.ts';

/** What came before, what is asked, and what may be chosen, one under the other: it is read aloud, too. */
export const questionLines = (
  question: Question,
  number: string,
  width: number,
  paint: Paint,
): readonly string[] => {
  const { begins, before, sent, choices } = question;
  return [
    ...wrapped(paint.strong(`${number}: ${printable(before.script.title)}`), width),
    ...placeWords(question).flatMap((line) => wrapped(paint.faint(line), width)),
    '',
    'At the beginning:',
    ...tablesLines(begins, width),
    ...programLines(before.script.setup, width),
    ...(before.timeline.length === 0 ? [] : ['So far:', ...soFarLines(before, width, paint)]),
    ...(sent === undefined ? [] : ['Now:', ...sentLines(sent, width, paint)]),
    '',
    ...wrapped(paint.strong(printable(question.asks ?? askWords(question))), width),
    ...choices.flatMap((choice, at) => choiceLines(choice, at + 1, width)),
  ];
};

/** Whether there are as many as may be asked, only asking them shows. */
export const numberWords = (number: number, most: number | undefined): string => {
  if (most === undefined) return String(number);
  return number < most ? `${number} of at most ${most}` : `${number} of ${most}`;
};

const placeWords = (question: Question): readonly string[] => {
  const { variant } = question.before.script;
  return [
    `${levelsWords(question)}${question.hasOtherValues ? ', with other values than in the lesson' : ''}.`,
    ...(variant ? [`Variant: ${variantWords(variant.title)}`] : []),
  ];
};

const askWords = (question: Question): string => {
  const { subject, sent, isAboutWaiting, promise = '' } = question;
  const at = atWords(question);
  switch (subject.kind) {
    case 'step': {
      const who = sent?.session ?? 'it';
      if (isAboutWaiting) return `Does ${who} have to wait here${at}?`;
      return `${isRead(sent?.sql ?? '') ? `What does ${who} get here` : `What comes of ${who}'s statement`}${at}?`;
    }
    case 'table':
      return `All is over. What is stored in ${subject.table}${at}?`;
    case 'promise':
      return `All is over. Does the promise hold${at}: “${promise}”?`;
  }
};

const choiceLines = ({ lines }: Choice, number: number, width: number): readonly string[] => {
  const [first = '', ...more] = lines.map(spoken);
  return [
    ...hanging(`  ${number}  `, first, width),
    ...more.flatMap((line) => hanging('       ', line, width)),
  ];
};
