import type { ServerAbout } from '../../engine/events.ts';
import type { KeptAway } from '../../engine/kept-away.ts';
import { glossary } from '../../engine/words/glossary.ts';
import { namesOf } from '../../lesson/anomaly-names.ts';
import { type Level, levels, shortNames } from '../../lesson/level.ts';
import { type MapCell, type MapRow, type MapRun, mapOf } from '../../map/anomaly-map.ts';
import { printable } from '../../printable.ts';
import { counted } from '../../text/amounts.ts';
import { hanging, padded, wrapped } from '../../text/fit.ts';
import { outcomeSigns, signs } from '../../text/signs.ts';
import { evidenceLines } from '../evidence-lines.ts';
import type { Paint } from '../paint.ts';

/** The anomalies at the levels, as the runs of lessons have shown them. */
export interface AnomalyMap {
  readonly server: ServerAbout;
  readonly runs: readonly MapRun[];
}

/** What a cell says: that it happens, what was in the way, or that no lesson shows it. */
export const cellWords = ({ lessons, isLocking, spared }: MapCell): string => {
  if (lessons.length > 0) return `${outcomeSigns.odd} ${isLocking ? 'locking' : 'happens'}`;
  if (spared.length === 0) return signs.passed;
  const hows = spared.flatMap(({ how }) => how ?? []);
  const [most] = [...Map.groupBy(hows, (how) => how)].toSorted(
    ([, one], [, other]) => other.length - one.length,
  );
  return most ? `${signs.holds} ${howWords[most[0]]}` : `${signs.holds} no`;
};

const howWords: Record<KeptAway['how'], string> = {
  deadlock: 'deadlock',
  error: 'error',
  wait: 'waits',
  snapshot: 'snapshot',
  uncommitted: 'not seen',
};

/** A row: its codes, its name, and a cell a level. */
export const rowWords = ({
  kind,
  cells,
}: MapRow): { readonly name: string; readonly cells: readonly string[] } => ({
  name: `${kind} ${namesOf(kind).name}`,
  cells: cells.map(cellWords),
});

export const legend: readonly string[] = [
  `${outcomeSigns.odd} happens: a lesson shows it at that level; locking: it does where a plain read is followed by one that locks (FOR SHARE, FOR UPDATE, an UPDATE or a DELETE). ${signs.holds} it does not happen in the lessons that show it at another level, and what was in the way: they wait, one gets a deadlock or an error, one reads from a snapshot, or does not see what is not committed.`,
  `${signs.passed} no lesson shows it, at any level.`,
];

/** The lessons in which each happens, with the levels where that is not so at all four. */
export const witnessWords = ({ cells }: MapRow): string => {
  const lessons = new Set(cells.flatMap((cell) => cell.lessons));
  return [...lessons]
    .map((lesson) => {
      const own = cells.flatMap(({ level, lessons: there }) => (there.includes(lesson) ? [level] : []));
      return `${lesson} (${own.map(shortOf).join(' ')})`;
    })
    .join(', ');
};

const shortOf = (level: Level): string => shortNames[level];

export const mapText = ({ server, runs }: AnomalyMap, width: number, paint: Paint): readonly string[] => {
  const rows = mapOf(runs);
  const lessons = new Set(runs.map(({ lesson }) => lesson)).size;
  const words = rows.map(rowWords);
  const first = Math.max(...words.map(({ name }) => name.length)) + 1;
  const each = Math.floor((width - first) / levels.length);
  const isNarrow = each < 'READ UNCOMMITTED'.length + 1;
  const line = (name: string, cells: readonly string[]): string =>
    `${padded(name, first)}${cells.map((cell) => padded(cell, each)).join('')}`.trimEnd();
  return [
    ...wrapped(paint.strong('Which anomalies happen at which level'), width),
    ...wrapped(
      `As ${counted(runs.length, 'run')} of ${counted(lessons, 'lesson')} have shown, each at its levels.`,
      width,
    ),
    ...evidenceLines({ server }, width, paint),
    '',
    paint.strong(
      line(
        '',
        levels.map((level) => (isNarrow ? shortOf(level) : level)),
      ),
    ),
    ...words.map(({ name, cells }) => line(name, cells)),
    '',
    ...legend.flatMap((one) => wrapped(one, width)),
    '',
    paint.strong('Shown by'),
    ...rows.flatMap((row) => {
      const witnesses = witnessWords(row);
      return witnesses === '' ? [] : hanging(`${row.kind}  `, printable(witnesses), width);
    }),
    '',
    paint.strong('What the letters mean'),
    ...glossary.flatMap(({ code, name, says }) => hanging(`${code}  `, `${name}. ${says}`, width)),
  ];
};
