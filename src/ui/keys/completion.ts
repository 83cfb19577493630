import type { Editor } from './editor.ts';

/** What the lab has read from the server: tables with their columns, and @variables. */
export interface KnownNames {
  readonly tables: ReadonlyMap<string, readonly string[]>;
  readonly variables: readonly string[];
}

/** What becomes of the word before the caret. */
export interface Completed {
  readonly editor: Editor;
  /** All that begin like it, where there are several. */
  readonly among: readonly string[];
}

/** Completes the word before the caret as far as it is clear; undefined where there is none, or nothing more begins like it. */
export const completed = ({ text, caret }: Editor, names: KnownNames): Completed | undefined => {
  const [, table, word = ''] = beforeCaret.exec(text.slice(0, caret)) ?? [];
  if (word === '' && table === undefined) return undefined;
  const among = beginningLike(word, table === undefined ? undefined : unquoted(table), names);
  if (among.every((one) => isSame(one, word))) return undefined;
  const shared = among.length === 1 ? (among[0] ?? '') : sharedStart(among);
  const isLonger = shared.length > word.length;
  const written = isLonger ? shared : word;
  const start = caret - word.length;
  return {
    editor: { text: text.slice(0, start) + written + text.slice(caret), caret: start + written.length },
    among: among.length === 1 ? [] : among,
  };
};

/** Perhaps a table and a full stop, and what is written of a name, of an @variable or of a word of SQL. */
const beforeCaret = /(?:(`[^`]+`|[\p{L}\p{N}_$]+)\.)?([`@]?[\p{L}\p{N}_$]*)$/u;

const unquoted = (name: string): string => name.replaceAll('`', '');

const beginningLike = (
  word: string,
  table: string | undefined,
  { tables, variables }: KnownNames,
): readonly string[] => {
  const columns = [...tables].flatMap(([name, own]) =>
    table === undefined || isSame(name, table) ? own : [],
  );
  const named = [...(table === undefined ? tables.keys() : []), ...columns].map((name) =>
    word.startsWith('`') || !isPlain.test(name) ? `\`${name.replaceAll('`', '``')}\`` : name,
  );
  const isLower = word === word.toLowerCase();
  const spoken = wordsOfSql.map((one) => (isLower ? one.toLowerCase() : one));
  const others = table === undefined ? [...variables.map((name) => `@${name}`), ...spoken] : [];
  const all = [...named, ...others];
  return [...new Set(all)].filter((one) => isSame(one.slice(0, word.length), word));
};

/** A name that needs no quotes. */
const isPlain = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const sharedStart = ([first = '', ...others]: readonly string[]): string => {
  const differs = Array.from(first).findIndex((_, at) =>
    others.some((one) => !isSame(one.slice(0, at + 1), first.slice(0, at + 1))),
  );
  return differs < 0 ? first : first.slice(0, differs);
};

const wordsOfSql = (
  'SELECT INSERT INTO VALUES UPDATE SET DELETE FROM WHERE AND OR NOT NULL LIKE BETWEEN EXISTS IN AS DISTINCT ' +
  'ORDER GROUP BY HAVING LIMIT JOIN LEFT ON WITH COUNT SUM MAX MIN SLEEP FOR SHARE SKIP LOCKED NOWAIT ' +
  'START TRANSACTION CONSISTENT SNAPSHOT BEGIN COMMIT ROLLBACK SAVEPOINT RELEASE AUTOCOMMIT SESSION ISOLATION LEVEL ' +
  'READ UNCOMMITTED COMMITTED REPEATABLE SERIALIZABLE LOCK UNLOCK TABLES CREATE ALTER DROP TRUNCATE TABLE ADD COLUMN ' +
  'INDEX UNIQUE PRIMARY KEY FOREIGN REFERENCES DUPLICATE SHOW GRANTS WARNINGS DESCRIBE EXPLAIN'
).split(' ');
