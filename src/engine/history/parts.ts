import type { AskedAgain, Origin } from '../events.ts';
import type { KeyedTable, Row } from './tables.ts';
import type { Versions } from './versions.ts';

/** A table in an answer whose rows can be told by their keys. */
export interface Part {
  readonly table: KeyedTable;
  /** For each column of the table, where it stands in the answer; -1 where it does not. */
  readonly places: readonly number[];
}

export const partsOf = (
  { asked, isFlat }: { readonly asked: AskedAgain; readonly isFlat: boolean },
  versions: Versions,
): readonly Part[] => {
  const aliases = new Map<string, Origin[]>();
  for (const origin of asked.origins) {
    if (origin) aliases.set(origin.alias, [...(aliases.get(origin.alias) ?? []), origin]);
  }
  return [...aliases].flatMap(([alias, origins]) => {
    const names = new Set(origins.map((one) => one.table));
    const table = versions.tableOf([...names][0] ?? '');
    // A derived table may show the rows of two under one alias. Where no row qualifies the server plans nothing.
    const isAlone = asked.plan.every((one) => one === '')
      ? isFlat
      : asked.plan.filter((one) => one === alias).length === 1;
    const isOne = names.size === 1 && isAlone;
    if (table === undefined || !isOne) return [];
    const places = table.columns.map((column) =>
      asked.origins.findIndex((one) => one?.alias === alias && one.column === column),
    );
    return table.places.every((place) => (places[place] ?? -1) >= 0) ? [{ table, places }] : [];
  });
};

/** The rows of an answer by their primary keys; an outer join has none where nothing was joined. */
export const rowsIn = (rows: readonly Row[], { table, places }: Part): ReadonlyMap<string, Row> =>
  new Map(
    rows.flatMap((cells): [string, Row][] => {
      const key = table.places.map((place) => cells[places[place] ?? -1] ?? null);
      return key.every((part) => part === null) ? [] : [[JSON.stringify(key), cells]];
    }),
  );
