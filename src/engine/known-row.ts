import type { TableRows } from './observation.ts';
import type { Value } from './outcome.ts';

/** A row by the columns that its table has now; undefined where it was read before they were there. */
export type KnownRow = readonly (Value | undefined)[];

/** The rows of a table by these columns, whichever it had when they were read. */
export const onColumns = (view: TableRows, columns: readonly string[]): readonly KnownRow[] => {
  const isSame =
    view.columns.length === columns.length && view.columns.every((one, at) => one === columns[at]);
  if (isSame) return view.rows;
  const places = columns.map((name) => view.columns.indexOf(name));
  return view.rows.map((row) => places.map((at) => row[at]));
};

/** Are they the same as far as both were read? */
export const isSameKnown = (a: KnownRow | undefined, b: KnownRow | undefined): boolean => {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  return a.length === b.length && a.every((value, at) => isSameValue(value, b[at]));
};

const isSameValue = (a: Value | undefined, b: Value | undefined): boolean =>
  a === b || a === undefined || b === undefined;
