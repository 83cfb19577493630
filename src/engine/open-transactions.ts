import { beginsTransaction } from './reduce.ts';
import type { LabState, StatementEntry } from './state.ts';
import { isDeadlock } from './wait-end.ts';
import { statements } from './writes.ts';

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
  const settled = states.filter((one) => one.settled);
  for (const { name } of last.sessions) {
    let isOpen = false;
    for (const entry of statements(last).filter((one) => one.session === name && one.outcome)) {
      isOpen = saidAfter(entry, settled) ?? isOpenAfter(entry, isOpen);
      open.set(entry.statement, isOpen);
    }
  }
  return open;
};

/** The server's word, where the session sent nothing more before it was asked. */
const saidAfter = (
  { session, statement }: StatementEntry,
  settled: readonly LabState[],
): boolean | undefined => {
  const state = settled.find(
    (one) => statements(one).findLast((other) => other.session === session)?.statement === statement,
  );
  const isOver = state && statements(state).some((one) => one.statement === statement && one.outcome);
  return isOver ? isIn(state, session) : undefined;
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
