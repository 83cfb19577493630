import type { MapCell } from '../../map/anomaly-map.ts';
import { printable } from '../../printable.ts';
import { mapTable } from '../../report/map/table.ts';
import { keyLines, mapTitle, standardLines } from '../../report/map/text.ts';
import { cellWords, cellWordsSoFar, rowName } from '../../report/map/words.ts';
import { justify, padded, wrapped } from '../../text/fit.ts';
import { rowsOf, witnessOf } from '../list/map.ts';
import { isWhole, type LabMap } from '../model/map.ts';
import type { Overlay } from '../model/model.ts';
import type { ServerModel } from '../model/server.ts';
import { ruleLine } from '../text/rule.ts';
import type { Theme } from '../theme.ts';
import { footerLine } from './footer.ts';
import { serverWords } from './header.ts';
import type { Size } from './layout.ts';
import { failedWords, meaningOf, progressWords, shownByWords } from './map-words.ts';
import { noAreas, type Screen } from './screen.ts';
import { windowOnRows } from './window.ts';

/** Every anomaly by level, what the chosen one is and which lessons show it, and below that every letter. */
export const mapScreen = (
  map: LabMap,
  { scroll }: Overlay,
  server: ServerModel,
  { columns, rows }: Size,
  theme: Theme,
): Screen => {
  const area = { width: columns, height: rows - 3 };
  const line = (text: string): string => padded(` ${text}`, columns);
  const found = rowsOf(map);
  const table = tableLines(map, columns, theme);
  // Where there is no room for all, those around the chosen one.
  const height = Math.min(table.rows.length, area.height - leastBelow);
  const shown = windowOnRows(table.rows, map.cursor - Math.floor(height / 2), { height }, (row = '') => row);
  const chosen = found[map.cursor];
  const width = columns - 2;
  const lines = [
    table.head,
    ...shown.lines,
    ruleLine([{ width: columns, title: chosenTitle(map), ...noteOf(shown) }], '─', theme),
    ...failedWords(map).flatMap((words) => wrapped(theme.failed(words), width).map(line)),
    ...(chosen === undefined ? [] : [meaningOf(chosen), shownByWords(chosen, map)])
      .flatMap((words) => wrapped(words, width))
      .map(line),
    line(''),
    ...standardLines(found, columns - 1, theme).map(line),
    line(''),
    ...keyLines(found, Math.min(width, 100), theme).map(line),
  ];
  const window = windowOnRows(lines, scroll, area, (one) => one ?? line(''));
  return {
    rows: [
      justify(` ${theme.strong(mapTitle)}`, `  ${serverWords(server, theme)} `, columns),
      ruleLine([{ width: columns, title: progressWords(map, server), ...noteOf(window) }], '─', theme),
      ...window.lines,
      footerLine('map', columns, theme),
    ],
    areas: { ...noAreas, overlay: { max: window.max, page: area.height } },
  };
};

/** The names of the levels, a rule, and some lines of what the chosen one is. */
const leastBelow = 6;

const noteOf = ({ note }: { readonly note?: string }) => (note === undefined ? {} : { note });

/** The name of the chosen one, and what Enter does. */
const chosenTitle = (map: LabMap): string => {
  const row = rowsOf(map)[map.cursor];
  const witness = row && witnessOf(row);
  if (row === undefined) return '';
  return witness === undefined
    ? rowName(row)
    : printable(`${rowName(row)}; Enter opens ${witness.lesson} at ${witness.level}`);
};

const tableLines = (
  map: LabMap,
  columns: number,
  theme: Theme,
): { readonly head: string; readonly rows: readonly string[] } => {
  const found = rowsOf(map);
  const { head, rows } = mapTable(found, columns - 1, isWhole(map) ? cellWords : cellWordsSoFar);
  return {
    head: padded(theme.strong(` ${head.join('')}`), columns),
    rows: rows.map(([name = '', ...cells], at) => {
      if (at === map.cursor) return theme.chosen(padded(`▸${name}${cells.join('')}`, columns));
      const painted = cells.map((cell, place) => paintOf(found[at]?.cells[place], theme)(cell));
      return padded(` ${name}${painted.join('')}`, columns);
    }),
  };
};

/** The cell has a sign and a word as well. */
const paintOf = (cell: MapCell | undefined, theme: Theme) => {
  if (cell === undefined) return theme.faint;
  if (cell.lessons.length > 0) return theme.waiting;
  return cell.spared.length > 0 ? theme.committed : theme.faint;
};
