import { isRead } from '../../lesson/statement-kind.ts';
import { printable } from '../../printable.ts';
import type { Choice, Question } from '../../review/question.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { Paint } from '../paint.ts';
import { beginningLines, sentLines, soFarLines } from './so-far-lines.ts';

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
    ...beginningLines(begins, width),
    ...(before.timeline.length === 0 ? [] : ['So far:', ...soFarLines(before, width, paint)]),
    ...(sent === undefined ? [] : ['Now:', ...sentLines(sent, width, paint)]),
    '',
    ...wrapped(paint.strong(printable(question.asks ?? askWords(question))), width),
    ...choices.flatMap((choice, at) => choiceLines(choice, at + 1, width)),
  ];
};

const placeWords = ({ before: { script }, hasOtherValues }: Question): readonly string[] => [
  `At ${script.level}${hasOtherValues ? ', with other values than in the lesson' : ''}.`,
  ...(script.variant ? [printable(`Variant ${script.variant.id}: ${script.variant.title}`)] : []),
];

const askWords = ({ subject, sent, before: { script }, isAboutWaiting, promise = '' }: Question): string => {
  const at = `at ${script.level}`;
  switch (subject.kind) {
    case 'step': {
      const session = script.sessions.find(({ name }) => name === sent?.session);
      const who = session?.name ?? 'it';
      const own =
        session === undefined || session.level === script.level ? '' : ` (${who} is at ${session.level})`;
      if (isAboutWaiting) return `Does ${who} have to wait here, ${at}${own}?`;
      return `${isRead(sent?.sql ?? '') ? `What does ${who} get here` : `What comes of ${who}'s statement`}, ${at}${own}?`;
    }
    case 'table':
      return `All is over. What is stored in ${subject.table}, ${at}?`;
    case 'promise':
      return `All is over. Does the promise hold, ${at}: “${promise}”?`;
  }
};

const choiceLines = ({ lines }: Choice, number: number, width: number): readonly string[] => {
  const [first = '', ...more] = lines.map(spoken);
  return [
    ...hanging(`  ${number}  `, first, width),
    ...more.flatMap((line) => hanging('       ', line, width)),
  ];
};

/** Without the signs that stand for words elsewhere. */
export const spoken = (line: string): string => {
  if (line.startsWith(`${signs.answer} `)) return `answers: ${line.slice(2)}`;
  const text = line.startsWith(`${signs.waiting} `) ? line.slice(2) : line;
  return text.replace(failed, (_, before: string, isNumber: string) => before + (isNumber ? 'error ' : ''));
};

const failed = new RegExp(`^((?:.*, )?then |)${signs.failed} (?=(\\d)?)`);
