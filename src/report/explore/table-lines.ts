import { padded, paddedLeft, widthOf, wrapped } from '../../text/fit.ts';
import { outcomeSigns } from '../../text/signs.ts';
import type { Paint } from '../paint.ts';
import { outOf, share } from './amounts.ts';
import type { Seen } from './explored.ts';
import { type CountedKind, countedKinds, countsOf, kindNotes, kindPaint, kindWords } from './kinds.ts';

const gap = 2;
const narrowestCell = 10;
const [narrowestBar, widestBar] = [10, 30];

/** A row a level, a column a kind of outcome that there is, and a bar of their signs. */
export const countLines = (seen: readonly Seen[], width: number, paint: Paint): readonly string[] => {
  const rows = seen.map(({ script, exploration }) => ({
    level: script.level,
    exploration,
    counts: countsOf(exploration),
  }));
  const kinds = countedKinds.filter((kind) => rows.some(({ counts }) => counts.has(kind)));
  const lead = Math.max(...rows.map(({ level }) => level.length));
  const cells = rows.map(({ exploration, counts }) =>
    kinds.map((kind) => {
      const count = counts.get(kind);
      return count === undefined ? '0' : share(count, exploration);
    }),
  );
  const cell = Math.max(narrowestCell, ...cells.flat().map(widthOf));
  const used = lead + kinds.length * (gap + cell);
  if (used > width) return [...stacked(rows, width, paint), ...notes(kinds, width, paint)];
  const bar = Math.min(widestBar, width - used - gap);
  const heads = kinds.map((kind) => wrapped(`${outcomeSigns[kind]} ${kindWords[kind]}`, cell));
  const height = Math.max(...heads.map(({ length }) => length));
  const row = (first: string, texts: readonly string[], last = ''): string =>
    [padded(first, lead), ...texts, ...(last === '' ? [] : [last])].join(' '.repeat(gap)).trimEnd();
  return [
    ...Array.from({ length: height }, (_, line) =>
      row(
        '',
        heads.map((head, column) => {
          const text = paddedLeft(head[line - (height - head.length)] ?? '', cell);
          const kind = kinds[column];
          return kind === undefined || text.trim() === '' ? text : kindPaint(kind, paint)(text);
        }),
        line === height - 1 && bar >= narrowestBar ? paint.faint('as shares') : '',
      ),
    ),
    ...rows.map(({ level, exploration, counts }, index) =>
      row(
        level,
        (cells[index] ?? []).map((text) => paddedLeft(text, cell)),
        bar < narrowestBar ? '' : barOf(counts, outOf(exploration), bar, paint),
      ),
    ),
    ...notes(kinds, width, paint),
  ];
};

/** Where the columns do not fit beside each other. */
const stacked = (
  rows: readonly {
    readonly level: string;
    readonly exploration: Seen['exploration'];
    readonly counts: ReadonlyMap<CountedKind, bigint>;
  }[],
  width: number,
  paint: Paint,
): readonly string[] =>
  rows.flatMap(({ level, exploration, counts }) => [
    level,
    ...countedKinds.flatMap((kind) => {
      const count = counts.get(kind);
      if (count === undefined) return [];
      const words = `  ${outcomeSigns[kind]} ${kindWords[kind]}: ${share(count, exploration)}`;
      return wrapped(kindPaint(kind, paint)(words), width);
    }),
  ]);

/** A sign for each part of what was tried; whatever there is has at least one. */
const barOf = (
  counts: ReadonlyMap<CountedKind, bigint>,
  all: bigint,
  width: number,
  paint: Paint,
): string => {
  const there = countedKinds.flatMap((kind) => {
    const count = counts.get(kind);
    return count === undefined ? [] : [{ kind, exact: (Number(count) / Number(all)) * width }];
  });
  const lengths = there.map(({ exact }) => Math.max(1, Math.floor(exact)));
  const total = (): number => lengths.reduce((sum, one) => sum + one, 0);
  const byNeed = there.map((_, index) => index).toSorted((a, b) => need(b) - need(a));
  function need(index: number): number {
    return (there[index]?.exact ?? 0) - (lengths[index] ?? 0);
  }
  for (const index of byNeed) if (total() < width) lengths[index] = (lengths[index] ?? 0) + 1;
  const longest = lengths.indexOf(Math.max(...lengths));
  lengths[longest] = Math.max(1, (lengths[longest] ?? 0) + width - total());
  return there
    .map(({ kind }, index) => kindPaint(kind, paint)(outcomeSigns[kind].repeat(lengths[index] ?? 0)))
    .join('');
};

const notes = (kinds: readonly CountedKind[], width: number, paint: Paint): readonly string[] =>
  kinds.flatMap((kind) => {
    const note = kindNotes[kind];
    return note === undefined
      ? []
      : wrapped(paint.faint(`${outcomeSigns[kind]} ${kindWords[kind]}: ${note}.`), width);
  });
