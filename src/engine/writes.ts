import type { Observation, TableRows, TableView } from './events.ts';
import type { Value } from './outcome.ts';
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
    const ended = endedBetween(before, state);
    const writer = only(ended.filter(changesRows));
    if (writer) {
      for (const key of newRows(before.observation.newest, state.observation.newest)) {
        written.set(key, { session: writer.session, statement: writer });
      }
    }
    for (const key of newRows(before.observation.tables, state.observation.tables)) {
      const session = written.get(key)?.session;
      const statement = ended.find((one) => one.session === session);
      if (session !== undefined && statement) committed.set(key, { session, statement });
    }
  }
  return { written, committed };
};

/** The statements that were answered after one state and up to another. */
export const endedBetween = (before: LabState, after: LabState): readonly StatementEntry[] => {
  const known = new Set(statements(before).flatMap((one) => (one.outcome ? [one.statement] : [])));
  return statements(after).filter((one) => one.outcome !== undefined && !known.has(one.statement));
};

export const statements = ({ timeline }: Pick<LabState, 'timeline'>): readonly StatementEntry[] =>
  timeline.filter((one): one is StatementEntry => one.kind === 'statement');

const changesRows = ({ outcome, sql }: StatementEntry): boolean =>
  outcome?.kind === 'ok' && outcome.affected > 0 && /^\s*(insert|update|replace|delete|with)\b/i.test(sql);

const newRows = (before: Observation['newest'], after: Observation['newest']): readonly string[] =>
  (after ?? []).flatMap((view) => {
    const known = keysOf(before?.find(({ name }) => name === view.name));
    return [...keysOf(view)].filter((key) => !known.has(key));
  });

/** A table may be large, and what was observed never changes. */
const known = new WeakMap<TableView, ReadonlySet<string>>();

/** The keys of the rows in a view; none when it could not be read. */
export const keysOf = (view: TableView | undefined): ReadonlySet<string> => {
  if (view === undefined || !('rows' in view)) return new Set();
  const keys = known.get(view) ?? new Set(view.rows.map((row) => rowKey(view.name, row)));
  known.set(view, keys);
  return keys;
};

const only = <T>(list: readonly T[]): T | undefined => (list.length === 1 ? list[0] : undefined);
