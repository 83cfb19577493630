import { calls, type Programs, partsOf, programNamed, programsIn, withViews } from '../history/programs.ts';
import type { LabState, StatementEntry } from '../state.ts';
import { statements } from '../statements.ts';

/** They take their time, whatever the rows are. */
const delays: ReadonlySet<string> = new Set(['sleep', 'benchmark']);

/** They have an effect on others, or wait for them. */
const effects: ReadonlySet<string> = new Set([...delays, 'get_lock', 'release_lock', 'release_all_locks']);

/**
 * The first statement that lets time pass, itself or by a view, a routine or a trigger: a sandbox that goes the same way would
 * take as long, each time that somebody is asked.
 */
export const delayIn = (lab: LabState): StatementEntry | undefined => {
  const sent = statements(lab).filter(({ to }) => to === undefined);
  const delaying = delayingNames([...lab.script.setup, ...sent.map(({ sql }) => sql)]);
  return sent.find(({ sql }) => programNamed(sql) === undefined && delaysBy(sql, delaying));
};

/**
 * Whether a session's SELECT of it may do more than read: a view that calls a stored function, waits or takes locks with names. Who
 * is asked after that would see what it has done.
 */
export const doesMoreThanRead = (table: string, lab: LabState): boolean => {
  const programs: Programs = programsIn([...lab.script.setup, ...statements(lab).map(({ sql }) => sql)]);
  const sql = withViews(`TABLE \`${table}\``, programs);
  return calls(sql, effects) || calls(sql, programs.functions);
};

interface Delaying {
  /** Views and routines. */
  readonly named: Set<string>;
  /** Tables with such triggers. */
  readonly written: Set<string>;
}

/** What lets time pass by its text, or names another that does. */
const delayingNames = (all: readonly string[]): Delaying => {
  const programs = all.flatMap((sql) => {
    const program = programNamed(sql);
    return program ? [{ ...program, sql }] : [];
  });
  const found: Delaying = { named: new Set(), written: new Set() };
  const size = () => found.named.size + found.written.size;
  for (let before = -1; before < size(); ) {
    before = size();
    for (const { name, isTrigger, sql } of programs)
      if (delaysBy(sql, found)) (isTrigger ? found.written : found.named).add(name);
  }
  return found;
};

const delaysBy = (sql: string, { named, written }: Delaying): boolean => {
  if (calls(sql, delays)) return true;
  if (named.size + written.size === 0) return false;
  const parts = partsOf(sql);
  const mayWrite = parts.some(({ word }) => writing.has(word));
  return parts.some(({ name }) => named.has(name) || (mayWrite && written.has(name)));
};

const writing: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'REPLACE', 'LOAD']);
