import type { AnomalyKind } from '../../lesson/anomaly-names.ts';
import { type Level, levels, shortNames } from '../../lesson/level.ts';
import type { MapCell, MapRow } from '../../map/anomaly-map.ts';
import { padded } from '../../text/fit.ts';
import { rowName } from './words.ts';

/** Text in columns: of each line a name and a cell a level, padded so that they can be put together. */
export interface MapTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Every anomaly at the four levels. Where it is narrow, levels have their short names, and then anomalies their codes alone. */
export const mapTable = (
  rows: readonly MapRow[],
  width: number,
  words: (cell: MapCell, kind: AnomalyKind) => string,
): MapTable => {
  const eachBeside = (names: readonly string[]) => {
    const first = longest(names) + 1;
    // Nothing stands behind the last one.
    return { names, first, each: Math.min(widest, Math.floor((width + 1 - first) / levels.length)) };
  };
  const full = eachBeside(rows.map(rowName));
  const { names, first, each } = full.each >= narrowest ? full : eachBeside(rows.map(({ kind }) => kind));
  const title = (level: Level): string => (each > longest(levels) ? level : shortNames[level]);
  const line = (name: string, cells: readonly string[]) => [
    padded(name, first),
    ...cells.map((cell, at) => padded(cell, at === cells.length - 1 ? each - 1 : each)),
  ];
  return {
    head: line('', levels.map(title)),
    rows: rows.map(({ kind, cells }, at) =>
      line(
        names[at] ?? '',
        cells.map((cell) => words(cell, kind)),
      ),
    ),
  };
};

const longest = (words: readonly string[]): number => Math.max(...words.map((word) => word.length));

/** The longest word of a cell, and a space. */
const narrowest = '✓ deadlock'.length + 1;

/** More does not help the eye. */
const widest = 20;
