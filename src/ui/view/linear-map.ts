import { listedKinds } from '../../lesson/anomaly-names.ts';
import { levels } from '../../lesson/level.ts';
import type { MapRow } from '../../map/anomaly-map.ts';
import { standardAllows } from '../../map/standard.ts';
import { keyLines, mapTitle } from '../../report/map/text.ts';
import {
  cellWords,
  cellWordsSoFar,
  rowName,
  standardNote,
  standardTitle,
  standardWords,
} from '../../report/map/words.ts';
import { rowsOf } from '../list/map.ts';
import { isWhole, type LabMap } from '../model/map.ts';
import type { ServerModel } from '../model/server.ts';
import type { Theme } from '../theme.ts';
import { failedWords, isFilling, meaningOf, progressWords, shownByWords } from './map-words.ts';

/** The map for somebody who hears it: the chosen anomaly, then a line for each, and every letter; while runs go on, not all that again and again. */
export const linearMap = (
  map: LabMap,
  server: ServerModel,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): readonly string[] => {
  const rows = rowsOf(map);
  const words = isWhole(map) ? cellWords : cellWordsSoFar;
  const said = (row: MapRow): string => {
    const cells = row.cells.flatMap((cell, at) => {
      const told = words(cell);
      return told === '' ? [] : [`${levels[at]} ${told}`];
    });
    return `${rowName(row)}: ${cells.length === 0 ? 'not known yet' : cells.join(', ')}.`;
  };
  const chosen = rows[map.cursor];
  return [
    `${mapTitle}. ${progressWords(map, server)}.`,
    ...failedWords(map),
    ...(chosen
      ? [
          `Anomaly ${map.cursor + 1} of ${rows.length}: ${said(chosen)}`,
          meaningOf(chosen),
          shownByWords(chosen, map),
        ]
      : []),
    ...(isFilling(map, server)
      ? []
      : ['All of them:', ...rows.map(said), ...standardSaid, ...keyLines(rows, width, theme)]),
  ];
};

const standardSaid: readonly string[] = [
  `${standardTitle}:`,
  ...listedKinds.flatMap((kind) => {
    const allowed = standardAllows[kind];
    if (allowed === undefined) return [];
    const each = levels.map((level) => `${level} ${standardWords(allowed, level)}`);
    return `${rowName({ kind })}: ${each.join(', ')}.`;
  }),
  standardNote,
];
