import type { Lesson } from '../../lesson/lesson.ts';
import { printable } from '../../printable.ts';
import { shareOf } from '../../race/interval.ts';
import type { RaceState } from '../../race/state.ts';
import { percentWords } from '../../report/race/words.ts';
import { clip, padded, widthOf } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { RunRace } from '../model/run.ts';
import type { Paint, Theme } from '../theme.ts';

/** All variants in one table: in how many rounds each broke the promise, and what it answered most often. */
export const raceTable = (
  { known, rounds, state }: RunRace,
  { variants }: Pick<Lesson, 'variants'>,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): readonly string[] => {
  const rows = [undefined, ...variants].map((one): Row => {
    const name = printable(one?.title ?? 'as it is');
    const isNow = state !== undefined && !state.isFinished && state.about.script.variant?.id === one?.id;
    const race = known.find(({ about }) => about.script.variant?.id === one?.id);
    if (race !== undefined) return { name, ...rateOf(race, theme), usual: usualOf(race) };
    const words = isNow ? `round 1 of ${rounds}` : 'not raced yet';
    return { name, sign: isNow ? signs.begun : signs.passed, paint: theme.faint, words, usual: '' };
  });
  const widest = (texts: readonly string[]) => Math.max(...texts.map(widthOf));
  const rates = widest(rows.map(({ words }) => words));
  const names = Math.min(widest(rows.map(({ name }) => name)), Math.max(12, width - rates - 6 - leastUsual));
  return rows.map(({ name, sign, paint, words, usual }) =>
    clip(
      `${paint(sign)} ${padded(name, names)}  ${paint(padded(words, rates))}  ${theme.faint(usual)}`,
      width,
    ),
  );
};

interface Row {
  readonly name: string;
  readonly sign: string;
  readonly paint: Paint;
  readonly words: string;
  readonly usual: string;
}

const rateOf = (
  { about: { script }, totals }: RaceState,
  theme: Theme,
): Pick<Row, 'sign' | 'paint' | 'words'> => {
  const { violated, rounds } = totals;
  if (script.invariant === undefined)
    return { sign: signs.passed, paint: theme.strong, words: `${rounds} rounds, no promise` };
  return {
    sign: violated === 0 ? signs.holds : signs.failed,
    paint: violated === 0 ? theme.committed : theme.failed,
    words: `violated in ${violated} of ${rounds}, ${percentWords(shareOf(violated, rounds).share)}`,
  };
};

/** Columns for the answers. */
const leastUsual = 16;

const usualOf = ({ totals: { patterns } }: RaceState): string =>
  Object.entries(patterns).toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? '';
