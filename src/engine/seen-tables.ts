import type { Wrote } from './claim.ts';
import { isSameKnown, type KnownRow, onColumns } from './known-row.ts';
import type { Observation, TableRows, TableShape, TableView, Wait } from './observation.ts';
import { holderOf, type RowLock, rowLocks } from './row-locks.ts';
import type { Sight } from './sight.ts';
import type { LabState, SessionState, StatementEntry } from './state.ts';
import { statements } from './statements.ts';

/** Who sees what: a watched table, a row a record, with what is committed, what each session would read, and who has it locked. */
export interface SeenTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** Which of the columns tell the rows apart. */
  readonly key: readonly number[];
  /** Why the committed rows are not known. */
  readonly unreadable?: string;
  readonly views: readonly SessionView[];
  readonly rows: readonly SeenRow[];
}

/**
 * asking: nobody has asked it yet. now: it was asked in this moment. before: it waits or is at work, and this is what it would
 * have read before. nothing: it would read nothing, or that is not known, for this reason.
 */
export type SessionView = { readonly session: string } & (
  | { readonly kind: 'now' | 'asking' | 'lost' }
  | { readonly kind: 'before'; readonly rowsKnown: boolean }
  | { readonly kind: 'waits'; readonly waits: readonly Wait[] }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'left' | 'slow'; readonly step?: number }
);

export interface SeenRow {
  /** Tells it from the other rows of its table. */
  readonly id: string;
  /** A version of it that is known, which has its key. */
  readonly known: KnownRow;
  /** The committed version; undefined where there is none. */
  readonly committed: KnownRow | undefined;
  /** What somebody has left and not committed, where that is not what is committed; by whom, where it is proved. */
  readonly open?: { readonly row: KnownRow | undefined; readonly by?: string };
  /** In the order of the views; undefined where nothing is known of what that session would read. */
  readonly cells: readonly (SeenCell | undefined)[];
  readonly locks: readonly RowLock[];
  /** It is not as it was one settling earlier, be it committed or not. */
  readonly isNews: boolean;
}

/**
 * same: as it is committed. own: as the session itself has left it, and not committed. dirty: as another has left it, and not
 * committed. older: a version from before the committed one. unlike: none of these for sure. untold: what is committed is not known.
 */
export interface SeenCell {
  readonly row: KnownRow | undefined;
  readonly mark: 'same' | 'own' | 'dirty' | 'older' | 'unlike' | 'untold';
}

/** The watched tables, as everybody sees them in this moment. */
export const seenTables = (lab: LabState, names: readonly string[]): readonly SeenTable[] =>
  lab.observation.tables.filter(({ name }) => names.includes(name)).map((table) => seenTable(lab, table));

const seenTable = (lab: LabState, view: TableView): SeenTable => {
  const { name } = view;
  const read = lab.sessions.map((session) => viewOf(lab, session, name));
  const views = read.map(([one]) => one);
  const versions = [
    rowsOf(view),
    rowsOf(named(lab.observation.newest, name)),
    ...read.map(([, rows]) => rows),
  ];
  const columns = versions.find((one) => one)?.columns ?? [];
  const shape = shapeOf(lab.observation, name);
  const key = keyOf(shape, columns);
  const keyed = versions.map((rows) => byKey(rows, columns, key));
  const [committed, newest, ...inViews] = keyed;
  const wrote = openWrites(lab, name, key);
  const onlyOne = onlyWriter(lab);
  const locksOf = rowLocks(lab, { table: name, shape, columns });
  const isNews = newsOf(lab, { name, columns, key }, committed, newest);
  const rows = inOrder([...new Set(keyed.flatMap((some) => [...(some?.keys() ?? [])]))]).map(
    (text): SeenRow => {
      const [was, now] = [committed?.get(text), newest?.get(text)];
      const place = {
        key: text,
        was,
        now,
        knowsCommitted: committed !== undefined,
        knowsNewest: newest !== undefined,
      };
      const known = was ?? now ?? inViews.map((one) => one?.get(text)).find((row) => row) ?? [];
      const holder = holderOf(lab, { table: name, shape, columns }, was ?? now);
      const isOpen = place.knowsCommitted && place.knowsNewest && !isSameKnown(was, now);
      const by = isOpen ? (holder ?? writerOf(wrote, text, now) ?? onlyOne) : undefined;
      // A BEGIN inside a transaction has committed what came before it: then nobody's change is open.
      const isSettled = place.knowsCommitted && place.knowsNewest && !isOpen;
      const writers = isSettled
        ? []
        : [...wrote].flatMap(([session, left]) => (left.has(text) ? [session] : []));
      return {
        id: text,
        known,
        committed: was,
        ...(isOpen && { open: { row: now, ...(by !== undefined && { by }) } }),
        cells: views.map(({ session, kind }, at) => {
          const row = inViews[at]?.get(text);
          return (
            inViews[at] && {
              row,
              mark: markOf({ ...place, ...readerIn(lab, session), isBefore: kind === 'before', by, row }),
            }
          );
        }),
        locks: locksOf(
          [was, now, known].filter((one) => one !== undefined),
          writers,
        ),
        isNews: isNews(text),
      };
    },
  );
  return { name, columns, key, ...('unreadable' in view && { unreadable: view.unreadable }), views, rows };
};

