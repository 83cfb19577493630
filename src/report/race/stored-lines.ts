import { redisTable } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import type { Stored } from '../../race/arena.ts';
import type { Paint } from '../paint.ts';
import { tableLines } from '../table.ts';
import { pad, wrap, wrapBehind } from '../wrap.ts';
import { counted } from './words.ts';

/** How many rows the watched tables have, and how many they had before. */
export const rowLines = ({ tables }: Stored, before: Stored, width: number): readonly string[] => {
  const nameWidth = Math.max(0, ...tables.map(({ name }) => titleOf(name).length));
  return tables.flatMap((view) => {
    const name = `  ${pad(printable(titleOf(view.name)), nameWidth)}  `;
    if ('unreadable' in view) return wrapBehind(name, printable(view.unreadable), width);
    const old = before.tables.find((one) => one.name === view.name);
    const was = old && 'rows' in old ? old.rows.length : 0;
    const { length } = view.rows;
    const change = length === was ? '' : length > was ? ` (${length - was} new)` : ` (${was - length} fewer)`;
    return wrapBehind(name, `${counted(length, view.name === redisTable ? 'key' : 'row')}${change}`, width);
  });
};

const titleOf = (table: string): string => (table === redisTable ? 'Redis' : table);

/** Whether the promise was kept, and the rows that break it. */
export const invariantLines = (
  { violations }: Stored,
  says: string | undefined,
  width: number,
  paint: Paint,
): readonly string[] => {
  if (violations === undefined || says === undefined) return [];
  const promise = printable(says.replace(/\.$/, ''));
  if (violations.rows.length === 0) return wrap(paint.good(`✓ Kept: ${promise}.`), width);
  return [
    ...wrap(paint.bad(`✗ Broken: ${promise}. These rows break it:`), width),
    ...tableLines(violations, width - 2).map((line) => `  ${line}`),
  ];
};
