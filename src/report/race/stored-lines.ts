import { tableSize } from '../../engine/words/table-words.ts';
import { redisTable } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import type { Stored } from '../../race/arena.ts';
import { hanging, padded } from '../../text/fit.ts';

/** How many rows the watched tables have, and how many they had before. */
export const rowLines = ({ tables }: Stored, before: Stored, width: number): readonly string[] => {
  const nameWidth = Math.max(0, ...tables.map(({ name }) => titleOf(name).length));
  return tables.flatMap((view) => {
    const name = `  ${padded(printable(titleOf(view.name)), nameWidth)}  `;
    if ('unreadable' in view) return hanging(name, printable(view.unreadable), width);
    const old = before.tables.find((one) => one.name === view.name);
    const was = old && 'rows' in old ? old.rows.length : 0;
    const { length } = view.rows;
    const change = length === was ? '' : length > was ? ` (${length - was} new)` : ` (${was - length} fewer)`;
    return hanging(name, `${tableSize(view.name, length)}${change}`, width);
  });
};

const titleOf = (table: string): string => (table === redisTable ? 'Redis' : table);
