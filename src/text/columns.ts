/** How wide the columns of a table are, whoever draws it. */

/** A row of texts as a server prints them. */
export type TextRow = readonly (string | null)[];

/** Narrow columns keep what they need; the wide ones share what is left, but each gets `narrowest` of what it needs. */
export const shareWidths = (
  wanted: readonly number[],
  room: number,
  narrowest: number,
): readonly number[] => {
  const order = wanted.map((width, index) => ({ width, index })).toSorted((a, b) => a.width - b.width);
  const given = [...wanted];
  let left = Math.max(0, room);
  for (const [place, { width, index }] of order.entries()) {
    const granted = Math.min(width, Math.max(narrowest, Math.floor(left / (order.length - place))));
    given[index] = granted;
    left -= granted;
  }
  return given;
};

/** What each column needs for its name and the widest of its cells. */
export const wantedWidths = (
  names: readonly string[],
  rows: readonly TextRow[],
  widthOf: (text: string) => number,
  cellWidth: (cell: string | null) => number,
): readonly number[] =>
  names.map((name, column) =>
    rows.reduce((most, row) => Math.max(most, cellWidth(row[column] ?? null)), widthOf(name)),
  );

/** Which columns hold nothing but numbers, which stand at the right. */
export const numberColumns = (columns: readonly unknown[], rows: readonly TextRow[]): readonly boolean[] =>
  columns.map((_, column) => rows.every((row) => isNumber(row[column] ?? null)));

const isNumber = (value: string | null): boolean =>
  value === null || (value.length < 70 && /^-?\d+(\.\d+)?$/.test(value));
