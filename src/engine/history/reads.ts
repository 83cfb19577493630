import type { ClaimBody, RowVersion } from '../claim.ts';
import type { AskedAgain } from '../events.ts';
import type { RowsOutcome } from '../outcome.ts';
import { isSameRow } from '../share.ts';
import type { Moment, Sent } from './moved.ts';
import { type Part, partsOf, rowsIn } from './parts.ts';
import type { Snapshots } from './snapshots.ts';
import type { KeyedTable, Row } from './tables.ts';
import type { Transactions } from './transactions.ts';
import type { Version } from './version.ts';
import type { Versions } from './versions.ts';

/** What is known when a read is looked at. */
export interface Known {
  readonly moment: Moment;
  readonly versions: Versions;
  readonly transactions: Transactions;
  readonly snapshots: Snapshots;
}

export interface Read {
  readonly reader: Sent;
  readonly outcome: RowsOutcome;
  /** The same question asked again: it tells where the columns come from, and what might have been seen. */
  readonly asked: AskedAgain;
  /** It has one SELECT alone: then its tables have names of their own. */
  readonly isFlat: boolean;
}

/** Of so many rows something is said; more would not be read. */
const mostRows = 4;

/**
 * Why a SELECT without locks has seen what it has, and not something newer. Each row that it answered must be a version
 * that is known, and each that never changed be in every answer: otherwise nothing is said of that table.
 */
export const readClaims = (read: Read, known: Known): readonly ClaimBody[] => {
  const parts = partsOf(read, known.versions);
  const found = parts.map((part) => claimsOf(part, read, known));
  const claims = found.flatMap((one) => one ?? []);
  const left = claims.length - mostRows;
  if (left > 0) return [...claims.slice(0, mostRows), { kind: 'more', count: left }];
  const snapshot = known.snapshots.of(read.reader.session);
  const isOlder =
    snapshot?.by !== undefined && snapshot.by !== read.reader && isAtRepeatableRead(read, known);
  // Every table that is read is known, and nothing in it can be the reader's own: an UPDATE that changes nothing, too,
  // makes a row its writer's.
  const isWhole =
    read.isFlat &&
    parts.length > 0 &&
    parts.length === read.asked.plan.length &&
    !found.includes(undefined) &&
    known.transactions.openOf(read.reader.session)?.mayHaveWritten === false;
  return claims.length === 0 && isWhole && isOlder && snapshot.by
    ? [{ kind: 'from-snapshot', session: read.reader.session, snapshot: snapshot.by.place }]
    : claims;
};

/** Undefined where the answer does not fit what is known. */
const claimsOf = (part: Part, read: Read, known: Known): readonly ClaimBody[] | undefined => {
  const { table } = part;
  const { asked, outcome } = read;
  const seen = rowsIn(outcome.rows, part);
  const committed = rowsIn(asked.committed, part);
  const newest = rowsIn(asked.newest, part);
  const claims: ClaimBody[] = [];
  for (const [key, cells] of seen) {
    const chain = known.versions.chainOf(table.shape.table, key);
    if (chain === undefined) {
      const row = known.versions.rowOf(table.shape.table, key);
      const isKnown =
        known.versions.isUnchanged(table.shape.table, key) && row !== undefined && fits(row, cells, part);
      if (!isKnown || !committed.has(key) || !newest.has(key)) return undefined;
      continue;
    }
    const fitting = chain.flatMap((version, at) =>
      version.row && fits(version.row, cells, part) ? [at] : [],
    );
    if (fitting.length === 0) return undefined;
    claims.push(...claimsOfSeen(chain, fitting, read, known, table));
  }
  for (const key of new Set([...committed.keys(), ...newest.keys()])) {
    if (seen.has(key)) continue;
    const missed = claimsOfMissed(
      part,
      { committed: committed.get(key), newest: newest.get(key) },
      key,
      read,
      known,
    );
    if (missed === undefined) return undefined;
    claims.push(...missed);
  }
  return claims;
};

/** Of a row that was not answered, but is when the same is asked again; undefined where nothing explains that. */
const claimsOfMissed = (
  part: Part,
  cells: { readonly committed: Row | undefined; readonly newest: Row | undefined },
  key: string,
  read: Read,
  known: Known,
): readonly ClaimBody[] | undefined => {
  const { table } = part.table.shape;
  const chain = known.versions.chainOf(table, key);
  const head = chain?.at(-1);
  // One that never changed must be in every answer.
  if (chain === undefined || head === undefined) return undefined;
  // The reader has deleted it, or made it another one.
  if (isOwn(head, read.reader.session, known)) return [];
  if (levelOf(read, known) === 'READ UNCOMMITTED')
    return claimsOfGone(chain, cells.newest, table, read, known);
  const claims: ClaimBody[] = [];
  for (const [asked, isCommitted] of [
    [cells.committed, true],
    [cells.newest, false],
  ] as const) {
    const version =
      asked &&
      chain.findLast(
        ({ row, committed }) => row !== undefined && fits(row, asked, part) && (!isCommitted || committed),
      );
    if (asked === undefined || (!isCommitted && version?.committed)) continue;
    if (version?.row === undefined) return undefined;
    const why = unseen(version, { table, row: version.row }, false, read, known);
    if (why.length === 0) return undefined;
    claims.push(...why);
  }
  return claims.slice(-1);
};

