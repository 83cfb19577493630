import type { TableRows } from '../../engine/events.ts';
import { cellWords } from '../../engine/words/table-words.ts';
import { printable } from '../../printable.ts';
import { amount, andMore } from '../../text/amounts.ts';

/** More rows are counted, and a longer value is cut. */
const [mostRows, mostCharacters] = [8, 60];

/** All in one line: "id=1, paid=0", or "2 rows of id, paid: 1, 0; 2, 5". */
export const rowWords = ({ columns, rows }: Pick<TableRows, 'columns' | 'rows'>): string => {
  const cells = rows
    .slice(0, mostRows)
    .map((row) => row.map((value) => printable(cellWords(value, mostCharacters))));
  const [only, ...others] = cells;
  if (only === undefined) return amount(0, 'row');
  const names = columns.map(printable);
  if (others.length === 0) return only.map((cell, at) => `${names[at] ?? ''}=${cell}`).join(', ');
  const all = cells.map((row) => row.join(', '));
  const more = rows.length > mostRows ? [andMore(rows.length - mostRows, 'row')] : [];
  return `${amount(rows.length, 'row')} of ${names.join(', ')}: ${[...all, ...more].join('; ')}`;
};
