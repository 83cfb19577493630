import type { BadRead, Edge } from './dependency.ts';
import { finalsOf, placeIn, type RowStory, type Written } from './rows.ts';
import { answerIf, type Other, type Reader, type View } from './view.ts';

/** A row that a transaction has changed, as it is with that change and without it. */
interface Changed extends Other {
  readonly version: Written;
  readonly isThereBefore: boolean;
  readonly isThereAfter: boolean;
}

type Facts = { readonly edges: readonly Edge[]; readonly badReads: readonly BadRead[] };

/**
 * What several rows that one transaction has changed make together of an answer, where none of them does alone: two rows of a
 * join, or both that an EXISTS would find. Undefined where the server could not tell.
 *
 * @param alone what follows from each row by itself.
 */
export const togetherIn = (view: View, reader: Reader, alone: Facts): Facts | undefined => {
  const given = answerIf(reader, view, []);
  const edges: Edge[] = [];
  const badReads: BadRead[] = [];
  for (const [writer, stories] of ofSeveralRows(view, reader)) {
    const isKnown = (kind: Edge['kind'], from: string, to: string) =>
      alone.edges.some((one) => one.kind === kind && one.from === from && one.to === to);
    const isBad = alone.badReads.some((one) => one.writer === writer);
    const seen = stories.flatMap((story) => seenOf(story, writer, view, reader) ?? []);
    if (seen.length > 1 && !isBad && !isKnown('wr', writer, reader.transaction)) {
      const without = answerIf(reader, view, seen);
      if (without === undefined) return undefined;
      if (without !== given) {
        const { edge, badRead } = seenFact(seen, writer, reader);
        if (edge) edges.push(edge);
        if (badRead) badReads.push(badRead);
      }
    }
    const unseen = stories.flatMap((story) => unseenOf(story, writer, view, reader) ?? []);
    if (unseen.length > 1 && !isKnown('rw', reader.transaction, writer)) {
      const withThem = answerIf(reader, view, unseen);
      if (withThem === undefined) return undefined;
      if (withThem !== given) edges.push(...unseenFact(unseen, writer, reader));
    }
  }
  return given === undefined ? undefined : { edges, badReads };
};

/** The other transactions that have written several rows of what was asked, with these. */
const ofSeveralRows = (
  view: View,
  { stories, transaction: own }: Reader,
): readonly (readonly [string, readonly RowStory[]])[] => {
  const found = new Map<string, Set<RowStory>>();
  for (const story of [...view.tables.keys()].flatMap((table) => stories.get(table) ?? [])) {
    for (const { transaction } of story.written) {
      if (transaction === undefined || transaction === own) continue;
      found.set(transaction, (found.get(transaction) ?? new Set()).add(story));
    }
  }
  return [...found].flatMap(([writer, rows]) => (rows.size > 1 ? [[writer, [...rows]] as const] : []));
};

/** The row as it would be without the version that was read. */
const seenOf = (story: RowStory, writer: string, view: View, reader: Reader): Changed | undefined => {
  const { written } = story;
  const place = placeIn(story, view.at, reader.reading, reader.asked.isWrite);
  const version = written[place];
  if (version?.transaction !== writer) return undefined;
  const before = written.findLast(
    ({ transaction, gone }, at) => at < place && transaction !== writer && gone === undefined,
  );
  return {
    story,
    row: before?.row,
    version,
    isThereBefore: before?.row !== undefined,
    isThereAfter: version.row !== undefined,
  };
};

/** The row as it would be with what was committed behind what was read. */
const unseenOf = (story: RowStory, writer: string, view: View, reader: Reader): Changed | undefined => {
  const { written } = story;
  const place = placeIn(story, view.at, reader.reading, reader.asked.isWrite);
  const finals = finalsOf(written).filter((at) => at > place);
  const own = finals.findIndex((at) => written[at]?.transaction === reader.transaction);
  // Who comes behind its own version has written over that.
  const [at = -1] = (own < 0 ? finals : finals.slice(0, own)).filter(
    (one) => written[one]?.transaction === writer,
  );
  const version = written[at];
  if (version === undefined) return undefined;
  return {
    story,
    row: version.row,
    version,
    isThereBefore: written[place]?.row !== undefined,
    isThereAfter: version.row !== undefined,
  };
};

/** It is told of the last of these rows. */
const seenFact = (
  seen: readonly Changed[],
  writer: string,
  { reading, transaction, asked }: Reader,
): { readonly edge?: Edge; readonly badRead?: BadRead } => {
  const { story, version, isThereBefore, isThereAfter } = seen.at(-1) ?? {};
  const by = version?.by;
  if (story === undefined || version === undefined || by === undefined) return {};
  const { table, key } = story;
  const about = { table, key };
  if (version.gone !== undefined)
    return { badRead: { kind: 'G1a', reader: transaction, writer, ...about, wrote: by, read: reading.sent } };
  const isOfRow = isThereBefore === true && isThereAfter === true;
  const isDirty = version.committed === undefined || version.committed > reading.moment;
  return {
    edge: {
      kind: 'wr',
      from: writer,
      to: transaction,
      ...about,
      first: by,
      second: reading.sent,
      isOfRow,
      isOfAnswer: !isOfRow,
      ...(isDirty && { isDirty }),
      ...(!isThereAfter && { isGone: true }),
      asked: asked.sql,
      ...(asked.isWrite && { isSearch: true }),
      ...(asked.isLocking && { isLocking: true }),
    },
  };
};

const unseenFact = (
  unseen: readonly Changed[],
  writer: string,
  { reading, transaction, asked }: Reader,
): readonly Edge[] => {
  const { story, version, isThereBefore } = unseen.at(-1) ?? {};
  const by = version?.by;
  if (story === undefined || by === undefined) return [];
  return [
    {
      kind: 'rw',
      from: transaction,
      to: writer,
      table: story.table,
      key: story.key,
      first: reading.sent,
      second: by,
      isOfRow: isThereBefore === true,
      isOfAnswer: isThereBefore !== true,
      asked: asked.sql,
      ...(asked.isWrite && { isSearch: true }),
      ...(asked.isLocking && { isLocking: true }),
    },
  ];
};