/** At READ UNCOMMITTED the newest version counts, also where it is another one by now, or none. */
const claimsOfGone = (
  chain: readonly Version[],
  newest: Row | undefined,
  table: string,
  { reader: { session } }: Read,
  known: Known,
): readonly ClaimBody[] | undefined => {
  const { by, committed, moment, row } = chain.at(-1) ?? { moment: known.moment };
  const before = chain.at(-2)?.row;
  if (newest !== undefined || by === undefined || moment >= known.moment) return undefined;
  if (committed !== undefined || row !== undefined || before === undefined) return [];
  if (known.versions.changes.hasMade(by, table)) return [];
  return [
    { kind: 'dirty-read', session, table, row: before, writer: by.session, isDeleted: true, wrote: by.place },
  ];
};

/** The columns that were answered have these values. */
const fits = (row: Row, cells: Row, { places }: Part): boolean =>
  places.every((place, column) => place < 0 || row[column] === cells[place]);

const claimsOfSeen = (
  chain: readonly Version[],
  fitting: readonly number[],
  read: Read,
  known: Known,
  { shape: { table } }: KeyedTable,
): readonly ClaimBody[] => {
  const { session } = read.reader;
  const versions = fitting.flatMap((at) => chain[at] ?? []);
  const last = chain[fitting.at(-1) ?? -1];
  if (last?.row === undefined) return [];
  const version: RowVersion = { table, row: last.row };
  if (versions.every((one) => isOwn(one, session, known)))
    return ownClaims(chain, last, version, read, known);
  const isOthers = ({ by, committed, moment }: Version) =>
    committed === undefined && by !== undefined && by.session !== session && moment < known.moment;
  if (versions.every(isOthers)) {
    const { by } = last;
    const isPossible = levelOf(read, known) === 'READ UNCOMMITTED' && by !== undefined;
    return isPossible
      ? [{ kind: 'dirty-read', session, ...version, writer: by.session, isDeleted: false, wrote: by.place }]
      : [];
  }
  // Not seen are only versions that are newer than any that it can have been.
  const newer = chain.slice((fitting.at(-1) ?? -1) + 1);
  const newest = newer.at(-1);
  if (newest === undefined || newer.some((one) => one.by?.session === session)) return [];
  if (
    newest.row === undefined &&
    versions.some(({ row }) => row === undefined || !isSameRow(row, last.row ?? []))
  )
    return [];
  const shown = newest.row ?? last.row;
  return unseen(newest, { table, row: shown }, newest.row === undefined, read, known);
};

const isOwn = ({ by, committed, transaction }: Version, session: string, { transactions }: Known): boolean =>
  by?.session === session &&
  committed === undefined &&
  transaction !== undefined &&
  transaction === transactions.openOf(session)?.id;

/** Its own version, and whether that stands over one that its snapshot does not have. */
const ownClaims = (
  chain: readonly Version[],
  own: Version,
  version: RowVersion,
  read: Read,
  known: Known,
): readonly ClaimBody[] => {
  const { session } = read.reader;
  const { by } = own;
  if (by === undefined) return [];
  const firstOwn = chain.findIndex((one) => isOwn(one, session, known));
  const under = chain[firstOwn - 1];
  const over = chain[firstOwn];
  const snapshot = known.snapshots.of(session);
  const { committed } = under ?? {};
  const isNewer =
    under?.by !== undefined &&
    under.row !== undefined &&
    committed?.by !== undefined &&
    under.by.session !== session &&
    snapshot !== undefined &&
    snapshot.moment < committed.moment &&
    isAtRepeatableRead(read, known);
  if (isNewer && over?.by && under.by && under.row) {
    const writer = under.by.session;
    return [
      {
        kind: 'own-over-others',
        session,
        ...version,
        wrote: over.by.place,
        over: { table: version.table, row: under.row, writer, wrote: under.by.place },
      },
    ];
  }
  return [{ kind: 'own-version', session, ...version, wrote: by.place }];
};

/** Why a newer version was not seen; nothing where its time is not known to be before the read. */
const unseen = (
  { by, committed, moment }: Version,
  version: RowVersion,
  isDeleted: boolean,
  read: Read,
  known: Known,
): readonly ClaimBody[] => {
  const { session } = read.reader;
  if (by === undefined || by.session === session) return [];
  if (isDeleted && known.versions.changes.hasMade(by, version.table)) return [];
  const about = { session, ...version, writer: by.session, isDeleted };
  if (committed === undefined) {
    if (moment >= known.moment || levelOf(read, known) === 'READ UNCOMMITTED') return [];
    const open = known.transactions.openOf(by.session);
    return [
      {
        kind: 'not-yet-committed',
        ...about,
        wrote: by.place,
        ...(open && !open.autocommit && { open: open.since ? { since: open.since.place } : {} }),
      },
    ];
  }
  if (committed.by === undefined || committed.moment >= known.moment) return [];
  if (!isAtRepeatableRead(read, known)) return [];
  const snapshot = known.snapshots.of(session);
  // Taken in the same moment or later, it would have that version: then it is not what is known.
  if (snapshot !== undefined && snapshot.moment >= committed.moment) return [];
  return [
    {
      kind: 'committed-too-late',
      ...about,
      committed: committed.by.place,
      ...(snapshot?.by && { snapshot: snapshot.by.place }),
    },
  ];
};

const levelOf = ({ reader }: Read, { transactions }: Known): string | undefined =>
  transactions.levelOf(reader.session);

/** Inside a transaction: one that is a statement of its own has a snapshot of its own. */
const isAtRepeatableRead = (read: Read, known: Known): boolean =>
  known.transactions.openOf(read.reader.session) !== undefined && levelOf(read, known) === 'REPEATABLE READ';
