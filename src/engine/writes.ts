import type { Observation, TableRows, TableView } from './events.ts';
import type { Value } from './outcome.ts';
import { Remembered } from './remembered.ts';
import { isSameRow } from './share.ts';
import type { LabState, StatementEntry } from './state.ts';

/** Who changed a row last, and with which statement. */
export interface Write {
  readonly session: string;
  readonly statement: StatementEntry;
}

/** Rows by table and values, each with the statement that wrote, deleted or committed them. */
export interface Writes {
  readonly written: ReadonlyMap<string, Write>;
  readonly committed: ReadonlyMap<string, Write>;
}

export const rowKey = (table: string, row: readonly Value[]): string => JSON.stringify([table, row]);

/** The rows of a table in an observation; none when it could not be read. */
export const rowsOf = (views: readonly TableView[] | undefined, table: string): TableRows | undefined => {
  const view = views?.find((one) => one.name === table);
  return view && 'rows' in view ? view : undefined;
};

/**
 * Which statement wrote and which committed each row, told from what had changed after it. Where several
 * statements ended between two observations and more than one could have done it, nothing is claimed.
 */
export const writesOf = (states: readonly LabState[]): Writes => {
  const written = new Map<string, Write>();
  const committed = new Map<string, Write>();
  for (const [index, state] of states.entries()) {
    const before = states[index - 1];
    if (before === undefined) continue;
    const { ended, writer, newest, tables } = changesBetween(before, state);
    if (writer) {
      for (const key of newest) written.set(key, { session: writer.session, statement: writer });
    }
    for (const key of tables) {
      const session = written.get(key)?.session;
      const statement = ended.find((one) => one.session === session);
      if (session !== undefined && statement) committed.set(key, { session, statement });
    }
  }
  return { written, committed };
};

/** What came between two states of a run: a long run is looked through again after every statement. */
interface Changes {
  readonly before: LabState;
  readonly ended: readonly StatementEntry[];
  /** The one that wrote what is new, if there is only one that could have. */
  readonly writer: StatementEntry | undefined;
  /** The keys of rows that nobody had seen before; only with a writer. */
  readonly newest: readonly string[];
  /** The same among the committed ones. */
  readonly tables: readonly string[];
}

const changes = new WeakMap<LabState, Changes>();

const changesBetween = (before: LabState, after: LabState): Changes => {
  const known = changes.get(after);
  if (known?.before === before) return known;
  const ended = endedBetween(before, after);
  const writer = only(ended.filter(changesRows));
  const found: Changes = {
    before,
    ended,
    writer,
    newest: writer ? newRows(before.observation.newest, after.observation.newest) : [],
    tables: newRows(before.observation.tables, after.observation.tables),
  };
  changes.set(after, found);
  return found;
};

/** The statements that were answered after one state and up to another of the same run. */
export const endedBetween = (before: LabState, after: LabState): readonly StatementEntry[] =>
  after.timeline.filter((one, at): one is StatementEntry => {
    // What happened stays at its place in the timeline.
    const was = before.timeline[at];
    if (one === was || one.kind !== 'statement' || one.outcome === undefined) return false;
    return was?.kind !== 'statement' || was.outcome === undefined;
  });

export const statements = ({ timeline }: Pick<LabState, 'timeline'>): readonly StatementEntry[] =>
  timeline.filter((one): one is StatementEntry => one.kind === 'statement');

const changesRows = ({ outcome, sql }: StatementEntry): boolean =>
  outcome?.kind === 'ok' && outcome.affected > 0 && /^\s*(insert|update|replace|delete|with)\b/i.test(sql);

const newRows = (before: Observation['newest'], after: Observation['newest']): readonly string[] =>
  before === after
    ? []
    : (after ?? []).flatMap((view) => {
        const rows = newIn(rowsOf(before, view.name)?.rows ?? [], 'rows' in view ? view.rows : []);
        return rows.map((row) => rowKey(view.name, row));
      });

type Rows = TableRows['rows'];

/** Rows that were not there before, each once. Most are the very same; few are to be compared by what they say. */
const newIn = (before: Rows, after: Rows): Rows => {
  if (before === after) return [];
  const known = new Set(before);
  const unknown = new Map(
    after.filter((row) => !known.has(row)).map((row) => [JSON.stringify(row), row] as const),
  );
  if (unknown.size === 0) return [];
  const byFirst = Map.groupBy(unknown, ([, [first]]) => first);
  for (const row of before) {
    for (const [text, one] of byFirst.get(row[0]) ?? []) if (isSameRow(row, one)) unknown.delete(text);
  }
  return [...unknown.values()];
};

/** A table may be large, and what was observed never changes. */
const known = new Remembered<ReadonlySet<string>>(8);

/** The keys of the rows in a view; none when it could not be read. */
export const keysOf = (view: TableView | undefined): ReadonlySet<string> =>
  view === undefined || !('rows' in view)
    ? new Set()
    : known.of(view, () => new Set(view.rows.map((row) => rowKey(view.name, row))));

const only = <T>(list: readonly T[]): T | undefined => (list.length === 1 ? list[0] : undefined);
