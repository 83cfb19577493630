/**
 * What the lab does itself and lets no script do: undefined for what is sent. The words go behind "is left out: ".
 * Comments with a version (`/*!40101 … *\/`) are how mysqldump writes what old servers do not know.
 */
export const whyLeftOut = (sql: string): string | undefined => {
  const plain = sql.replace(/^\/\*!\d*\s*/, '');
  if (/^use\b/i.test(plain)) return 'the lab has a schema of its own';
  if (/^set\s+(names|character\s+set|charset)\b/i.test(plain)) return 'the lab sends UTF-8';
  return undefined;
};

/** The same of a setup, which may come from mysqldump. */
export const whyLeftOutOfSetup = (sql: string): string | undefined => {
  const plain = sql.replace(/^\/\*!\d*\s*/, '');
  if (/^(create|drop)\s+(database|schema)\b/i.test(plain)) return 'the lab has a schema of its own';
  // https://dev.mysql.com/doc/refman/9.7/en/mysqldump.html#option_mysqldump_set-gtid-purged
  if (/^set\s+@@(global\.gtid_purged|session\.sql_log_bin)\b/i.test(plain))
    return 'it is about replication, and the lab has none';
  return whyLeftOut(sql);
};

/**
 * A stored program or a view is whose it is made by: the lab's account may make none for others. Undefined where nobody is
 * named. https://dev.mysql.com/doc/refman/9.7/en/stored-objects-security.html
 */
export const withoutDefiner = (sql: string): string | undefined => {
  if (!/^(\/\*!\d*\s*)?(create|alter)\b/i.test(sql)) return undefined;
  const name = '(?:`[^`]*`|\'[^\']*\'|"[^"]*"|[\\w$%.]+)';
  const definer = new RegExp(`\\bdefiner\\s*=\\s*${name}(?:\\s*@\\s*${name}|\\s*\\(\\s*\\))?`, 'i');
  // Before the program itself, in which text may look like it.
  const head = /^[^;]*?\b(view|procedure|function|trigger|event)\b/i.exec(sql)?.[0] ?? '';
  return definer.test(head) ? head.replace(definer, '') + sql.slice(head.length) : undefined;
};
