import type { Moment } from '../history/moved.ts';
import type { KeyedTable, Row } from '../history/tables.ts';
import type { BadRead, Edge } from './dependency.ts';
import { togetherIn } from './joint.ts';
import { finalsOf, placeIn, type RowStory, type Written } from './rows.ts';
import { rowsOf } from './suppose.ts';
import { answerIf, type Reader, supposition, type View, viewsOf } from './view.ts';

/** What follows from what one statement has read. */
export interface ReadsFound {
  readonly edges: readonly Edge[];
  readonly badReads: readonly BadRead[];
  /** What it read may be one of several versions: the rows of which other values would have told. */
  readonly unsure: readonly { readonly table: string; readonly key: string }[];
}

/** Undefined where no state of the tables explains what was answered, or the server could not tell. */
export const readsOf = (reader: Reader): ReadsFound | undefined => {
  const views = viewsOf(reader);
  if (views.length === 0 || (reader.asked.isCutOff && views.some((view) => hasSeveral(reader, view))))
    return undefined;
  const found = views.map((view) => foundIn(view, reader));
  const [first, ...others] = found;
  if (first === undefined || others.includes(undefined)) return undefined;
  // Where several states explain the answer, what holds for all of them is known.
  const rest = others.flatMap((one) => one ?? []);
  const edges = first.edges.filter((edge) =>
    rest.every((one) => one.edges.some((two) => isSameFact(edge, two))),
  );
  const badReads = first.badReads.filter((bad) =>
    rest.every((one) => one.badReads.some((two) => isSameFact(bad, two))),
  );
  const all = [first, ...rest];
  const isLess = all.some((one) => one.edges.length > edges.length || one.badReads.length > badReads.length);
  const unsure = all.flatMap((one) => one.unsure);
  const lost = isLess ? all.flatMap((one) => [...one.edges, ...one.badReads]).slice(0, 1) : [];
  return { edges, badReads, unsure: unsure.length > 0 ? unsure : lost };
};

const hasSeveral = (reader: Reader, view: View): boolean =>
  rowsOf(reader.supposed.answer(supposition(reader, view)) ?? '[]').length > 1;

const isSameFact = (one: object, other: object): boolean => factOf(one) === factOf(other);

const factOf = (fact: object): string =>
  JSON.stringify(fact, (key, value: unknown) =>
    ['first', 'second', 'wrote', 'read', 'own'].includes(key) ? statementOf(value) : value,
  );

const statementOf = (sent: unknown): unknown =>
  typeof sent === 'object' && sent !== null && 'statement' in sent ? sent.statement : sent;

const foundIn = (view: View, reader: Reader): ReadsFound | undefined => {
  const edges: Edge[] = [];
  const badReads: BadRead[] = [];
  const unsure: { table: string; key: string }[] = [];
  for (const table of view.tables.keys()) {
    for (const story of reader.stories.get(table) ?? []) {
      const place = placeIn(story, view.at, reader.reading, reader.asked.isWrite);
      const answers = [undefined, ...story.written.map(({ row }) => row)].map((row) =>
        answerIf(reader, view, [{ story, row }]),
      );
      if (answers.includes(undefined)) return undefined;
      const [without = '', ...withEach] = answers.map((one) => one ?? '');
      const about: About = { reader, story, without, answers: withEach };
      // At READ UNCOMMITTED nothing but the values tells which version it was.
      const places =
        view.at.kind === 'newest'
          ? story.written.flatMap(({ moment, gone }, at) =>
              moment <= reader.reading.moment &&
              (gone === undefined || gone >= reader.reading.since) &&
              withEach[at] === withEach[place]
                ? [at]
                : [],
            )
          : [place];
      const each = (places.includes(place) ? places : [place]).map((one) => factsOf(one, about));
      const [first = { edges: [], badReads: [] }, ...rest] = each;
      const common = first.edges.filter((edge) =>
        rest.every((one) => one.edges.some((two) => isSameFact(edge, two))),
      );
      const bad = first.badReads.filter((one) =>
        rest.every((other) => other.badReads.some((two) => isSameFact(one, two))),
      );
      if (each.some((one) => one.edges.length > common.length || one.badReads.length > bad.length))
        unsure.push({ table, key: story.key });
      edges.push(...common);
      badReads.push(...bad);
    }
  }
  const together = togetherIn(view, reader, { edges, badReads });
  if (together === undefined) return undefined;
  return {
    edges: [...edges, ...together.edges],
    badReads: [...badReads, ...together.badReads],
    unsure,
  };
};

