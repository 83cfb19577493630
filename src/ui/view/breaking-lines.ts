import { valuesOf } from '../../engine/kept.ts';
import { upcoming, upcomingOf } from '../../engine/run/upcoming.ts';
import { sentOf } from '../../engine/sent.ts';
import type { LabState } from '../../engine/state.ts';
import type { Exercise } from '../../lesson/exercise.ts';
import { levels } from '../../lesson/level.ts';
import { placeOf } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { switchesWords } from '../../report/explore/amounts.ts';
import { counted, inShort } from '../../text/amounts.ts';
import { clip, hanging, widthOf, wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { Breaking } from '../model/breaking.ts';
import type { RunModel } from '../model/run.ts';
import { asksLevel, isBroken } from '../run/breaking.ts';
import { movesIn } from '../run/moves.ts';
import { markdownLines } from '../text/markdown.ts';
import type { Theme } from '../theme.ts';
import { type GuideStyle, headed } from './guide.ts';
import { sentLine } from './sent-lines.ts';
import { waitsFor } from './session-heads.ts';

/** What is always said while an order is sought: the moves so far, what is to be broken, the hints and the task. */
export const breakingLines = (
  run: RunModel,
  { exercise, hints }: Breaking,
  { theme, width }: GuideStyle,
): readonly string[] => [
  ...headed('Moves', wrapped(movesWords(run, theme), width - 6), theme),
  ...headed('Break', wrapped(printable(run.script.invariant?.says ?? ''), width - 6), theme),
  ...hintLines(exercise.hints, hints, theme, width),
  ...headed('Task', taskLines(run, exercise, { theme, width: width - 6 }), theme),
];

/** Once a session has gone, its first paragraph: there is more to be seen, and a key shows all of it. */
const taskLines = (
  { begun }: RunModel,
  { task }: Exercise,
  { theme, width }: Pick<GuideStyle, 'theme' | 'width'>,
): readonly string[] => {
  const [first = '', ...others] = task.trim().split(/\n\s*\n/);
  const isShort = begun && others.length > 0;
  return markdownLines(isShort ? `${first} (i: all of it)` : task, width, theme);
};

/** "A B A A, 2 switches" */
const movesWords = (run: RunModel, theme: Theme): string => {
  const { sessions, switches } = movesIn(run);
  if (sessions.length === 0) return theme.faint('none yet: a letter lets its session go next');
  const letters = sessions.map((name) => theme.session(placeOf(run.script, name))(printable(name)));
  return `${letters.join(' ')}${theme.faint(`, ${switchesWords(switches)}`)}`;
};

const hintLines = (hints: readonly string[], count: number, theme: Theme, width: number): readonly string[] =>
  hints
    .slice(0, count)
    .flatMap((hint, at) =>
      headed('Hint', markdownLines(`${at + 1} of ${hints.length}: ${hint}`, width - 6, theme), theme),
    );

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
      ...hintLines(exercise.hints, hints, theme, width),
      ...headed('Task', markdownLines(exercise.task, width - 6, theme), theme),
    ];
  }
  return [
    '',
    ...(breaking.isSolved ? [theme.committed(`${signs.whole} Solved.`), ''] : []),
    ...moves,
    ...wrapped(fewestWords(run, breaking), width - 6).map((line) => `      ${line}`),
    ...levelLines(run, breaking, theme, width),
    ...(asksLevel(run) && hints > 0 ? ['', ...hintLines(exercise.hints, hints, theme, width)] : []),
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
    ? ['', theme.strong('At which level can no order do it?'), ...hanging('  ', choices.join('   '), width)]
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
              `At ${level} some of all ${inShort(proof.result.of)} orders break it, too: they were run.`,
              width,
            ),
          ];
  }
};

/** What each session would do next, behind its letter; at the end, what is left. */
export const lettingWords = (run: RunModel, lab: LabState, width: number, theme: Theme): string => {
  if (lab.finished) {
    const again = `${theme.chosen(' r ')} again`;
    return run.isZoomed === 'page'
      ? `${again}   ${theme.strong('←')} takes a move back`
      : `${theme.chosen(' Space ')} the page of the end   ${again}`;
  }
  const plan = upcoming(lab);
  if (plan.kind === 'done') return `${theme.chosen(' Space ')} see how it ended`;
  if (plan.kind === 'stuck')
    return `${theme.chosen(' Space ')} end the wait: no step is left that could free it`;
  const room = Math.floor((width - 2 * (lab.sessions.length - 1)) / lab.sessions.length);
  return lab.sessions.map(({ name }) => letWords(lab, name, room, theme)).join('  ');
};

const letWords = (lab: LabState, name: string, width: number, theme: Theme): string => {
  const plan = upcomingOf(lab, name);
  const step = plan.kind === 'take' ? lab.script.steps[plan.step] : undefined;
  if (step === undefined) {
    const own = lab.sessions.find((one) => one.name === name);
    const words = own?.status === 'blocked' ? waitsFor(lab, name) : 'has no step left';
    return theme.faint(clip(printable(`${name} ${words}`), width));
  }
  const before = `${theme.chosen(` ${name} `)} `;
  return `${before}${sentLine(sentOf(step, valuesOf(lab, name)), Math.max(8, width - widthOf(before)), theme)}`;
};
