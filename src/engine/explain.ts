import type { LockView, Wait } from './events.ts';
import type { RowsOutcome, Value } from './outcome.ts';
import type { LabState, StatementEntry } from './state.ts';
import { endedBetween, keysOf, rowKey, rowsOf, statements, type Writes, writesOf } from './writes.ts';

/**
 * Why the newest statement came to what it did, derived from the evidence alone: who wrote what it did not
 * see, when its snapshot was taken, which statement took the lock that stopped it. One sentence an entry, none
 * where nothing can be said for certain.
 *
 * @param states what a run had come to after each thing that was asked of it, the newest last.
 */
export const explain = (states: readonly LabState[]): readonly string[] => {
  const now = states.at(-1);
  const newest = now && statements(now).findLast((one) => one.by !== 'application');
  if (now === undefined || newest === undefined) return [];
  const waits = newest.waits.flatMap((wait) => explainWait(wait, newest, states));
  return newest.outcome?.kind === 'rows' && newest.to === undefined
    ? [...waits, ...explainRows(newest, newest.outcome, states)]
    : waits;
};

const explainWait = (
  wait: Wait,
  { session, outcome }: StatementEntry,
  states: readonly LabState[],
): readonly string[] => {
  if (!('session' in wait.for)) return [];
  const holder = wait.for.session;
  const taker = takerOf(wait, holder, states);
  if (taker === undefined) return [];
  const waited = outcome === undefined ? 'waits' : 'waited';
  // The end of a transaction does not free a named lock.
  const until = outcome === undefined && wait.kind !== 'named' ? openWords(holder, states) : undefined;
  const kind = /^\s*(\w+)/.exec(taker.sql)?.[1]?.toUpperCase() ?? 'statement';
  return [
    `${session} ${waited} for a lock that ${holder} took with its ${kind} ${placeOf(taker)}${until === undefined ? '.' : `; ${until}.`}`,
  ];
};

/** The statement after which the holder first had the lock that somebody now waits for. */
const takerOf = (wait: Wait, holder: string, states: readonly LabState[]): StatementEntry | undefined => {
  for (const [index, state] of states.entries()) {
    const before = states[index - 1];
    if (before === undefined || before.observation.locks === state.observation.locks) continue;
    if (!state.observation.locks.some((lock) => isThat(lock, wait, holder))) continue;
    if (before.observation.locks.some((lock) => isThat(lock, wait, holder))) continue;
    const taker = endedBetween(before, state).find((one) => one.session === holder);
    if (taker && stillOpen(holder, taker, states)) return taker;
  }
  if (wait.of !== undefined) return undefined;
  // The lock of a row that was just written is not listed before somebody waits for it.
  const last = states.at(-1);
  return (
    last &&
    statements(last).findLast((one) => writesTo(one, holder, wait.object) && stillOpen(holder, one, states))
  );
};

const isThat = (lock: LockView, wait: Wait, holder: string): boolean =>
  lock.session === holder &&
  lock.status === 'granted' &&
  lock.object === wait.object &&
  lock.of === wait.of &&
  lock.index === wait.index &&
  lock.key === wait.key &&
  (wait.heldMode === undefined || lock.mode === wait.heldMode);

const writesTo = ({ session, sql, outcome }: StatementEntry, holder: string, table: string): boolean =>
  session === holder &&
  outcome?.kind === 'ok' &&
  /^\s*(insert|update|replace|delete)\b/i.test(sql) &&
  names(sql, table);

/** Was the statement part of the transaction that the session is in now, or was in when it waited? */
const stillOpen = (session: string, { statement }: StatementEntry, states: readonly LabState[]): boolean => {
  const last = states.at(-1);
  return (
    last !== undefined &&
    !statements(last).some(
      (one) =>
        one.session === session && one.statement > statement && /^\s*(commit|rollback)\b/i.test(one.sql),
    )
  );
};

