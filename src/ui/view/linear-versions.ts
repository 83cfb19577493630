import type { RowChain, RowVersion } from '../../engine/row-versions.ts';
import type { SeenTable } from '../../engine/seen-tables.ts';
import type { LabState } from '../../engine/state.ts';
import { printable } from '../../printable.ts';
import { andMore, listed } from '../../text/amounts.ts';
import { chainsOf, isTold, restWords, type VersionStyle, versionState } from './version-lines.ts';
import { labelText, sessionNotes, tableNotes, valueText } from './who-sees-lines.ts';

/** More are counted, and not read out. */
const mostRows = 12;

/** Each row's versions and who would read which, a sentence a row, for somebody who hears it. */
export const linearVersions = (lab: LabState, { earlier, covered = [] }: VersionStyle): readonly string[] => {
  const tables = chainsOf(lab, earlier);
  const rows = tables.flatMap(({ table, chains }) => {
    const told = chains.filter(isTold);
    return [
      `Versions of the rows of ${printable(table.name)}, the newest first:`,
      ...told.slice(0, mostRows).map((chain) => chainWords(table, chain, covered)),
      ...(told.length > mostRows ? [andMore(told.length - mostRows, 'row')] : []),
      ...restWords(chains.length - told.length, told.length).map((words) => `${words.trim()}.`),
      ...table.views.flatMap(({ session }) =>
        covered.includes(session) ? [`${printable(session)}: covered until you have answered.`] : [],
      ),
      ...tableNotes(table, covered),
    ];
  });
  const notes = sessionNotes(
    tables.map(({ table }) => table),
    covered,
  );
  return [...rows, ...notes];
};

const chainWords = (
  table: SeenTable,
  { seen, versions, elsewhere }: RowChain,
  covered: readonly string[],
): string => {
  const others = elsewhere.filter((session) => !covered.includes(session));
  return [
    `${labelText(table, seen)}: ${versions.map((version) => versionWords(table, version, covered)).join('; ')}.`,
    ...(others.length === 0
      ? []
      : [`${listed(others.map((one) => printable(one)))} would read another version.`]),
  ].join(' ');
};

const versionWords = (table: SeenTable, version: RowVersion, covered: readonly string[]): string => {
  const readers = version.readBy
    .filter(({ session }) => !covered.includes(session))
    .map(({ session, how }) => `${printable(session)} ${readsAs[how]}`);
  const value = valueText(table, version.row) ?? 'not there';
  return [value, versionState(version), ...readers].join(', ');
};

const readsAs = {
  now: 'would read it',
  before: 'would have read it before its statement',
  possible: 'may read it',
} as const;
