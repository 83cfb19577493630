import { choiceName } from '../../exercise/choice-names.ts';
import type { JudgedAnswer } from '../../exercise/judge-read.ts';
import { printable } from '../../printable.ts';
import { exhibitLines } from '../../report/exercise/exhibit-lines.ts';
import { counted } from '../../text/amounts.ts';
import { hanging } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import { type Fixing, readingOf } from '../model/fixing.ts';
import type { ServerModel } from '../model/server.ts';
import { markdownLines } from '../text/markdown.ts';
import type { Theme } from '../theme.ts';
import { beforeVerdict, unreadableLines } from './fixing-lines.ts';
import { type GuideStyle, headed } from './guide.ts';
import { paintOf } from './paint-of.ts';

type Style = Pick<GuideStyle, 'theme' | 'width'>;

const exhibitTitles = {
  transcript: 'The transcript',
  deadlock: 'The report of your server, SHOW ENGINE INNODB STATUS',
  locks: 'The locks',
} as const;

export const exhibitTitle = ({ asks }: Fixing): string =>
  asks.kind === 'read' ? exhibitTitles[asks.shows] : '';

/** What there is to read, or why it is not there. */
export const readingExhibit = (fixing: Fixing, server: ServerModel, style: Style): readonly string[] => {
  const { theme, width } = style;
  const before = beforeVerdict(fixing, server, style);
  if (before) return before;
  const { judged } = fixing;
  if (judged?.kind === 'unreadable') return unreadableLines(judged, style);
  const reading = readingOf(fixing);
  return reading
    ? exhibitLines(reading.exhibit, { width, color: false, paint: paintOf(theme) })
    : ['The server makes what there is to read …'];
};

/** The question in hand; while the file cannot be read, nothing is known of what was answered. */
const inHand = ({
  asks,
  judged,
  question,
}: Fixing): (Omit<JudgedAnswer, 'isRight'> & { isRight?: boolean }) | undefined => {
  if (asks.kind !== 'read' || judged === undefined) return undefined;
  const asked = asks.questions[question];
  return readingOf({ judged })?.answers[question] ?? (asked && { question: asked });
};

/** How far it is, and which question is in hand. */
export const questionTitle = (fixing: Fixing): string => {
  const { asks, judged, question } = fixing;
  if (asks.kind !== 'read' || judged === undefined) return 'Questions';
  const place = `Question ${question + 1} of ${asks.questions.length}`;
  const answers = readingOf(fixing)?.answers;
  if (answers === undefined) return place;
  const right = answers.filter(({ isRight }) => isRight).length;
  const all = right === answers.length ? `${signs.whole} Solved: all` : `${right} of`;
  return `${place} · ${all} ${answers.length} right`;
};

/** The question in hand with what was answered, and the hint that was asked for last. */
export const readingQuestion = (fixing: Fixing, { theme, width }: Style): readonly string[] => {
  const answer = inHand(fixing);
  const { exercise, asks } = fixing;
  if (answer === undefined || asks.kind !== 'read') return [];
  const { question, said, isRight = false } = answer;
  const sign = isRight ? theme.committed(signs.holds) : theme.failed(signs.failed);
  const more = isRight ? question.because : said === undefined ? undefined : question.choices[said]?.but;
  const { hints } = exercise;
  const hint = hints[fixing.hints - 1];
  return [
    ...markdownLines(question.ask, width, theme).map((line) => theme.strong(line)),
    ...question.choices.flatMap(({ says }, at) =>
      hanging(
        `${at === said ? sign : ' '} ${theme.strong(`${choiceName(asks, at)}.`)} `,
        printable(says),
        width,
      ),
    ),
    ...(said === undefined ? [] : answerLines(isRight, more, { theme, width })),
    ...(hint === undefined
      ? []
      : headed(
          'Hint',
          markdownLines(`${fixing.hints} of ${hints.length}: ${hint}`, width - 6, theme),
          theme,
        )),
  ];
};

const answerLines = (
  isRight: boolean,
  more: string | undefined,
  { theme, width }: Style,
): readonly string[] => {
  const verdict = isRight ? 'Right.' : 'Not so.';
  const lines = markdownLines(more === undefined ? verdict : `${verdict} ${more}`, width - 2, theme);
  return lines.map((line) => `  ${line}`);
};

/** The keys of the choices of the question in hand, as its choices are called. */
export const choiceKeys = (fixing: Fixing): string | undefined => {
  const { asks } = fixing;
  const choices = inHand(fixing)?.question.choices;
  if (choices === undefined || asks.kind !== 'read') return undefined;
  return `${choiceName(asks, 0)}-${choiceName(asks, choices.length - 1)}`;
};

/** What the next key does. */
export const readingBar = (fixing: Fixing, theme: Theme): string => {
  const key = (name: string) => theme.chosen(` ${name} `);
  const answer = inHand(fixing);
  if (fixing.isZoomed) return `${key('z')} back to the question`;
  if (answer === undefined) return '';
  const left = readingOf(fixing)?.answers.filter(({ isRight }) => !isRight).length;
  if (left === 0) return `${theme.committed(`${signs.whole} Solved.`)}   ${key('Esc')} back to the lessons`;
  if (left !== undefined && answer.isRight)
    return `${key('Space')} the next question: ${counted(left, 'question')} to go`;
  return `${key(choiceKeys(fixing) ?? '')} your answer`;
};
