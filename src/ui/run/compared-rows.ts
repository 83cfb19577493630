import { type ComparedStep, compareOutcomes, isAlike } from '../../engine/compare/comparison.ts';
import { isOtherSql, sqlTexts } from '../../report/compare/step-texts.ts';
import type { Comparison } from '../model/run.ts';

/** A row of the comparison: a step, the end behind the last one, or steps that came to the same in all of the runs. */
export interface ComparedRow {
  /** Places among the steps of all the runs. */
  readonly from: number;
  readonly to: number;
  readonly isSame: boolean;
}

export const rowsOf = (comparison: Pick<Comparison, 'columns' | 'by'>): readonly ComparedRow[] => {
  const { steps } = compareOutcomes(comparison.columns);
  const rows: ComparedRow[] = [];
  for (const [at, step] of steps.entries()) {
    const isSame = isSameEverywhere(step, comparison);
    const above = rows.at(-1);
    if (isSame && above?.isSame) rows.splice(-1, 1, { ...above, to: at });
    else rows.push({ from: at, to: at, isSame });
  }
  return [...rows, { from: steps.length, to: steps.length, isSame: false }];
};

/** Before all runs are over, nobody knows. */
const isSameEverywhere = (
  { runs, places }: ComparedStep,
  { columns, by }: Pick<Comparison, 'columns' | 'by'>,
): boolean =>
  columns.every(({ result }) => result) &&
  isAlike(runs) &&
  (by === 'level' || !isOtherSql(sqlTexts(columns, places)));

/** Which cell the keys act on, by its row and its column: at first, the first row that is not the same everywhere. */
export const cellInHand = (comparison: Comparison): { readonly row: number; readonly column: number } => {
  const { cursor, columns } = comparison;
  const rows = rowsOf(comparison);
  const row =
    cursor === undefined
      ? rows.findIndex(({ isSame }) => !isSame)
      : rows.findIndex(({ from, to }) => cursor.step >= from && cursor.step <= to);
  return {
    row: Math.max(0, row),
    column:
      cursor?.column ??
      Math.max(
        0,
        columns.findIndex(({ isOpen }) => isOpen),
      ),
  };
};
