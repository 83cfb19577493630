import { basename } from 'node:path';
import type { Check } from '../../exercise/checks.ts';
import type { FixIt, Part } from '../../lesson/exercise.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { printable, printableLines } from '../../printable.ts';
import { costLines, costsTitle } from '../../report/exercise/verdict-lines.ts';
import { counted } from '../../text/amounts.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import { checksOf, type Fixing, shownChecks } from '../model/fixing.ts';
import type { ServerModel } from '../model/server.ts';
import { markdownLines } from '../text/markdown.ts';
import type { Theme } from '../theme.ts';
import { type GuideStyle, headed } from './guide.ts';
import { progressWords } from './next-bar.ts';
import { problemLines, withoutServer } from './problem-lines.ts';

type Style = Pick<GuideStyle, 'theme' | 'width'>;

const partWords: Readonly<Record<Part, string>> = {
  level: 'the level',
  setup: 'SQL after the setup',
  handler: 'what the program does for a request',
  retry: 'after which errors it begins again',
  steps: 'the steps of the programs',
};

export const fixingTitle = ({ asks }: Fixing): string => (asks.kind === 'read' ? 'Read it' : 'Fix it');

/** The task, what is to hold, what may be changed, and where the answer stands. */
export const fixingTask = (
  { lesson, exercise, asks, answer }: Fixing,
  { theme, width }: Style,
): readonly string[] => [
  ...markdownLines(exercise.task, width, theme),
  '',
  ...(asks.kind === 'fix' ? changeLines(asks, lesson, { theme, width }) : []),
  ...(answer === undefined ? [] : headed('File', wrapped(fileWords(answer, asks.kind), width - 6), theme)),
];

const changeLines = ({ opens }: FixIt, lesson: Lesson, { theme, width }: Style): readonly string[] => [
  ...headed('Keep', wrapped(printable(lesson.invariant?.says ?? ''), width - 6), theme),
  ...headed(
    'Change',
    wrapped(opens.map((part) => `${partWords[part]} (${part})`).join(', '), width - 7),
    theme,
  ).map((line, at) => (at === 0 ? line.replace('Change', 'Change ') : ` ${line}`)),
];

const fileWords = (
  { file, isThere }: NonNullable<Fixing['answer']>,
  kind: Fixing['asks']['kind'],
): string => {
  if (isThere) return `${printable(file)}: judged now and after every save`;
  return `${printable(file)}: not there yet${kind === 'read' ? '; your first answer writes it' : ''}`;
};

/** Names what is below it, with the verdict: that is seen wherever the list of checks stands. */
export const answerTitle = ({ judged, ran }: Fixing, theme: Theme): string => {
  if (ran !== undefined)
    return `Your answer: ${theme.emphasis('being judged')}${judged === undefined ? '' : '; below is what became of it before'}`;
  if (judged?.kind !== 'judged') return 'Your answer';
  const verdict = judged.verdict.isSolved
    ? theme.committed(`${signs.whole} Solved.`)
    : theme.failed(`${signs.failed} Not yet.`);
  return `Your answer: ${verdict}`;
};

/** All of it, and what it is about. */
export const aboutFixing = (fixing: Fixing, style: Style): readonly string[] => {
  const { about, setup } = fixing.lesson;
  const { theme, width } = style;
  return [
    ...fixingTask(fixing, style),
    ...(about.trim() === '' ? [] : ['', ...markdownLines(about, width, theme)]),
    // What there is to read may not tell what was run.
    ...(fixing.asks.kind === 'fix'
      ? [
          '',
          theme.strong('Tables'),
          ...setup.flatMap((sql) => printableLines(`${sql};`).flatMap((line) => wrapped(line, width))),
        ]
      : []),
  ];
};

/** What became of the file, and at which line the check in hand stands. */
export const fixingVerdict = (
  fixing: Fixing,
  server: ServerModel,
  style: Style,
): { readonly lines: readonly string[]; readonly at?: number } => {
  const { theme, width } = style;
  const head = stateLines(fixing, server, style);
  const shown = shownChecks(fixing);
  const inHand = shown[fixing.cursor];
  const checks = checksOf(fixing).map((check) => checkLines(check, check === inHand, style));
  const place = inHand === undefined ? -1 : checksOf(fixing).indexOf(inHand);
  const before = checks.slice(0, place).flat().length;
  const { hints } = fixing.exercise;
  return {
    lines: [
      ...head,
      ...checks.flat(),
      ...behindChecks(fixing, style),
      ...hints
        .slice(0, fixing.hints)
        .flatMap((hint, at) => [
          '',
          ...headed('Hint', markdownLines(`${at + 1} of ${hints.length}: ${hint}`, width - 6, theme), theme),
        ]),
    ],
    ...(place >= 0 && { at: head.length + before + (checks[place]?.length ?? 1) - 1 }),
  };
};

