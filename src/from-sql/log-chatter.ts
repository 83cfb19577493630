/**
 * What drivers and frameworks ask by themselves, and what changes no row and no lock: a short list, since everything that is
 * not on it counts. `SET autocommit`, isolation levels, `sql_mode` and timeouts of locks are not: they matter.
 */
export const isChatter = (sql: string): boolean => {
  const plain = sql.replace(/^(\/\*(?![!+]).*?\*\/\s*)+/s, '').replace(/;\s*$/, '');
  return chatter.some((one) => one.test(plain)) || setsOnly(plain);
};

const chatter: readonly RegExp[] = [
  /^set\s+(names|character\s+set|charset)\b/i,
  /^show\s/i,
  // System variables alone: a SELECT that reads a table has a FROM.
  /^select\s+@@(?!.*\bfrom\b)/is,
  /^select\s+1$/i,
  /^select\s+(database|version|connection_id|user|current_user)\s*\(\s*\)$/i,
  /^use\s/i,
];

/** Connections are set so when they are opened; none of it is about rows or locks. */
const harmless =
  'character_set_client|character_set_results|character_set_connection|collation_connection|net_write_timeout|net_read_timeout|wait_timeout|interactive_timeout|max_execution_time|sql_select_limit|sql_auto_is_null|lc_messages|time_zone|profiling|group_concat_max_len';

const assignment = String.raw`(?:(?:@@)?(?:session|local)(?:\s+|\.)|@@)?(?:${harmless})\s*:?=\s*(?:'[^']*'|"[^"]*"|@?@?[\w.+-]+)`;
const assignments = new RegExp(String.raw`^set\s+${assignment}(?:\s*,\s*${assignment})*$`, 'i');

const setsOnly = (sql: string): boolean => assignments.test(sql);
