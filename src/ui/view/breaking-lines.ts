import { levels } from '../../lesson/level.ts';
import { placeOf } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { switchesWords } from '../../report/explore/amounts.ts';
import { counted, inShort } from '../../text/amounts.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { Breaking } from '../model/breaking.ts';
import type { RunModel } from '../model/run.ts';
import { asksLevel, isBroken, isLetting } from '../run/breaking.ts';
import { movesIn } from '../run/moves.ts';
import { markdownLines } from '../text/markdown.ts';
import type { Theme } from '../theme.ts';
import { type GuideStyle, headed } from './guide.ts';

/** What is always said while an order is sought: the moves so far, what is to be broken, the hints and the task. */
export const breakingLines = (
  run: RunModel,
  breaking: Breaking,
  { theme, width }: GuideStyle,
): readonly string[] => [
  ...headed('Moves', wrapped(movesWords(run, theme), width - 6), theme),
  ...headed('Break', wrapped(printable(run.script.invariant?.says ?? ''), width - 6), theme),
  ...hintLines(breaking, theme, width),
  ...headed('Task', taskLines(run, breaking, { theme, width: width - 6 }), theme),
];

/** Once a session has gone, or a hint needs the room, its first paragraph: there is more to be seen, and a key shows all of it. */
const taskLines = (
  { begun }: RunModel,
  { exercise: { task }, hints }: Breaking,
  { theme, width }: Pick<GuideStyle, 'theme' | 'width'>,
): readonly string[] => {
  const [first = '', ...others] = task.trim().split(/\n\s*\n/);
  const isShort = (begun || hints > 0) && others.length > 0;
  return markdownLines(isShort ? `${first} (i: all of it)` : task, width, theme);
};

/** "A B A A, 2 switches in the middle of a transaction" */
const movesWords = (run: RunModel, theme: Theme): string => {
  const { sessions, switches } = movesIn(run);
  if (sessions.length === 0) return theme.faint(noMoves(run));
  const letters = sessions.map((name) => theme.session(placeOf(run.script, name))(printable(name)));
  return `${letters.join(' ')}${theme.faint(`, ${switchedWords(switches)}`)}`;
};

const noMoves = (run: RunModel): string =>
  isLetting(run) ? 'none yet: a letter lets its session go next' : 'none yet: Space takes the first one';

/** Said with each count: a switch between whole transactions is none. */
const switchedWords = (switches: number): string =>
  `${switchesWords(switches)} in the middle of a transaction`;

/** "2 of 3: Let both look …" */
export const givenHints = ({ exercise: { hints }, hints: count }: Breaking): readonly string[] =>
  hints.slice(0, count).map((hint, at) => `${at + 1} of ${hints.length}: ${hint}`);

/** The newest one: those before it are read again with the task. */
const hintLines = (breaking: Breaking, theme: Theme, width: number): readonly string[] => {
  const given = givenHints(breaking);
  const newest = given.at(-1);
  if (newest === undefined) return [];
  const before = given.length > 1 ? ' (i: those before it)' : '';
  return headed('Hint', markdownLines(`${newest.trim()}${before}`, width - 6, theme), theme);
};

/** What is said at the end, behind what became of the promise. */
export const breakingEndLines = (
  run: RunModel,
  breaking: Breaking,
  { theme, width }: GuideStyle,
): readonly string[] => {
  const { exercise, hints, asks } = breaking;
  const moves = headed('Moves', wrapped(movesWords(run, theme), width - 6), theme);
  if (!isBroken(run)) {
    const words =
      run.script.level === asks.level
        ? 'Not broken yet. ← takes moves back, r begins anew, H is a hint.'
        : `This was at ${run.script.level}. r begins anew at ${asks.level}.`;
    return [
      '',
      ...moves,
      '',
      ...wrapped(words, width),
      '',
      ...hintLines(breaking, theme, width),
      ...headed('Task', markdownLines(exercise.task, width - 6, theme), theme),
    ];
  }
  return [
    '',
    ...(breaking.isSolved ? [theme.committed(`${signs.whole} Solved.`), ''] : []),
    ...moves,
    ...wrapped(fewestWords(run, breaking), width - 6).map((line) => `      ${line}`),
    ...levelLines(run, breaking, theme, width),
    ...(asksLevel(run) && hints > 0 ? ['', ...hintLines(breaking, theme, width)] : []),
  ];
};

const fewestWords = (run: RunModel, { fewest }: Breaking): string => {
  switch (fewest?.kind) {
    case undefined:
      return '';
    case 'under-way':
      return `Fewest possible: every order is being run, ${counted(fewest.ran, 'run')} so far …`;
    case 'failed':
      return `Fewest possible: nobody can say. ${printable(fewest.message)}`;
    case 'done': {
      const { switches } = movesIn(run);
      if (!Number.isFinite(fewest.result)) return 'Run again, no order has broken it.';
      const own = fewest.result === switches ? ': none has fewer' : '';
      return `Fewest possible: ${switchesWords(fewest.result)}${own}.`;
    }
  }
};

/** At which level no order does it: the question, and what came of the answer. */
const levelLines = (
  run: RunModel,
  { proof, asks }: Breaking,
  theme: Theme,
  width: number,
): readonly string[] => {
  if (asks.never === undefined) return [];
  const choices = levels
    .map((level, place) => ({ level, place }))
    .filter(({ level }) => run.lesson.levels.includes(level) && level !== asks.level)
    .map(({ level, place }) => `${theme.strong(String(place + 1))} ${level}`);
  const question = asksLevel(run)
    ? [
        '',
        ...wrapped(
          theme.strong('Name a level at which no order does it; if there are several, any one:'),
          width,
        ),
        ...hanging('  ', choices.join('   '), width),
      ]
    : [''];
  if (proof === undefined) return question;
  const { level } = proof;
  switch (proof.kind) {
    case 'under-way':
      return [
        ...question,
        ...wrapped(`At ${level}: every order is being run, ${counted(proof.ran, 'run')} so far …`, width),
      ];
    case 'failed':
      return [...question, ...wrapped(`At ${level} nobody can say: ${printable(proof.message)}`, width)];
    case 'done':
      return proof.result.isSo
        ? [
            ...question,
            ...hanging(
              `${theme.committed(signs.holds)} `,
              `At ${level} it holds in all ${inShort(proof.result.of)} orders: they were run.`,
              width,
            ),
          ]
        : [
            ...question,
            ...hanging(
              `${theme.failed(signs.failed)} `,
              `At ${level} it breaks, too, in some of the ${inShort(proof.result.of)} orders: all were run.`,
              width,
            ),
          ];
  }
};
