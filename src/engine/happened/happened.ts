import { anomalyKinds } from '../../lesson/anomaly-names.ts';
import type { Anomaly, Doubt, Happened, HeldWrite, Link, Party, Unseen } from '../anomaly.ts';
import type { RunTransaction } from '../claim.ts';
import type { Findings, Reading } from '../history/findings.ts';
import type { Sent } from '../history/moved.ts';
import { temporaryIn } from '../history/programs.ts';
import { isSame, keyOf } from '../history/tables.ts';
import { serverErrors, type Value } from '../outcome.ts';
import { anomalyWords, doubtWords } from '../words/anomaly-words.ts';
import { type Asked, askedBy, names, type Unknown } from './asked.ts';
import { namedIn } from './classify.ts';
import type { BadRead, Edge } from './dependency.ts';
import { checksOf, namesChecks } from './foreign-keys.ts';
import { circlesIn, orderOf } from './graph.ts';
import { hidesWrites } from './hidden-writes.ts';
import { isKept } from './kept.ts';
import { lastIdsIn } from './last-ids.ts';
import { foundBy, readsOf } from './reads.ts';
import { finalsOf, type RowStory, storiesOf, type Touch } from './rows.ts';
import { type Suppose, Supposed } from './suppose.ts';
import { freeKeysOf } from './unique-keys.ts';

/** More would not be read; but one of each kind is told. */
const mostAnomalies = 6;
const mostKeptAway = 20;

/**
 * What a run has come to, by name: which transaction stands behind which, and why, and whether that goes in a circle. What
 * a question would have answered out of other rows the server is asked.
 */
export const happenedIn = async (
  findings: Findings,
  suppose: Suppose,
  asksRedis: boolean,
): Promise<Happened> => {
  const supposed = new Supposed(suppose);
  const asks = asksIn(findings);
  // Each time it gets as far as the answers go that are there.
  do drawn(findings, supposed, asks);
  while (await supposed.ask());
  const facts = drawn(findings, supposed, asks);
  return told(facts, asksRedis);
};

type DoubtBody = Omit<Doubt, 'says'>;

interface Facts {
  readonly edges: readonly Edge[];
  readonly badReads: readonly BadRead[];
  readonly doubts: readonly DoubtBody[];
  /** By their keys, in the order in which they began. */
  readonly counted: ReadonlyMap<string, RunTransaction>;
}

const drawn = (findings: Findings, supposed: Supposed, asks: Asks): Facts => {
  const { readings, transactions, unfollowed } = findings;
  const plain = storiesOf(findings, []);
  const { touches, untold } = touchedIn(findings, plain, supposed, asks);
  const stories = storiesOf(findings, touches);
  const counted = countedIn(findings, stories);
  const doubts: DoubtBody[] = [];
  const edges: Edge[] = [];
  const badReads: BadRead[] = [];
  const asksNoChecks = readings.some(({ sent }) => namesChecks(sent.sql));
  for (const reading of readings) {
    const { sent, transaction } = reading;
    if (transaction !== undefined && !counted.has(transaction)) continue;
    const at = { session: sent.session, at: sent.place };
    const tablesThen = findings.moments[reading.moment] ?? new Map();
    const checks = checksOf(reading, stories, tablesThen);
    const free = freeKeysOf(reading, stories, tablesThen);
    if ((asksNoChecks && checks.length > 0) || (isAnyWritten(stories) && hidesWrites(sent, stories)))
      doubts.push(untoldBy(sent, 'unknown-read'));
    for (const asked of [asks(reading), asksNoChecks ? [] : checks, free].flat()) {
      if (typeof asked === 'string' || transaction === undefined || untold.has(sent.statement)) {
        const isMore = asked === 'runs-more';
        if (isAnyWritten(stories))
          doubts.push(untold.get(sent.statement) ?? untoldBy(sent, isMore ? 'runs-more' : 'unknown-read'));
        continue;
      }
      const tables = [...stories.keys(), ...unfollowed.keys()].filter((table) => names(asked, table));
      if (tables.some((table) => unfollowed.has(table))) {
        doubts.push(
          ...tables.flatMap((table) => {
            const why = unfollowed.get(table);
            return why ? [{ why, table }] : [];
          }),
        );
      } else if (tables.some((table) => stories.get(table)?.some(({ written }) => written.length > 0))) {
        const { refused } = supposed;
        const reads = readsOf({ reading, transaction, asked, stories, findings, supposed });
        if (reads === undefined)
          doubts.push(untoldBy(sent, supposed.refused > refused ? 'too-long' : 'unknown-read'));
        for (const { table, key } of reads?.unsure ?? [])
          doubts.push({ why: 'several-versions', ...at, table, key: cellsOf(key) });
        edges.push(...(reads?.edges ?? []));
        badReads.push(...(reads?.badReads ?? []));
      }
    }
  }
  for (const story of [...stories.values()].flat())
    edges.push(...overwritingIn(story, findings.versions.tableOf(story.table)?.columns ?? []));
  doubts.push(...findings.versions.remade.map((table) => ({ why: 'remade' as const, table })));
  doubts.push(...writerDoubts(stories), ...openDoubts(counted, transactions.byKey, stories));
  // Nothing is left of what they wrote: who read it is told as that.
  const isLeft = (key: string) => counted.get(key)?.ended?.how !== 'rolled back';
  const isBetween = ({ kind, from, to }: Edge) =>
    from !== to && counted.has(from) && counted.has(to) && (kind === 'rw' || isLeft(from));
  return {
    edges: [...edges.filter(isBetween), ...sessionEdges(counted, readings)],
    badReads: badReads.filter(
      ({ reader, writer, kind }) => counted.has(reader) && (kind === 'G1a' || counted.has(writer)),
    ),
    doubts,
    counted,
  };
};

