import type { Cell, RowsExpectation } from '../../lesson/expectation.ts';
import type { Value } from '../outcome.ts';

/** The values that `$name` cells have been bound to so far in a run. */
export type Bindings = ReadonlyMap<string, Value>;

/** The bindings after a match, with those that it added, or undefined when the rows are others. */
export const matchRows = (
  expected: RowsExpectation,
  rows: readonly (readonly Value[])[],
  bindings: Bindings,
): Bindings | undefined => {
  switch (expected.kind) {
    case 'count':
      return rows.length === expected.count ? bindings : undefined;
    case 'exact':
      if (rows.length !== expected.rows.length) return undefined;
      return expected.rows.reduce<Bindings | undefined>(
        (bound, row, index) => bound && matchRow(row, rows[index] ?? [], bound),
        bindings,
      );
    case 'include':
      return matchSome(expected.rows, rows, bindings);
  }
};

/** Finds a row of its own for every expected one; which one decides what the names are bound to. */
const matchSome = (
  [first, ...rest]: readonly (readonly Cell[])[],
  rows: readonly (readonly Value[])[],
  bindings: Bindings,
): Bindings | undefined => {
  if (first === undefined) return bindings;
  for (const [index, row] of rows.entries()) {
    const bound = matchRow(first, row, bindings);
    const all = bound && matchSome(rest, rows.toSpliced(index, 1), bound);
    if (all) return all;
  }
  return undefined;
};

/** One row; the bindings after it, or undefined when it is another one. */
export const matchRow = (
  expected: readonly Cell[],
  row: readonly Value[],
  bindings: Bindings,
): Bindings | undefined => {
  if (expected.length !== row.length) return undefined;
  let bound = bindings;
  for (const [column, cell] of expected.entries()) {
    const value = row[column] ?? null;
    if (!isName(cell)) {
      if (cell !== value) return undefined;
    } else if (bound.has(cell)) {
      if (bound.get(cell) !== value) return undefined;
    } else {
      bound = new Map([...bound, [cell, value]]);
    }
  }
  return bound;
};

export const isName = (cell: Cell): cell is string => cell !== null && /^\$[A-Za-z_]\w*$/.test(cell);