interface About {
  readonly reader: Reader;
  readonly story: RowStory;
  /** The answer without the row. */
  readonly without: string;
  /** The answer with each of its versions. */
  readonly answers: readonly string[];
}

/** What follows for one row when its version at a place was read. */
const factsOf = (place: number, about: About): Pick<ReadsFound, 'edges' | 'badReads'> => ({
  edges: [...seenOf(place, about), ...overwrittenOf(place, about)],
  badReads: badOf(place, about),
});

/** wr: whose version was read; and who made the row one that does not qualify, or not any more. */
const seenOf = (place: number, { reader, story, without, answers }: About): readonly Edge[] => {
  const { written } = story;
  const read = written[place];
  if (read === undefined) return [];
  const { reading, transaction } = reader;
  const isUsed = answers[place] !== without;
  const edges: Edge[] = [];
  const isOwn = read.transaction === transaction;
  const add = (at: number | undefined, isOfRow: boolean, isOfAnswer: boolean) => {
    const { by, transaction: writer, committed } = written[at ?? -1] ?? {};
    if (by === undefined || writer === undefined || writer === transaction) return;
    const isDirty = committed === undefined || committed > reading.moment;
    edges.push({
      kind: 'wr',
      from: writer,
      to: transaction,
      table: story.table,
      key: story.key,
      first: by,
      second: reading.sent,
      isOfRow,
      isOfAnswer,
      ...(isDirty && { isDirty }),
      ...readAs(reader),
      ...(isOwn && { isLocking: true, ...(read.by && { own: read.by }) }),
      ...(!isUsed && { isGone: true }),
    });
  };
  const before = lastOfEach(written, place, reading.moment);
  const latest = (isOther: (at: number, earlier: number) => boolean) =>
    before.findLast((at, nth) => nth > 0 && at <= last && isOther(at, before[nth - 1] ?? -1));
  const last = isOwn ? place - 1 : place;
  // A version that has changed nothing of what was asked was not read: the answer is that of the one before it.
  const changed = latest((at, earlier) => answers[at] !== answers[earlier]);
  const qualified = latest((at, earlier) => isChange(answers, at, earlier, without));
  const isMet = isOwn ? isUsed && answers[qualified ?? -1] !== without : !isUsed || changed !== qualified;
  if (isUsed && !isOwn) add(changed, true, changed === qualified);
  if (isMet) add(qualified, false, true);
  return edges;
};

/**
 * Of each transaction that was committed by then the last version up to a place, one behind the other, and all of the
 * others: which of these was read makes a difference. What was undone is there only when it was read.
 */
const lastOfEach = (written: readonly Written[], place: number, then: Moment): readonly number[] => {
  const left = written.flatMap((one, at) =>
    at <= place && (one.gone === undefined || at === place) ? [at] : [],
  );
  return left.filter((at, nth) => {
    const { transaction, committed } = written[at] ?? {};
    const next = written[left[nth + 1] ?? -1];
    const isDone = transaction !== undefined && committed !== undefined && committed <= then;
    return !isDone || next?.transaction !== transaction;
  });
};

const readAs = ({ asked }: Reader): Pick<Edge, 'asked' | 'isSearch' | 'isLocking' | 'isCheck'> => ({
  asked: asked.sql,
  ...(asked.isWrite && { isSearch: true }),
  ...(asked.isLocking && { isLocking: true }),
  ...(asked.isCheck && { isCheck: true }),
});