const untoldBy = ({ session, place }: Sent, why: 'unknown-read' | 'runs-more' | 'too-long'): DoubtBody =>
  why === 'too-long' ? { why } : { why, session, at: place };

type Asks = (reading: Reading) => readonly Asked[] | Unknown;

/** What each reading has asked: unknown, too, where its session has a temporary table in place of one that it names. */
const asksIn = ({ readings, moments }: Findings): Asks => {
  const tables = new Set(moments.flatMap((one) => [...one.keys()].map((name) => name.toLowerCase())));
  const hidden = readings.flatMap(({ sent: { session, statement, sql } }) => {
    const table = temporaryIn(sql);
    return table !== undefined && tables.has(table) ? [{ session, statement, table }] : [];
  });
  const ids = lastIdsIn(readings);
  const known = new Map<number, ReturnType<Asks>>();
  const ask: Asks = (reading) => {
    const { session, statement } = reading.sent;
    const asked = askedBy({ ...reading, lastId: ids.get(statement) }, moments[reading.moment] ?? new Map());
    if (typeof asked === 'string') return asked;
    const isHidden = hidden.some(
      (one) =>
        one.session === session &&
        one.statement < statement &&
        asked.some((question) => names(question, one.table)),
    );
    return isHidden ? 'unknown' : asked;
  };
  return (reading) => {
    const { statement } = reading.sent;
    const asked = known.get(statement) ?? ask(reading);
    known.set(statement, asked);
    return asked;
  };
};

const isAnyWritten = (stories: ReadonlyMap<string, readonly RowStory[]>): boolean =>
  [...stories.values()].some((own) => own.length > 0);

/** Rows that an UPDATE has found and left as they were. */
const touchedIn = (
  findings: Findings,
  stories: ReadonlyMap<string, readonly RowStory[]>,
  supposed: Supposed,
  asks: Asks,
): { readonly touches: readonly Touch[]; readonly untold: ReadonlyMap<number, DoubtBody> } => {
  const touches: Touch[] = [];
  const untold = new Map<number, DoubtBody>();
  for (const reading of findings.readings) {
    const { sent, transaction } = reading;
    const { outcome } = sent;
    if (outcome?.kind !== 'ok' || (outcome.matched ?? 0) <= (outcome.changed ?? 0)) continue;
    const questions = asks(reading);
    const [asked] = typeof questions === 'string' ? [] : questions;
    if (asked === undefined || transaction === undefined) continue;
    const { refused } = supposed;
    const found = foundBy({ reading, transaction, asked, stories, findings, supposed });
    if (found === undefined)
      untold.set(sent.statement, untoldBy(sent, supposed.refused > refused ? 'too-long' : 'unknown-read'));
    for (const row of found?.rows ?? []) {
      if (found === undefined) continue;
      const table = found.table.shape.table;
      const key = keyOf(row, found.table);
      const story = stories.get(table)?.find((one) => one.key === key);
      const isChanged = story?.written.some(
        ({ by, row: own }) => by?.statement === sent.statement && !isSame(own, row),
      );
      if (!isChanged) touches.push({ table, key, row, reading });
    }
  }
  return { touches, untold };
};

/**
 * Those that were committed; and of the others those that have rolled back themselves, or have only read, unless the server
 * ended them: to what they were told it makes no difference how they end.
 */
const countedIn = (
  { transactions, readings }: Findings,
  stories: ReadonlyMap<string, readonly RowStory[]>,
): ReadonlyMap<string, RunTransaction> => {
  const writers = new Set(
    [...stories.values()]
      .flat()
      .flatMap(({ written }) => written.flatMap(({ transaction }) => transaction ?? [])),
  );
  const victims = new Set(
    readings.flatMap(({ sent: { outcome }, transaction }) =>
      outcome?.kind === 'lost' || (outcome?.kind === 'error' && outcome.errno === serverErrors.deadlock)
        ? (transaction ?? [])
        : [],
    ),
  );
  return new Map(
    [...transactions.byKey].filter(
      ([key, { ended }]) =>
        ended?.how === 'committed' ||
        (!victims.has(key) && (ended?.how === 'rolled back' || !writers.has(key))),
    ),
  );
};

