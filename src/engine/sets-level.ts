/**
 * Does it set an isolation level, of the session, of its next transaction or of whoever comes later?
 * https://dev.mysql.com/doc/refman/9.7/en/set-transaction.html
 */
export const setsLevel = (sql: string): boolean =>
  /^\s*set\b.*\b(?:isolation\s+level|(?:transaction|tx)_isolation)\b/is.test(sql);