/** "A's transaction is still open (since step 3)", when it is. */
const openWords = (session: string, states: readonly LabState[]): string | undefined => {
  if (states.at(-1)?.sessions.find(({ name }) => name === session)?.transaction === undefined)
    return undefined;
  const begin = beginOf(session, states);
  return `${session}'s transaction is still open${begin ? ` (since ${stepOf(begin)})` : ''}`;
};

/** The statement that opened the transaction in which the session is. */
const beginOf = (session: string, states: readonly LabState[]): StatementEntry | undefined => {
  const isOpen = (state: LabState | undefined) =>
    state?.sessions.find(({ name }) => name === session)?.transaction !== undefined;
  const closed = states.findLastIndex((state) => !isOpen(state));
  const before = states[closed];
  const after = states[closed + 1];
  return before && after && endedBetween(before, after).findLast((one) => one.session === session);
};

const explainRows = (
  reading: StatementEntry,
  outcome: RowsOutcome,
  states: readonly LabState[],
): readonly string[] => {
  const now = states.at(-1);
  if (now === undefined) return [];
  const writes = writesOf(states);
  const snapshot = snapshotOf(reading, states);
  const said = now.script.watch.flatMap((table) => {
    // Of the others there is nothing to say, and a table may have many.
    const written = wantedRows(reading.sql, table, outcome, now)
      .map((row) => [rowKey(table, row), row] as const)
      .filter(([key]) => writes.written.has(key));
    const wanted = [...new Map(written).values()];
    const seen = seenIn(outcome, rowsOf(now.observation.tables, table)?.columns ?? []);
    return wanted.flatMap((row) => explainRow(row, { reading, table, seen, states, writes, snapshot }));
  });
  if (said.length > mostRows) {
    return [...said.slice(0, mostRows), `There are ${said.length - mostRows} more rows like these.`];
  }
  return said.length === 0 && snapshot !== undefined && snapshot.statement !== reading.statement
    ? [`${reading.session} reads from the snapshot that it took ${placeOf(snapshot)}.`]
    : said;
};

/** More would not be read. */
const mostRows = 4;

interface Reading {
  readonly reading: StatementEntry;
  readonly table: string;
  /** Is a row of the table among what was answered? */
  readonly seen: (row: readonly Value[]) => boolean;
  readonly states: readonly LabState[];
  readonly writes: Writes;
  readonly snapshot: StatementEntry | undefined;
}

const explainRow = (row: readonly Value[], context: Reading): readonly string[] => {
  const { reading, table, seen, states, writes, snapshot } = context;
  const { session } = reading;
  const observation = states.at(-1)?.observation;
  const key = rowKey(table, row);
  const writer = writes.written.get(key);
  const isCommitted = keysOf(observation?.tables.find((one) => one.name === table)).has(key);
  const isSeen = seen(row);
  const label = `(${row.map(shortened).join(', ')})`;
  if (writer === undefined) return [];
  const wrote = placeOf(writer.statement);
  if (!isCommitted) {
    if (writer.session === session) {
      return isSeen ? [`${session} sees ${label} because it wrote that itself ${wrote}.`] : [];
    }
    if (isSeen) {
      return [
        `${session} sees ${label}, which ${writer.session} wrote ${wrote} and has not committed: a dirty read.`,
      ];
    }
    const open = openWords(writer.session, states);
    return open === undefined
      ? []
      : [`${session} does not see ${label}: ${writer.session} wrote it ${wrote}, and ${open}.`];
  }
  const commit = writes.committed.get(key);
  if (isSeen || commit === undefined || snapshot === undefined || commit.session === session) return [];
  return [
    `${session} does not see ${label}: ${commit.session} committed it ${placeOf(commit.statement)}, after ${session} took its snapshot ${placeOf(snapshot)}.`,
  ];
};

