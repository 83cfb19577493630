/** What these begin can change rows, and what ends with the connection's session, but no definition. */
const forms =
  /^(?:select|table|values|with|insert|replace|update|delete|do|start\s+transaction|begin|commit|rollback|savepoint|release\s+savepoint|lock\s+tables?|unlock\s+tables?|show|explain|desc|describe|set)\b|^\(/i;

/** SET can also change the account, or what the whole server does. */
const setsMore = /\b(?:password|role|persist|persist_only|global|resource)\b|@@(?:global|persist)/i;

/** At its beginning. One that is executed, or holds hints, is none: `/*!` and `/*+`. */
const comments = /^(?:\s|\/\*(?![!+])[\s\S]*?\*\/|#[^\n]*(?:\n|$)|--(?=\s)[^\n]*(?:\n|$))+/;

/**
 * Whether a statement can change nothing but rows, and what belongs to its session: in MySQL the first word decides
 * that, since a table's triggers and functions can commit nothing and define nothing
 * (https://dev.mysql.com/doc/refman/9.7/en/stored-program-restrictions.html). False also where it cannot be told: CALL,
 * EXECUTE, XA, whatever stands in a comment that is executed.
 */
export const changesOnlyRows = (sql: string): boolean => {
  const text = sql.replace(comments, '');
  if (!forms.test(text)) return false;
  return !/^set\b/i.test(text) || !setsMore.test(text);
};

/** Whether a setup leaves nothing outside the tables, views and routines of its schema: not its own charset, for instance. */
export const definesOnlyInside = (sql: string): boolean => !/\b(?:database|schema)\b/i.test(sql);
