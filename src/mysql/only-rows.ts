/** What these begin can change rows, and what ends with the connection's session, but no definition. */
const forms =
  /^(?:select|table|values|with|insert|replace|update|delete|do|start\s+transaction|begin|commit|rollback|savepoint|release\s+savepoint|lock\s+tables?|unlock\s+tables?|show|explain|desc|describe|set)\b|^\(/i;

/** SET can also change the account, or what the whole server does. */
const setsMore = /\b(?:password|role|persist|persist_only|global|resource)\b|@@(?:global|persist)/i;

/** At its beginning. One that is executed, or holds hints, is none: `/*!` and `/*+`. */
const comments = /^(?:\s|\/\*(?![!+])[\s\S]*?\*\/|#[^\n]*(?:\n|$)|--(?=\s)[^\n]*(?:\n|$))+/;

const bare = (sql: string): string => sql.replace(comments, '');

/**
 * Whether a statement can change nothing but rows, and what belongs to its session: in MySQL the first word decides
 * that, since a table's triggers and functions can commit nothing and define nothing
 * (https://dev.mysql.com/doc/refman/9.7/en/stored-program-restrictions.html). False also where it cannot be told: CALL,
 * EXECUTE, XA, whatever stands in a comment that is executed.
 */
export const changesOnlyRows = (sql: string): boolean => {
  const text = bare(sql);
  if (!forms.test(text)) return false;
  return !/^set\b/i.test(text) || !setsMore.test(text);
};

/** Whether a statement takes no lock on a table that keeps readers out. False also where it cannot be told. */
export const leavesReaders = (sql: string): boolean => changesOnlyRows(sql) && !/^lock\b/i.test(bare(sql));

/**
 * Whether a statement leaves the session's settings and @variables as they are, when no trigger, function or procedure is
 * run by it. False also where it cannot be told.
 */
export const leavesSettings = (sql: string): boolean =>
  !sql.includes('@') &&
  /^(?:select|table|with|insert|replace|update|delete|start\s+transaction|begin|commit|rollback|savepoint|release)\b/i.test(
    bare(sql),
  );

/** Whether a statement may define what others run: a trigger, a function, a procedure. */
export const mayDefineRoutine = (sql: string): boolean => /\b(?:procedure|function|trigger)\b/i.test(sql);

/** Whether a setup leaves nothing besides tables, views and routines of its schema: no charset of its own, no XA. */
export const definesOnlyInside = (sql: string): boolean => !/\b(?:database|schema|xa)\b/i.test(sql);

/**
 * Tables that TRUNCATE leaves as they were: no counter that begins elsewhere, nobody who refers to them, no rows of a
 * query (SELECT, TABLE, VALUES, WITH). A name that looks so costs only the speed, and so does a comment.
 */
const isTable = (text: string): boolean =>
  /^create\s+table\b/i.test(text) &&
  !/\b(?:auto_increment\s*(?:=\s*)?\d|references|select|like|values|with|table\b[\s\S]*\btable)\b/i.test(
    text,
  ) &&
  !/\/\*|#|--/.test(text);

const identifier = '(?:`[^`]+`|[\\w$]+)';
/** Columns, or beginnings of them. */
const keyParts = '\\((?:[\\w$\\s,`]|\\(\\d+\\))+\\)';

/** A key that is added to a table (the group), and nothing else; not with options, which are many. */
const addedKeys = [
  `create\\s+(?:unique\\s+)?index\\s+${identifier}(?:\\s+using\\s+btree)?\\s+on\\s+(${identifier})\\s*${keyParts}`,
  `alter\\s+table\\s+(${identifier})\\s+add\\s+(?:primary\\s+key|(?:unique|key|index|unique\\s+key|unique\\s+index)(?:\\s+${identifier})?)\\s*${keyParts}`,
].map((form) => new RegExp(`^${form}[\\s;]*$`, 'i'));

/** Undefined where a statement does something else. */
const tableOfAddedKey = (text: string): string | undefined =>
  addedKeys.flatMap((form) => form.exec(text)?.[1] ?? [])[0];

/** False where the rows come of what is defined, or of the statement before. */
const changesRows = (text: string): boolean =>
  /^(?:insert|replace|update|delete)\b/i.test(text) && !/_schema\b|\b(?:row_count|found_rows)\b/i.test(text);

/** These rows come to the same with any key that they can have. */
const isPlainInsert = (text: string): boolean =>
  /^insert\s+into\b/i.test(text) && !/\b(?:select|table|on\s+duplicate)\b/i.test(text);

/** Whether a statement may speak of a table; when in doubt it does. */
const mentions = (text: string, table: string): boolean =>
  text.toLowerCase().includes(table.replaceAll('`', '').toLowerCase());

/**
 * The statements that fill the tables of a setup again once they are emptied by TRUNCATE, where that comes to exactly
 * what the whole setup comes to: it makes tables, gives them keys, and changes rows. Undefined where it does more.
 */
export const fillingStatements = (setup: readonly string[]): readonly string[] | undefined => {
  const texts = setup.map(bare);
  const isAsGood = texts.every((text, index) => {
    if (isTable(text) || changesRows(text)) return true;
    const table = tableOfAddedKey(text);
    return (
      table !== undefined &&
      texts.slice(0, index).every((one) => !changesRows(one) || isPlainInsert(one) || !mentions(one, table))
    );
  });
  return isAsGood ? setup.filter((_, index) => changesRows(texts[index] ?? '')) : undefined;
};