const readerIn = (
  { sessions }: LabState,
  session: string,
): Pick<Marked, 'session' | 'level' | 'inTransaction'> => {
  const own = sessions.find(({ name }) => name === session);
  const transaction = own?.transaction;
  return { session, level: transaction ?? own?.level, inTransaction: transaction !== undefined };
};

const named = (views: readonly TableView[] | undefined, name: string): TableView | undefined =>
  views?.find((one) => one.name === name);

type Keyed = ReadonlyMap<string, KnownRow> | undefined;

/** Is a row not as it was one settling earlier, committed or not? */
const newsOf = (
  { before }: LabState,
  { name, columns, key }: Pick<SeenTable, 'name' | 'columns' | 'key'>,
  committed: Keyed,
  newest: Keyed,
): ((row: string) => boolean) => {
  const was = byKey(rowsOf(named(before?.tables, name)), columns, key);
  const wasNewest = byKey(rowsOf(named(before?.newest, name)), columns, key);
  const differs = (one: Keyed, other: Keyed, row: string) =>
    one !== undefined && other !== undefined && !isSameKnown(one.get(row), other.get(row));
  return (row) => differs(was, committed, row) || differs(wasNewest, newest, row);
};

/** How a session stands to a table, and the rows that it would read, where there are any. */
const viewOf = (
  lab: LabState,
  { name: session, status }: SessionState,
  table: string,
): readonly [SessionView, TableRows | undefined] => {
  if (status === 'lost') return [{ session, kind: 'lost' }, undefined];
  const now = lab.sights?.[session];
  if (now?.kind === 'reads' && status === 'idle') return sightOf(session, now, table);
  if (now?.kind === 'left' || now?.kind === 'slow')
    return [{ session, kind: now.kind, ...(now.step !== undefined && { step: now.step }) }, undefined];
  const before = lab.sightsBefore?.[session];
  const known = before?.kind === 'reads' ? before.tables.find(({ name }) => name === table) : undefined;
  const rows = known && 'rows' in known ? known : undefined;
  if (status === 'idle') return [{ session, kind: 'asking' }, undefined];
  return [{ session, kind: 'before', rowsKnown: rows !== undefined }, rows];
};

const sightOf = (
  session: string,
  { tables }: Extract<Sight, { kind: 'reads' }>,
  table: string,
): readonly [SessionView, TableRows | undefined] => {
  const read = tables.find(({ name }) => name === table);
  if (read === undefined) return [{ session, kind: 'asking' }, undefined];
  if ('rows' in read) return [{ session, kind: 'now' }, read];
  if ('waits' in read) return [{ session, kind: 'waits', waits: read.waits }, undefined];
  return [{ session, kind: 'error', message: read.error }, undefined];
};

const rowsOf = (view: TableView | undefined): TableRows | undefined =>
  view && 'rows' in view ? view : undefined;

export const shapeOf = ({ shapes }: Observation, name: string): TableShape | undefined =>
  shapes?.find(({ table }) => table === name);

/** The columns of the primary key; all of them where there is none, or it is not known. */
export const keyOf = (shape: TableShape | undefined, columns: readonly string[]): readonly number[] => {
  const primary = shape?.indexes.find(({ index }) => index === 'PRIMARY')?.columns ?? [];
  const places = primary.map(({ name }) => columns.indexOf(name));
  return places.length === 0 || places.includes(-1) ? columns.map((_, at) => at) : places;
};

/** The rows of a table by what tells them apart; those that cannot be told apart are numbered. */
export const keyedRows = (
  view: TableView | undefined,
  { columns, key }: Pick<SeenTable, 'columns' | 'key'>,
): Keyed => byKey(rowsOf(view), columns, key);

/** Nothing is known of rows that were read without what tells them apart now. */
const byKey = (view: TableRows | undefined, columns: readonly string[], key: readonly number[]): Keyed => {
  if (view === undefined || !key.every((at) => view.columns.includes(columns[at] ?? ''))) return undefined;
  const keyed = new Map<string, KnownRow>();
  const copies = new Map<string, number>();
  for (const row of onColumns(view, columns)) {
    const text = keyText(row, key);
    const copy = (copies.get(text) ?? 0) + 1;
    copies.set(text, copy);
    keyed.set(copy === 1 ? text : `${text} ${copy}`, row);
  }
  return keyed;
};

