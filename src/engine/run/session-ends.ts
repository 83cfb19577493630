import { namesInSql, withNames } from '../../lesson/values.ts';
import { serverErrors } from '../outcome.ts';
import type { LabState, StatementEntry } from '../state.ts';

/** How the transactions of one session ended; unknown where a statement of it may have ended one without saying so. */
export type SessionEnds = 'unknown' | { readonly committed: number; readonly rolledBack: number };

/** The query of an invariant, `:sessions` being a table of how everybody's transactions ended. */
export const askingWhoCommitted = (violations: string, lab: LabState): string =>
  namesInSql(violations).length === 0 ? violations : withNames(violations, () => relationOf(lab));

/** Only words that the lab has chosen: nothing of a lesson gets into it. */
const relationOf = (lab: LabState): string => {
  const rows = lab.sessions.map(({ name }) => {
    const ends = endsOf(name, lab);
    const [committed, rolledBack] = ends === 'unknown' ? ['NULL', 'NULL'] : [ends.committed, ends.rolledBack];
    return `SELECT '${name}' AS session, ${committed} AS committed, ${rolledBack} AS rolled_back`;
  });
  return `(${rows.join(' UNION ALL ')})`;
};

/**
 * Counted are the transactions that a session began and ended expressly, by what the server answered. A victim's is over
 * when the session goes on without it: a deadlock among locks of tables rolls nothing back.
 */
export const endsOf = (session: string, { timeline }: Pick<LabState, 'timeline'>): SessionEnds => {
  let ends = { committed: 0, rolledBack: 0 };
  let now: 'none' | 'open' | 'victim' = 'none';
  const end = (how: keyof typeof ends) => {
    if (now !== 'none') ends = { ...ends, [how]: ends[how] + 1 };
    now = 'none';
  };
  const own = timeline.filter(
    (one): one is StatementEntry =>
      one.kind === 'statement' && one.session === session && one.to === undefined,
  );
  for (const { sql, outcome } of own) {
    const kind = kindOf(sql);
    if (kind === 'unknown') return 'unknown';
    if (outcome?.kind === 'lost') end('rolledBack');
    else if (outcome?.kind === 'error') {
      if (outcome.errno === serverErrors.deadlock && now === 'open') now = 'victim';
    } else if (outcome !== undefined) {
      if (kind === 'begin') {
        end(now === 'victim' ? 'rolledBack' : 'committed');
        now = 'open';
      } else if (kind !== 'inside') end(kind);
    }
  }
  if (now === 'victim') end('rolledBack');
  return ends;
};

/** What is not surely one of these (DDL, CALL, SET autocommit, XA, AND CHAIN …) may commit without saying so. */
const kindOf = (sql: string): 'begin' | 'committed' | 'rolledBack' | 'inside' | 'unknown' => {
  const text = sql.replace(/^(\s|\(|\/\*(?!!)[^*]*\*\/|--\s[^\n]*\n|#[^\n]*\n)+/, '');
  if (/^(commit|rollback)\b.*\b(chain|release)\b/is.test(text)) return 'unknown';
  if (/^(start\s+transaction|begin(\s+work)?\s*$)/i.test(text)) return 'begin';
  if (/^commit\b/i.test(text)) return 'committed';
  if (/^rollback(\s+work)?\s+to\b/i.test(text)) return 'inside';
  if (/^rollback\b/i.test(text)) return 'rolledBack';
  if (/^set\b/i.test(text)) return /autocommit|completion_type/i.test(text) ? 'unknown' : 'inside';
  const plain =
    /^(select|insert|update|delete|replace|with|table|values|do|savepoint|release\s+savepoint|show|explain)\b/i;
  return plain.test(text) ? 'inside' : 'unknown';
};
