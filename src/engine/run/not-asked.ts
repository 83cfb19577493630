import {
  calls,
  type Programs,
  partsOf,
  programNamed,
  programsIn,
  temporaryIn,
  viewsIn,
  withViews,
} from '../history/programs.ts';
import type { LabState, StatementEntry } from '../state.ts';
import { statements } from '../statements.ts';

/** They take their time, whatever the rows are. */
const delays: ReadonlySet<string> = new Set(['sleep', 'benchmark']);

/** They tell each session, or each moment, something else. */
const drawing =
  /\b(?:user|current_user|session_user|system_user|current_role|connection_id|rand|random_bytes|uuid|uuid_short|now|sysdate|curdate|curtime|current_date|current_time|current_timestamp|localtime|localtimestamp|utc_date|utc_time|utc_timestamp|unix_timestamp|last_insert_id|found_rows|row_count)\b/i;

/** They change what a SELECT returns, whatever the rows are. */
const settings =
  /\b(?:sql_select_limit|time_zone|timestamp|sql_mode|names|charset|character|collation\w*|character_set_\w+)\b/i;

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
 * Why a session is not asked what it would read in a table: its SELECT would tell of something else than of versions of rows.
 */
export const whyNotAsked = (session: string, table: string, lab: LabState): string | undefined => {
  if (doesMoreThanRead(table, lab))
    return 'not asked, as reading this view may do more than read, or tell each session something else (it calls a function)';
  const sent = statements(lab).filter((one) => one.session === session);
  if (sent.some(({ sql }) => temporaryIn(sql) === table.toLowerCase()))
    return 'not asked, as it has made a temporary table of that name';
  if (sent.some(({ sql }) => /^\s*set\b/i.test(sql) && settings.test(sql)))
    return 'not asked, as a setting of its own changes what comes back';
  return undefined;
};

/**
 * Whether a session's SELECT of it may do more than read: a view that calls a stored function, waits or takes locks with names. Who
 * is asked after that would see what it has done.
 */
const doesMoreThanRead = (table: string, lab: LabState): boolean => {
  const programs: Programs = programsIn([...lab.script.setup, ...statements(lab).map(({ sql }) => sql)]);
  const sql = withViews(`TABLE \`${table}\``, programs);
  return calls(sql, effects) || calls(sql, programs.functions) || viewsIn(sql, programs).some(tellsOtherwise);
};

const tellsOtherwise = (sql: string): boolean => partsOf(sql).some(({ word }) => drawing.test(word));

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