const keyText = (row: KnownRow, key: readonly number[]): string =>
  JSON.stringify(key.map((at) => row[at] ?? null));

/** By their keys where these are numbers; else as the server listed them, with what is in no committed row behind. */
const inOrder = (keys: readonly string[]): readonly string[] => {
  const numbered = keys.map((key) => [key, Number(/^\["(-?\d+)"\]/.exec(key)?.[1] ?? Number.NaN)] as const);
  if (numbered.some(([, number]) => Number.isNaN(number))) return keys;
  return numbered.toSorted(([, a], [, b]) => a - b).map(([key]) => key);
};

/** What each session has written in the transaction that is open: the rows that it left, by their keys; undefined: deleted. */
type OpenWrites = ReadonlyMap<string, ReadonlyMap<string, readonly (KnownRow | undefined)[]>>;

interface Marked {
  readonly session: string;
  /** At which it reads; undefined where nobody knows. */
  readonly level: string | undefined;
  readonly inTransaction: boolean;
  /** It waits or is at work: this is what it would have read before. */
  readonly isBefore: boolean;
  readonly row: KnownRow | undefined;
  readonly was: KnownRow | undefined;
  readonly now: KnownRow | undefined;
  readonly knowsCommitted: boolean;
  readonly knowsNewest: boolean;
  /** Whose the uncommitted version is, where that is proved. */
  readonly by: string | undefined;
}

/** Whose version it is, where that is proved: by the level, by locks, or by the history, which tells who wrote what. */
const markOf = (marked: Marked): SeenCell['mark'] => {
  const { session, level, row, was, now, knowsCommitted, knowsNewest, isBefore, inTransaction, by } = marked;
  if (!knowsCommitted) return 'untold';
  if (isSameKnown(row, was)) return 'same';
  if (!knowsNewest) return 'unlike';
  // Only a snapshot has older versions of what others have written, and what somebody would have read before.
  const mayBeOlder = isBefore || (inTransaction && level === 'REPEATABLE READ');
  if (!isSameKnown(row, now)) return mayBeOlder && by !== session ? 'older' : 'unlike';
  if (by === session) return 'own';
  // There one reads what is committed in that moment, and what one has written oneself.
  if (level === 'READ COMMITTED' || level === 'SERIALIZABLE')
    return by === undefined && inTransaction ? 'own' : 'unlike';
  if (by === undefined) return 'unlike';
  // At the other level it only looks like that: nobody reads there what another has not committed.
  return level === 'READ UNCOMMITTED' ? 'dirty' : mayBeOlder ? 'older' : 'unlike';
};

/** The only one in a transaction, while nobody else does anything; XA leaves some that are nobody's. */
const onlyWriter = (lab: LabState): string | undefined => {
  const [one, ...others] = lab.sessions.filter(
    ({ status, transaction }) => status !== 'idle' || transaction !== undefined,
  );
  const isXa = [...lab.script.setup, ...statements(lab).map(({ sql }) => sql)].some((sql) =>
    /\bxa\b/i.test(sql),
  );
  return one === undefined || others.length > 0 || one.status === 'lost' || isXa ? undefined : one.name;
};

/** The only one that has left a row like that, by its key. */
const writerOf = (wrote: OpenWrites, key: string, row: KnownRow | undefined): string | undefined => {
  const writers = [...wrote].filter(([, left]) => left.get(key)?.some((one) => isSameKnown(one, row)));
  const [writer] = writers;
  return writers.length === 1 ? writer?.[0] : undefined;
};

const openWrites = (lab: LabState, table: string, key: readonly number[]): OpenWrites =>
  new Map(
    lab.sessions.map(({ name }) => {
      const left = new Map<string, (KnownRow | undefined)[]>();
      for (const { before, after } of writesOf(lab, name, table)) {
        for (const row of [before, after]) {
          if (row === undefined) continue;
          const text = keyText(row, key);
          left.set(text, [...(left.get(text) ?? []), row === before ? undefined : row]);
        }
      }
      return [name, left] as const;
    }),
  );

const writesOf = (lab: LabState, session: string, table: string): Wrote['rows'] => {
  const entries = lab.timeline.filter(
    (one): one is StatementEntry => one.kind === 'statement' && one.session === session,
  );
  // What was written before a return to a savepoint may be undone.
  const since =
    entries.findLastIndex(
      (one) => (one.status === 'finished' && one.leavesOpen !== true) || returnsToSavepoint(one),
    ) + 1;
  return entries
    .slice(since)
    .flatMap(({ seen = [] }) => seen)
    .flatMap((claim) => (claim.kind === 'wrote' && claim.table === table ? claim.rows : []));
};

const returnsToSavepoint = ({ sql }: StatementEntry): boolean => /\brollback\s+(?:work\s+)?to\b/i.test(sql);
