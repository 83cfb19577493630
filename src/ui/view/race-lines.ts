import { printable } from '../../printable.ts';
import type { RaceState } from '../../race/state.ts';
import type { Paint } from '../../report/paint.ts';
import { headLines } from '../../report/race/head-lines.ts';
import { roundLines } from '../../report/race/round-lines.ts';
import { summaryLines } from '../../report/race/summary-lines.ts';
import { wrapped } from '../../text/fit.ts';
import type { RunRace } from '../model/run.ts';
import type { Theme } from '../theme.ts';

/** What a burst of requests came to: the requests in time, their answers, and what they left in the tables. */
export const raceLines = (
  { state, failed, rounds, gate }: RunRace,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): readonly string[] => {
  const paint = paintOf(theme);
  return [
    theme.emphasis(againWords({ rounds, gate })),
    '',
    ...(state ? headLines(state, width, paint) : ['Starting the application …']),
    ...(state ? progressLines(state, theme) : []),
    ...(failed === undefined ? [] : wrapped(printable(failed), width).map(theme.failed)),
    ...(state && rounds > 1 && state.totals.rounds > 0 ? [...summaryLines(state, width, paint), ''] : []),
    ...(state?.last ? [...lastHead(rounds, theme), ...roundLines(state, state.last, width, paint)] : []),
  ];
};

/** What the keys do here. */
export const againWords = ({ rounds, gate }: Pick<RunRace, 'rounds' | 'gate'>): string =>
  [
    rounds === 1 ? 'R  again, 50 times' : 'R  once, to see each request',
    gate ? 's  without the start gate' : 's  with a start gate',
  ].join('   ');

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
