import type { ComparedRun } from '../../engine/compare/compared-run.ts';
import { compareOutcomes } from '../../engine/compare/comparison.ts';
import { shownStep } from '../../engine/compare/shown-step.ts';
import { endLines } from '../../engine/words/compare-words.ts';
import { numberWords } from '../../report/compare/groups.ts';
import { signs } from '../../text/signs.ts';
import type { Comparison } from '../model/run.ts';
import { type ComparedRow, cellInHand, rowsOf } from '../run/compared-rows.ts';
import type { Paint, Theme } from '../theme.ts';

/** Runs that are compared, drawn: what stays at the top, and what scrolls below it. */
export interface DrawnComparison {
  readonly pinned: readonly string[];
  readonly lines: readonly string[];
  /** At which of the lines each row begins, for the keys. */
  readonly starts: readonly number[];
}

/** Rows under each other behind what is said before them. */
export const stacked = (
  comparison: Comparison,
  before: readonly string[],
  linesOf: (row: ComparedRow, isInHand: boolean) => readonly string[],
): Pick<DrawnComparison, 'lines' | 'starts'> => {
  const inHand = cellInHand(comparison).row;
  const lines = [...before];
  const starts: number[] = [];
  for (const [index, row] of rowsOf(comparison).entries()) {
    starts.push(lines.length);
    lines.push(...linesOf(row, index === inHand));
  }
  return { lines, starts };
};

/** "steps 1–4: the same everywhere" */
export const sameWords = (runs: readonly ComparedRun[], { from, to }: ComparedRow): string => {
  const { steps } = compareOutcomes(runs);
  const number = (at: number): string => numberWords(shownStep(runs, steps[at]?.places ?? [])?.number);
  return from === to
    ? `step ${number(from)}: the same everywhere`
    : `steps ${number(from)}–${number(to)}: the same everywhere`;
};

/** In a word or two what each has come to in the end. */
export const verdictsOf = (runs: readonly ComparedRun[]): readonly string[] => {
  const ends = endLines(compareOutcomes(runs).end, runs);
  return runs.map(({ result }, index) =>
    result && 'failed' in result ? `${signs.failed} failed` : (ends[index]?.[0] ?? ''),
  );
};

/** The sign at the beginning says it, too. */
export const paintOfLine = (line: string, theme: Theme): Paint | undefined => {
  if (line.startsWith(signs.failed)) return theme.failed;
  if (line.startsWith(signs.holds)) return theme.committed;
  return line.startsWith(signs.waiting) ? theme.waiting : undefined;
};
