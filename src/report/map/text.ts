import type { ServerAbout } from '../../engine/events.ts';
import { glossary } from '../../engine/words/glossary.ts';
import { type MapRow, type MapRun, mapOf } from '../../map/anomaly-map.ts';
import { standardAllows } from '../../map/standard.ts';
import { printable } from '../../printable.ts';
import { counted } from '../../text/amounts.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import { evidenceLines } from '../evidence-lines.ts';
import type { Paint } from '../paint.ts';
import { mapTable } from './table.ts';
import { cellWords, legend, shownByWords, standardNote, standardTitle, standardWords } from './words.ts';

/** The anomalies at the levels, as the runs of lessons have shown them. */
export interface AnomalyMap {
  readonly server: ServerAbout;
  readonly runs: readonly MapRun[];
}

export const mapTitle = 'Which anomalies happen at which level';

export const mapText = ({ server, runs }: AnomalyMap, width: number, paint: Paint): readonly string[] => {
  const rows = mapOf(runs);
  const table = mapTable(rows, width, cellWords);
  return [
    ...wrapped(paint.strong(mapTitle), width),
    ...wrapped(`As ${runsWords(runs)} have shown, each at its levels.`, width),
    ...evidenceLines({ server }, width, paint),
    '',
    paint.strong(table.head.join('').trimEnd()),
    ...table.rows.map((cells) => cells.join('').trimEnd()),
    '',
    ...standardLines(rows, width, paint),
    '',
    ...keyLines(rows, width, paint),
  ];
};

export const runsWords = (runs: readonly MapRun[]): string =>
  `${counted(runs.length, 'run')} of ${counted(new Set(runs.map(({ lesson }) => lesson)).size, 'lesson')}`;

/** What the standard allows, in the columns of the table above it. */
export const standardLines = (
  rows: readonly MapRow[],
  width: number,
  { strong }: Pick<Paint, 'strong'>,
): readonly string[] => {
  const { rows: words } = mapTable(rows, width, ({ level }, kind) =>
    standardWords(standardAllows[kind] ?? [], level),
  );
  return [
    ...wrapped(strong(standardTitle), width),
    ...words.flatMap((cells, at) => {
      const { kind } = rows[at] ?? {};
      return kind !== undefined && standardAllows[kind] ? [cells.join('').trimEnd()] : [];
    }),
    ...wrapped(standardNote, width),
  ];
};

/** What stands below the table: its signs, the lessons that show each, and every letter. */
export const keyLines = (
  rows: readonly MapRow[],
  width: number,
  { strong }: Pick<Paint, 'strong'>,
): readonly string[] => {
  const shownBy = rows.flatMap((row) => {
    const words = shownByWords(row);
    return words === '' ? [] : hanging(`${row.kind}  `, printable(words), width);
  });
  return [
    ...legend.flatMap(([sign, says]) => hanging(`${sign}  `, says, width)),
    '',
    ...(shownBy.length === 0 ? [] : [strong('Shown by'), ...shownBy, '']),
    ...letterLines(width, { strong }),
  ];
};

/** Every letter that stands for an anomaly or a dependency. */
export const letterLines = (width: number, { strong }: Pick<Paint, 'strong'>): readonly string[] => [
  strong('What the letters mean'),
  ...glossary.flatMap(({ code, name, says }) => hanging(`${code}  `, `${name}. ${says}`, width)),
];