/** Why there is no verdict at all. */
export const beforeVerdict = (
  { answer, problem, asks, judged }: Fixing,
  server: ServerModel,
  { theme, width }: Style,
): readonly string[] | undefined => {
  if (problem !== undefined) return problemLines(problem, { theme, width });
  if (answer === undefined) return [theme.faint('Looking for the file of your answer')];
  if (!answer.isThere && asks.kind === 'fix') return wrapped(beginWords(answer), width);
  if (server.status === 'coming')
    return wrapped(`It is judged as soon as there is a server. ${progressWords(server.progress)}`, width);
  if (server.status === 'absent' && judged === undefined)
    return withoutServer(server.problem, { theme, width });
  return undefined;
};

const stateLines = (fixing: Fixing, server: ServerModel, { theme, width }: Style): readonly string[] => {
  const { judged, ran } = fixing;
  const before = beforeVerdict(fixing, server, { theme, width });
  if (before) return before;
  const again =
    ran === undefined
      ? []
      : [theme.emphasis(`It is being judged in every order: ${counted(ran, 'run')} so far …`), ''];
  // What was wrong with it before may be mended by now.
  if (judged === undefined || ran !== undefined) return again;
  return judged.kind === 'unreadable' ? unreadableLines(judged, { theme, width }) : [];
};

/** What is wrong with the file. */
export const unreadableLines = (
  { message, next }: Extract<NonNullable<Fixing['judged']>, { kind: 'unreadable' }>,
  { theme, width }: Style,
): readonly string[] => [
  theme.failed(`${signs.failed} This cannot be judged yet.`),
  '',
  ...printableLines(message).flatMap((line) => wrapped(line, width)),
  ...next.flatMap((one) => hanging(`${signs.answer} `, printable(one), width)),
];

const beginWords = ({ editor }: NonNullable<Fixing['answer']>): string => {
  const write = 'w writes the file of your answer, with the program as it is';
  return editor === undefined
    ? `${write}. VISUAL and EDITOR name no editor: change it in one of your own, beside this, and save it.`
    : `e opens the file of your answer in ${printable(editor)}; ${write}. Every save is judged.`;
};

const checkLines = (
  { verdict, says, seen, shows }: Check,
  isInHand: boolean,
  { theme, width }: Style,
): readonly string[] => {
  const sign = verdict === 'holds' ? theme.committed(signs.holds) : theme.failed(signs.failed);
  const mark = isInHand ? theme.strong(signs.newest) : ' ';
  const order =
    shows === undefined || !isInHand
      ? []
      : hanging('    ', `${theme.strong('Enter')} ${printable(shows.order.order)}, step by step`, width);
  return [
    ...hanging(`${mark}${sign} `, printable(says), width),
    ...hanging('   ', verdict === 'holds' ? theme.faint(printable(seen)) : printable(seen), width),
    ...order,
  ];
};

/** The words of the usual mistake, what it costs, and what there is to remember once it is solved. */
const behindChecks = (fixing: Fixing, { theme, width }: Style): readonly string[] => {
  const { judged, lesson, isSolved } = fixing;
  if (judged?.kind !== 'judged' || judged.verdict.kind !== 'fix') return [];
  const { costs, mistakes } = judged.verdict;
  return [
    ...mistakes.flatMap(({ says }) => ['', ...markdownLines(says, width, theme)]),
    ...(costs ? ['', theme.strong(costsTitle), ...costLines(costs, width).map(printable)] : []),
    ...(isSolved && judged.verdict.isSolved && lesson.remember.length > 0
      ? [
          '',
          theme.strong('Remember'),
          ...lesson.remember.flatMap((one) =>
            markdownLines(one, width - 2, theme).map((line, at) => (at === 0 ? '• ' : '  ') + line),
          ),
        ]
      : []),
  ];
};

/** What the next key does. */
export const fixingBar = ({ answer, cursor, ...fixing }: Fixing, theme: Theme): string => {
  if (answer === undefined) return '';
  const key = (name: string) => theme.chosen(` ${name} `);
  const shows = shownChecks(fixing)[cursor]?.shows;
  const open = shows ? `${key('Enter')} step through ${printable(shows.order.order)}   ` : '';
  // Where it is, is said above, with the task.
  const file = printable(basename(answer.file));
  if (answer.editor !== undefined) return `${open}${key('e')} edit ${file}`;
  return answer.isThere ? `${open}change ${file}, and save it` : `${key('w')} write ${file}`;
};