/** Does the row qualify with one version, and not with the other? */
const isChange = (answers: readonly string[], one: number, other: number, without: string): boolean =>
  answers[one] !== undefined &&
  answers[other] !== undefined &&
  (answers[one] === without) !== (answers[other] === without);

/** rw: who has committed a later version with which the answer is another one. */
const overwrittenOf = (place: number, about: About): readonly Edge[] => {
  const { reader, story, without, answers } = about;
  const { written } = story;
  const read = written[place];
  if (read === undefined || (read.gone !== undefined && read.transaction !== reader.transaction)) return [];
  const finals = finalsOf(written);
  const edges: Edge[] = [];
  let from = place;
  for (const at of finals.filter((one) => one > place)) {
    const { by, transaction: writer } = written[at] ?? {};
    // Its writer's own last version of the same row: what was read is told as one that was not its last.
    if (writer !== undefined && from === place && writer === read.transaction) {
      from = at;
      continue;
    }
    // Who comes behind its own version has written over that.
    if (writer === reader.transaction) break;
    // Who has made it again what was read stands behind that by way of the others.
    const isOther = answers[from] !== answers[at] && answers[place] !== answers[at];
    const isOfRow = isOther && answers[place] !== without;
    const isOfAnswer = isOther && isChange(answers, place, at, without);
    if (by && writer !== undefined && (isOfRow || isOfAnswer)) {
      const unseen = unseenAs(about, place, writer);
      edges.push({
        kind: 'rw',
        from: reader.transaction,
        to: writer,
        table: story.table,
        key: story.key,
        first: reader.reading.sent,
        second: by,
        isOfRow,
        isOfAnswer,
        ...(unseen && { unseen }),
        ...readAs(reader),
      });
    }
    from = at;
  }
  return edges;
};

/** Undefined where nothing of it was there before the question, or where that asks for the newest. */
const unseenAs = (
  { reader: { asked, reading }, story: { written }, answers }: About,
  place: number,
  writer: string,
): Edge['unseen'] => {
  const before = written.find(
    ({ transaction, moment, gone }, at) =>
      at > place &&
      transaction === writer &&
      gone === undefined &&
      moment <= reading.since &&
      answers[at] !== answers[place],
  );
  if (asked.isLocking || before === undefined) return undefined;
  const { committed } = before;
  if (committed !== undefined && committed <= reading.since) return 'snapshot';
  return committed === undefined || committed > reading.moment ? 'uncommitted' : undefined;
};

const badOf = (place: number, { reader, story, answers }: About): readonly BadRead[] => {
  const { written } = story;
  const read = written[place];
  const { by, transaction: writer } = read ?? {};
  if (read === undefined || by === undefined || writer === undefined || writer === reader.transaction)
    return [];
  const about = {
    reader: reader.transaction,
    writer,
    table: story.table,
    key: story.key,
    wrote: by,
    read: reader.reading.sent,
  };
  if (read.gone !== undefined) {
    const under = written.findLastIndex(
      ({ gone, transaction }, at) => at < place && gone === undefined && transaction !== writer,
    );
    return under >= 0 && answers[under] === answers[place] ? [] : [{ kind: 'G1a', ...about }];
  }
  const last = finalsOf(written).find((at) => at > place && written[at]?.transaction === writer);
  const isIntermediate = last !== undefined && answers[last] !== answers[place];
  return isIntermediate ? [{ kind: 'G1b', ...about }] : [];
};

/** The rows that an UPDATE has found, as they were before it; undefined where that is not known. */
export const foundBy = (
  reader: Reader,
): { readonly table: KeyedTable; readonly rows: readonly Row[] } | undefined => {
  const { asked, findings, reading, supposed } = reader;
  const table = findings.moments[reading.moment]?.get(asked.table ?? '');
  const answers = new Set(viewsOf(reader).map((view) => supposed.answer(supposition(reader, view)) ?? ''));
  const [answer] = answers;
  return table === undefined || answer === undefined || answers.size > 1
    ? undefined
    : { table, rows: rowsOf(answer) };
};
