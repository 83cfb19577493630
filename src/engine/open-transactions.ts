import { beginsTransaction } from './reduce.ts';
import type { LabState, StatementEntry } from './state.ts';
import { isDeadlock } from './wait-end.ts';

/**
 * Whether its session was inside a transaction after each statement that is over, by the statement's number.
 * What the server said when everything had settled counts; between that, what the statement itself says.
 *
 * @param states what the run had come to after each thing that was asked of it, the newest last.
 */
export const openAfter = (states: readonly LabState[]): ReadonlyMap<number, boolean> => {
  const last = states.at(-1);
  const open = new Map<number, boolean>();
  if (last === undefined) return open;
  const said = saidAfter(states);
  const now = new Map(last.sessions.map(({ name }) => [name, false]));
  for (const entry of last.timeline) {
    if (entry.kind !== 'statement' || entry.outcome === undefined) continue;
    const { session, statement } = entry;
    const isOpen = said.get(statement) ?? isOpenAfter(entry, now.get(session) ?? false);
    now.set(session, isOpen);
    open.set(statement, isOpen);
  }
  return open;
};

/** The server's word, where the session sent nothing more before it was asked, and had its answer by then. */
const saidAfter = (states: readonly LabState[]): ReadonlyMap<number, boolean | undefined> => {
  const said = new Map<number, boolean | undefined>();
  for (const state of states) {
    if (!state.settled) continue;
    for (const { statement, isOver, isOpen } of lastOf(state)) {
      if (!said.has(statement)) said.set(statement, isOver ? isOpen : undefined);
    }
  }
  return said;
};

interface LastStatement {
  readonly statement: number;
  readonly isOver: boolean;
  /** Was its session inside a transaction? */
  readonly isOpen: boolean;
}

const known = new WeakMap<LabState, readonly LastStatement[]>();

/** The last statement of each session. Looked for once in each state: a long run has many of both. */
const lastOf = (state: LabState): readonly LastStatement[] => {
  const found = known.get(state);
  if (found) return found;
  const missing = new Set(state.sessions.map(({ name }) => name));
  const last: LastStatement[] = [];
  for (let at = state.timeline.length - 1; at >= 0 && missing.size > 0; at--) {
    const entry = state.timeline[at];
    if (entry?.kind !== 'statement' || !missing.delete(entry.session)) continue;
    const { statement, session, outcome } = entry;
    last.push({ statement, isOver: outcome !== undefined, isOpen: isIn(state, session) });
  }
  known.set(state, last);
  return last;
};

const isIn = (state: LabState, session: string): boolean =>
  state.sessions.some(({ name, transaction }) => name === session && transaction !== undefined);

/** What a statement itself says of the transaction around it, by its words and what came of it. */
export const isOpenAfter = (entry: Pick<StatementEntry, 'sql' | 'outcome'>, before: boolean): boolean => {
  if (isDeadlock(entry) || entry.outcome?.kind === 'lost') return false;
  if (entry.outcome?.kind === 'error') return before;
  if (beginsTransaction(entry.sql)) return true;
  return before && !/^\s*(commit|rollback(?!\s+(work\s+)?to))\b/i.test(entry.sql);
};
