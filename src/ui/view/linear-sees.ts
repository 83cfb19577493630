import type { TableView } from '../../engine/events.ts';
import type { LabState } from '../../engine/state.ts';
import { printable } from '../../printable.ts';
import { amount, andMore } from '../../text/amounts.ts';
import { rowNote, type SeesColumn, type SeesStyle, seesColumns, valueText, viewsSeen } from './sees-lines.ts';
import { rowVersions } from './sees-rows.ts';

/** More are counted, and not read out. */
const mostRows = 12;

/** What each session would read, one version of a table after the other, for somebody who hears it. */
export const linearSees = (lab: LabState, style: SeesStyle): readonly string[] =>
  viewsSeen(lab).flatMap((table) => tableWords(lab, table, style));

const tableWords = (lab: LabState, table: TableView, { theme, width }: SeesStyle): readonly string[] => {
  const columns = seesColumns(lab, table, theme);
  const names = columns.find((one) => one.table)?.table?.columns ?? [];
  return [
    `${printable(table.name)}: ${names.map((name) => printable(name)).join(', ')}`,
    ...columns.map((column, index) => `${column.title}: ${versionWords(column, columns.slice(0, index))}`),
    ...rowVersions(columns).flatMap((row) => rowNote(row, columns, width)),
  ];
};

/** What was read out before is not read again. */
const versionWords = ({ table, note }: SeesColumn, before: readonly SeesColumn[]): string => {
  if (table === undefined) return note ?? 'not known';
  const text = JSON.stringify(table.rows);
  const same = before.find((one) => one.table !== undefined && JSON.stringify(one.table.rows) === text);
  if (same !== undefined) return `the same as ${same.isSession ? `${same.name} would read` : same.name}`;
  const shown = table.rows.slice(0, mostRows).map((row) => row.map(valueText).join(', '));
  const more = table.rows.length - shown.length;
  return [
    `${amount(table.rows.length, 'row')}${shown.length > 0 ? ': ' : ''}${shown.join('; ')}`,
    ...(more > 0 ? [andMore(more, 'row')] : []),
  ].join('; ');
};
