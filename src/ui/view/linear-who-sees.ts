import { tablesSeen } from '../../engine/run/sees.ts';
import { type SeenCell, type SeenRow, type SeenTable, seenTables } from '../../engine/seen-tables.ts';
import type { LabState } from '../../engine/state.ts';
import { printable } from '../../printable.ts';
import type { Theme } from '../theme.ts';
import { absent, labelText, sessionNotes, snapshotLines, tableNotes, valueText } from './who-sees-lines.ts';

/** More are not read out. */
const mostRows = 12;

/** Which rows a session sees otherwise than they are committed, for somebody who hears it. */
export const linearWhoSees = (
  lab: LabState,
  {
    theme,
    width,
    covered,
  }: { readonly theme: Theme; readonly width: number; readonly covered: readonly string[] },
): readonly string[] => {
  const tables = seenTables(lab, tablesSeen(lab.script));
  const rows = tables.flatMap((table) => table.rows.flatMap((row) => rowWords(table, row, covered)));
  const notes = [...tables.flatMap((table) => tableNotes(table, covered)), ...sessionNotes(tables, covered)];
  const told = [
    ...rows.slice(0, mostRows),
    ...(rows.length > mostRows ? ['There are more rows like these.'] : []),
    ...new Set(notes),
  ];
  const snapshots = snapshotLines(lab, tables, { theme, width, covered });
  return told.length + snapshots.length === 0 ? [] : ['Who sees what:', ...told, ...snapshots];
};

const rowWords = (table: SeenTable, row: SeenRow, covered: readonly string[]): readonly string[] => {
  const seen = table.views.flatMap(({ session, kind }, at) => {
    const cell = row.cells[at];
    if (cell === undefined || cell.mark === 'same' || cell.mark === 'untold') return [];
    if (covered.includes(session)) return [];
    const value = valueText(table, cell.row) ?? 'nothing';
    return [
      `${printable(session)} ${kind === 'before' ? 'would have seen before its statement' : 'sees'} ${value}, ${inWords[cell.mark]}`,
    ];
  });
  if (seen.length === 0) return [];
  const committed = valueText(table, row.committed) ?? absent;
  return [
    `${printable(table.name)} ${labelText(table, row)}: committed ${committed === absent ? 'nothing' : committed}; ${seen.join('; ')}`,
  ];
};

const inWords: Readonly<Record<Exclude<SeenCell['mark'], 'same' | 'untold'>, string>> = {
  own: 'its own and not committed',
  dirty: "another session's and not committed",
  older: 'an older version',
  unlike: 'another version',
};