/** Rows of the table, in whatever version, that the statement asks for as far as that can be told. */
const wantedRows = (
  sql: string,
  table: string,
  outcome: RowsOutcome,
  { observation }: LabState,
): readonly (readonly Value[])[] => {
  const committed = rowsOf(observation.tables, table);
  const newest = rowsOf(observation.newest, table);
  if (committed === undefined || newest === undefined || !names(sql, table)) return [];
  if (/\b(join|group\s+by|limit|union|count|sum|max|min|avg)\b/i.test(sql)) return [];
  if (!outcome.columns.every((name) => committed.columns.includes(name))) return [];
  const filter = filterOf(sql);
  if (filter === 'unknown') return [];
  const known = keysOf(observation.tables.find(({ name }) => name === table));
  const all = [...committed.rows, ...newest.rows.filter((row) => !known.has(rowKey(table, row)))];
  return all.filter(
    (row) => filter === undefined || row[committed.columns.indexOf(filter.column)] === filter.value,
  );
};

/** Only `column = value` is understood; more would be guessing. */
const filterOf = (
  sql: string,
): { readonly column: string; readonly value: string } | 'unknown' | undefined => {
  const where = /\bwhere\b(.*)$/is.exec(sql)?.[1];
  if (where === undefined) return undefined;
  const simple =
    /^\s*`?(\w+)`?\s*=\s*(?:'([^'\\]*)'|(-?\d+(?:\.\d+)?))\s*(order\s+by\s[\w\s,`]*)?(for\s+(share|update))?\s*;?\s*$/i.exec(
      where,
    );
  if (simple?.[1] === undefined) return 'unknown';
  return { column: simple[1], value: simple[2] ?? simple[3] ?? '' };
};

const seenIn = (outcome: RowsOutcome, columns: readonly string[]): Reading['seen'] => {
  const places = outcome.columns.map((name) => columns.indexOf(name));
  let answered: ReadonlySet<string> | undefined;
  return (row) => {
    answered ??= new Set(outcome.rows.map((one) => JSON.stringify(one)));
    return answered.has(JSON.stringify(places.map((place) => row[place] ?? null)));
  };
};

const shortened = (value: Value): string => {
  if (value === null) return 'NULL';
  return value.length > 40 ? `${value.slice(0, 40)}…` : value;
};

/**
 * The statement that took the snapshot from which a plain SELECT at REPEATABLE READ reads: the first one of
 * its transaction, or START TRANSACTION WITH CONSISTENT SNAPSHOT.
 * https://dev.mysql.com/doc/refman/9.7/en/innodb-consistent-read.html
 */
const snapshotOf = (reading: StatementEntry, states: readonly LabState[]): StatementEntry | undefined => {
  const last = states.at(-1);
  const session = last?.sessions.find(({ name }) => name === reading.session);
  if (last === undefined || session?.transaction?.replace('-', ' ') !== 'REPEATABLE READ') return undefined;
  if (!isPlainRead(reading)) return undefined;
  const begin = beginOf(reading.session, states);
  return statements(last).find(
    (one) =>
      one.session === reading.session &&
      one.statement >= (begin?.statement ?? 0) &&
      (isPlainRead(one) || /with\s+consistent\s+snapshot/i.test(one.sql)),
  );
};

const isPlainRead = ({ sql, outcome }: StatementEntry): boolean =>
  outcome?.kind === 'rows' &&
  /^\s*select\b[^;]*\bfrom\b/is.test(sql) &&
  !/\bfor\s+(update|share)\b|\block\s+in\s+share\s+mode\b/i.test(sql);

const names = (sql: string, table: string): boolean =>
  new RegExp(`(^|[^\\w$])${table.replaceAll(/[$.*+?^()[\]{}|\\]/g, '\\$&')}($|[^\\w$])`, 'i').test(sql);

const placeOf = (entry: StatementEntry): string =>
  entry.step === undefined ? `with a statement of your own` : `in step ${entry.step + 1}`;

const stepOf = ({ step }: StatementEntry): string =>
  step === undefined ? 'your own statement' : `step ${step + 1}`;
