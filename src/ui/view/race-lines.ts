import type { Lesson } from '../../lesson/lesson.ts';
import { printable } from '../../printable.ts';
import type { RaceState } from '../../race/state.ts';
import type { Paint } from '../../report/paint.ts';
import { headLines } from '../../report/race/head-lines.ts';
import { roundLines } from '../../report/race/round-lines.ts';
import { summaryLines } from '../../report/race/summary-lines.ts';
import { wrapped } from '../../text/fit.ts';
import type { RunRace } from '../model/run.ts';
import type { Theme } from '../theme.ts';
import { raceTable } from './race-table.ts';

/** What a burst of requests came to: the requests in time, their answers, and what they left in the tables. */
export const raceLines = (
  race: RunRace,
  lesson: Pick<Lesson, 'variants'>,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): readonly string[] => {
  const { state, failed, rounds } = race;
  const paint = paintOf(theme);
  return [
    ...(state ? headLines(state, width, paint) : ['Starting the application …']),
    ...(state ? progressLines(state, theme) : []),
    ...(failed === undefined ? [] : wrapped(printable(failed), width).map(theme.failed)),
    ...variantLines(race, lesson, { theme, width }),
    ...(state && rounds > 1 && state.totals.rounds > 0 ? [...summaryLines(state, width, paint), ''] : []),
    ...(state?.last ? [...lastHead(rounds, theme), ...roundLines(state, state.last, width, paint)] : []),
  ];
};

/** Once more than one of them was raced, or is to be. */
export const variantLines = (
  race: RunRace,
  lesson: Pick<Lesson, 'variants'>,
  style: { readonly theme: Theme; readonly width: number },
): readonly string[] =>
  race.known.length > 1 || race.scripts.length > 1
    ? [style.theme.strong('All variants'), ...raceTable(race, lesson, style), '']
    : [];

const lastHead = (rounds: number, theme: Theme): readonly string[] =>
  rounds > 1 ? [theme.strong('The last of them')] : [];

export const progressLines = (
  { isFinished, totals, about, current }: RaceState,
  theme: Theme,
): readonly string[] => {
  if (isFinished) return [];
  const answered = current?.answers.length ?? 0;
  const round = Math.min(totals.rounds + 1, about.rounds);
  return [
    theme.waiting(`… round ${round} of ${about.rounds}: ${answered} of ${about.script.requests} answered`),
    '',
  ];
};

export const paintOf = (theme: Theme): Paint => ({
  strong: theme.strong,
  faint: theme.faint,
  code: theme.emphasis,
  good: theme.committed,
  bad: theme.failed,
  waiting: theme.waiting,
  session: theme.session,
});