/** ww: the last version of each over that of the one before it. */
const overwritingIn = ({ table, key, written }: RowStory, columns: readonly string[]): readonly Edge[] => {
  const finals = finalsOf(written).flatMap((at) => written[at] ?? []);
  return finals.flatMap((one, at): Edge[] => {
    const next = finals[at + 1];
    if (one.transaction === undefined || next?.transaction === undefined || !one.by || !next.by) return [];
    return [
      {
        kind: 'ww',
        from: one.transaction,
        to: next.transaction,
        table,
        key,
        first: one.by,
        second: next.by,
        isOfRow: true,
        isOfAnswer: false,
        ...(isKept({ before: finals[at - 1], over: one, by: next, columns }) && { isKept: true }),
      },
    ];
  });
};

const writerDoubts = (stories: ReadonlyMap<string, readonly RowStory[]>): readonly DoubtBody[] =>
  [...stories.values()].flat().flatMap(({ table, key, written, isUnclear }) => {
    const isUnknown = written.some(
      ({ transaction, gone }, at) => at > 0 && gone === undefined && transaction === undefined,
    );
    return isUnknown || isUnclear ? [{ why: 'unknown-writer' as const, table, key: cellsOf(key) }] : [];
  });

/** One that was not over has written what nobody knows the end of. */
const openDoubts = (
  counted: ReadonlyMap<string, RunTransaction>,
  all: ReadonlyMap<string, RunTransaction>,
  stories: ReadonlyMap<string, readonly RowStory[]>,
): readonly DoubtBody[] => {
  const writers = new Set(
    [...stories.values()]
      .flat()
      .flatMap(({ written }) => written.flatMap(({ transaction }) => transaction ?? [])),
  );
  return [...all].flatMap(([key, { session, ended, since }]) => {
    const isOver = ended !== undefined && ended.how !== 'unknown';
    return isOver || counted.has(key) || !writers.has(key)
      ? []
      : [{ why: 'open' as const, session, ...(since && { at: since }) }];
  });
};

/** Of a session each transaction stands behind the one before it. */
const sessionEdges = (
  counted: ReadonlyMap<string, RunTransaction>,
  readings: readonly Reading[],
): readonly Edge[] => {
  const bySession = Map.groupBy(counted, ([, { session }]) => session);
  const ofOne = (key: string): Sent | undefined =>
    readings.find(({ transaction }) => transaction === key)?.sent;
  return [...bySession.values()].flatMap((own) =>
    own.flatMap(([from], at): Edge[] => {
      const to = own[at + 1]?.[0];
      const first = ofOne(from);
      const second = to === undefined ? undefined : ofOne(to);
      if (to === undefined || first === undefined || second === undefined) return [];
      return [
        { kind: 'next', from, to, table: '', key: '[]', first, second, isOfRow: true, isOfAnswer: false },
      ];
    }),
  );
};

const cellsOf = (key: string): readonly Value[] => JSON.parse(key);

