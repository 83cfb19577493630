import type { KeptAway } from '../../engine/kept-away.ts';
import { namesOf } from '../../lesson/anomaly-names.ts';
import { type Level, shortNames } from '../../lesson/level.ts';
import type { MapCell, MapRow } from '../../map/anomaly-map.ts';
import { andMore } from '../../text/amounts.ts';
import { outcomeSigns, signs } from '../../text/signs.ts';

/** What a cell says: that it happens, what was in the way, or that no lesson shows it. */
export const cellWords = (cell: MapCell): string => {
  const { lessons, isLocking, spared } = cell;
  if (lessons.length > 0) return `${outcomeSigns.odd} ${isLocking ? 'locking' : 'happens'}`;
  if (spared.length === 0) return signs.passed;
  const how = howSpared(cell);
  return `${signs.holds} ${how === undefined ? 'no' : howWords[how]}`;
};

/** The same while some of the runs are still to come: nothing that they could prove wrong. */
export const cellWordsSoFar = ({ lessons }: MapCell): string =>
  lessons.length > 0 ? `${outcomeSigns.odd} happens` : '';

/** What was in the way most often. */
const howSpared = ({ spared }: MapCell): KeptAway['how'] | undefined => {
  const hows = spared.flatMap(({ how }) => how ?? []);
  const [most] = [...Map.groupBy(hows, (how) => how)].toSorted(
    ([, one], [, other]) => other.length - one.length,
  );
  return most?.[0];
};

const howWords: Record<KeptAway['how'], string> = {
  deadlock: 'deadlock',
  error: 'error',
  wait: 'waits',
  snapshot: 'snapshot',
  uncommitted: 'not seen',
};

/** What the standard says of a level. */
export const standardWords = (allowed: readonly Level[], level: Level): string =>
  allowed.includes(level) ? 'allowed' : 'ruled out';

export const standardTitle = 'What the standard says (ANSI SQL-92 names these three, and no others)';

/** Where InnoDB is not what the standard describes. */
export const standardNote =
  "The standard sets what must not happen; a server may do better. InnoDB's REPEATABLE READ is something else: plain reads come from one snapshot, so by themselves they find neither P2 nor P3, although P3 is allowed. A read that locks takes the newest rows instead, and so does a write: after a plain read they can find P3, and P2 as well, which the standard rules out (locking). What a transaction has changed itself it sees from then on, in plain reads, too.";

/** Its code, and what people call it. */
export const rowName = ({ kind }: Pick<MapRow, 'kind'>): string => `${kind} ${namesOf(kind).name}`;

/** The signs of cells, and what they say. */
export const legend: readonly (readonly [sign: string, says: string])[] = [
  [
    outcomeSigns.odd,
    'happens: a lesson shows it, or a form of it, at that level; locking: it does where a plain read is followed by one that locks (FOR SHARE, FOR UPDATE), or by an UPDATE or a DELETE.',
  ],
  [
    signs.holds,
    'it does not happen in the lessons that show it at another level (G0: that try it), and what was in the way: they wait, one gets a deadlock or an error, one reads from a snapshot, or does not see what is not committed (no: nothing that the lab can name).',
  ],
  [
    signs.passed,
    'nothing is known: no lesson shows or tries it at any level, or those that do were not run at this one or cannot tell.',
  ],
];

/** The lessons in which each happens, and at which levels. */
export const witnessWords = ({ cells }: Pick<MapRow, 'cells'>, most = Number.POSITIVE_INFINITY): string =>
  lessonsWords(cells, most);

/** Of one that happens in none: the first lessons that try it. */
export const triedWords = ({ cells }: Pick<MapRow, 'cells'>): string =>
  cells.some(({ lessons }) => lessons.length > 0)
    ? ''
    : lessonsWords(
        cells.map(({ level, spared }) => ({ level, lessons: spared.map(({ lesson }) => lesson) })),
        mostTried,
      );

const mostTried = 3;

/** Who shows it, or tries it; nothing where nobody does. */
export const shownByWords = (row: MapRow, most?: number): string => {
  const tried = triedWords(row);
  return tried === '' ? witnessWords(row, most) : `none; tried by ${tried}`;
};

const lessonsWords = (cells: readonly Pick<MapCell, 'level' | 'lessons'>[], most: number): string => {
  const lessons = [...new Set(cells.flatMap((cell) => cell.lessons))];
  const words = lessons.slice(0, most).map((lesson) => {
    const own = cells.flatMap(({ level, lessons: there }) => (there.includes(lesson) ? [level] : []));
    return `${lesson} (${own.map(shortOf).join(' ')})`;
  });
  const more = lessons.length > most ? ` ${andMore(lessons.length - most, 'lesson')}` : '';
  return `${words.join(', ')}${more}`;
};

const shortOf = (level: Level): string => shortNames[level];