const told = ({ edges, badReads, doubts, counted }: Facts, asksRedis: boolean): Happened => {
  const parties = (transactions: readonly string[]) => partiesOf(transactions, counted);
  const circles = circlesIn(edges)
    .flatMap(namedIn)
    .map(({ kind, transactions, edges: own }) => ({
      kind,
      parties: parties(transactions),
      links: own.map((edge) => linkOf(edge, counted)),
    }));
  const bad = firstOfEach(badReads, ({ kind, reader, writer }) => `${kind} ${reader} ${writer}`);
  const isBad = ({ from, to }: Edge) =>
    badReads.some(({ writer, reader }) => writer === from && reader === to);
  const dirty = firstOfEach(
    edges.filter((one) => one.kind === 'wr' && one.isDirty && !isBad(one)),
    ({ from, to }) => `${from} ${to}`,
  );
  const all: readonly Omit<Anomaly, 'says'>[] = firstOfEach<Omit<Anomaly, 'says'>>(
    [
      ...bad.map((one) => ({
        // Of who rolled back it is no more than a dirty read.
        kind: counted.get(one.reader)?.ended?.how === 'rolled back' ? ('P1' as const) : one.kind,
        parties: parties([one.writer, one.reader]),
        links: [badLink(one)],
      })),
      ...circles,
      ...dirty.map((one) => ({
        kind: 'P1' as const,
        parties: parties([one.from, one.to]),
        links: [linkOf(one, counted)],
      })),
    ],
    ({ kind, parties: own, links }) => {
      const sessions = own.map(({ session }) => session);
      // A circle is the same from wherever it is told; who read what of whom is not.
      return [kind, ...(links.length === 1 ? sessions : sessions.toSorted())].join(' ');
    },
  );
  const isFirst = (one: Omit<Anomaly, 'says'>) => all.find(({ kind }) => kind === one.kind) === one;
  const room = mostAnomalies - all.filter(isFirst).length;
  const others = all.filter((one) => !isFirst(one)).slice(0, Math.max(0, room));
  const shown = all
    .filter((one) => isFirst(one) || others.includes(one))
    .toSorted((one, other) => anomalyKinds.indexOf(one.kind) - anomalyKinds.indexOf(other.kind));
  const depend = edges.filter(({ kind }) => kind !== 'next').flatMap(({ from, to }) => [from, to]);
  const matter = [...counted.keys()].filter((key) => depend.includes(key));
  const order = orderOf(matter, edges);
  const unseen = unseenIn(edges, counted).slice(0, mostKeptAway);
  const heldWrites = heldWritesIn(edges, counted).slice(0, mostKeptAway);
  const redis: readonly DoubtBody[] = asksRedis ? [{ why: 'redis' }] : [];
  return {
    anomalies: shown.map((one) => ({ ...one, says: anomalyWords(one) })),
    ...(all.length > shown.length && { more: all.length - shown.length }),
    doubts: onlyOnce([...doubts, ...redis]).map((one) => ({ ...one, says: doubtWords(one) })),
    ...(order && { order: parties(order) }),
    ...(unseen.length > 0 && { unseen }),
    ...(heldWrites.length > 0 && { heldWrites }),
  };
};

/** What each read has not seen that was there before, told once. */
const unseenIn = (edges: readonly Edge[], counted: Facts['counted']): readonly Unseen[] =>
  firstOfEach(
    edges.flatMap(({ from, first: { place }, unseen: why }) => {
      const session = counted.get(from)?.session;
      return why && session !== undefined ? [{ session, at: place, why }] : [];
    }),
    ({ at, why }) => `${at.statement} ${why}`,
  );

/** Sent behind the other one's write and before its commit, they waited for that session, and wrote over it. */
const heldWritesIn = (edges: readonly Edge[], counted: Facts['counted']): readonly HeldWrite[] =>
  firstOfEach(
    edges.flatMap(({ kind, from, to, first, second }) => {
      const over = counted.get(from);
      const session = counted.get(to)?.session;
      if (kind !== 'ww' || over === undefined || session === undefined) return [];
      const isBetween =
        first.statement < second.statement && second.statement < (over.ended?.by?.statement ?? 0);
      const hasWaited = second.waits.some(
        (wait) => 'session' in wait.for && wait.for.session === over.session,
      );
      return isBetween && hasWaited ? [{ session, at: second.place, over: over.session }] : [];
    }),
    ({ at, over }) => `${at.statement} ${over}`,
  );

const firstOfEach = <T>(list: readonly T[], by: (one: T) => string): readonly T[] =>
  [...Map.groupBy(list, by).values()].flatMap(([one]) => one ?? []);

const onlyOnce = (doubts: readonly DoubtBody[]): readonly DoubtBody[] => [
  ...new Map(doubts.map((one) => [JSON.stringify(one), one])).values(),
];

/** Where a session is there twice it is told with what each began. */
const partiesOf = (
  transactions: readonly string[],
  all: ReadonlyMap<string, RunTransaction>,
): readonly Party[] => {
  const known = transactions.map((key) => all.get(key) ?? { session: key.split(' ')[0] ?? key });
  return known.map((one): Party => {
    const isTwice = known.filter(({ session }) => session === one.session).length > 1;
    const isBack = 'ended' in one && one.ended?.how === 'rolled back';
    return {
      session: one.session,
      ...(isTwice && 'since' in one && one.since && { since: one.since }),
      ...(isBack && { rolledBack: true }),
    };
  });
};

const linkOf = (
  { kind, to, table, key, first, second, isOfRow, isOfAnswer, isLocking, isCheck, own, unseen }: Edge,
  counted: Facts['counted'],
): Link => {
  const { by: committed } = counted.get(to)?.ended ?? {};
  return {
    kind,
    of: isOfRow || !isOfAnswer ? 'row' : 'answer',
    table,
    key: cellsOf(key),
    first: first.place,
    second: second.place,
    ...(isLocking && { locking: true }),
    ...(isCheck && { check: true }),
    ...(own && { own: own.place }),
    ...(unseen && { unseen }),
    ...(unseen && committed && { committed }),
  };
};

const badLink = ({ table, key, wrote, read }: BadRead): Link => ({
  kind: 'wr',
  of: 'row',
  table,
  key: cellsOf(key),
  first: wrote.place,
  second: read.place,
});
