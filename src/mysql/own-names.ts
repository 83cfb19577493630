import type { ErrorOutcome, Outcome, ResultSet, Value } from '../engine/outcome.ts';
import type { Client } from './client.ts';
import { LockNames } from './lock-names.ts';
import { mentionsLocks, ownLocks } from './named-locks.ts';
import { preparedFrom, preparedTexts } from './prepared-text.ts';
import { codeOf, isAmbiguous, isStoredProgram, isWord } from './sql-readings.ts';
import { ownXa } from './xids.ts';

type Executing = Pick<Client, 'execute'>;

/**
 * Names that MySQL has for the whole server and for which it knows no privilege: xids, and those of GET_LOCK(). A
 * lesson's statements are sent with names of its sandbox's own, and what comes back shows them as they were written.
 * What cannot be sent in that way is an error of the lab's, and never sent.
 */
export class OwnNames {
  readonly #schema: string;
  readonly #isOurs: boolean;
  readonly #locks: LockNames;
  /** What stands in statements → what was written there. */
  readonly #edits = new Map<string, string>();
  readonly #xaEnds = new Set<string>();
  #viewsMayLock = false;

  /** `isOurs`: the server is the lab's own, and nobody else has names there. */
  constructor(schema: string, isOurs: boolean) {
    this.#schema = schema;
    this.#isOurs = isOurs;
    this.#locks = new LockNames(schema);
  }

  /** The next run writes what it likes. What is prepared by XA is not forgotten. */
  forget(): void {
    this.#locks.forget();
    this.#edits.clear();
    this.#viewsMayLock = false;
  }

  /** Statements that roll back what XA PREPARE may have left, once its connections are gone. */
  get xaEnds(): readonly string[] {
    return [...this.#xaEnds];
  }

  /** Whether reading a view of the lesson's may take a lock. */
  get viewsMayLock(): boolean {
    return this.#viewsMayLock;
  }

  /** The name of a user-level lock as the lesson wrote it. */
  writtenLock(name: string): string {
    return this.#locks.written(name);
  }

  /** Whether there may be locks of others. */
  get mayMeetOthers(): boolean {
    return !this.#isOurs;
  }

  /** Whether a lock may be somebody else's, too. */
  isForeignLock(name: string): boolean {
    return !this.#isOurs && !this.#locks.isOwn(name);
  }

  /** Sends a statement of the lesson's. Never rejects. */
  async execute(client: Executing, sql: string): Promise<Outcome> {
    const xa = ownXa(sql, this.#schema);
    if (xa.kind === 'refused') return notSent(xa.because);
    if (xa.kind === 'sent') {
      if (xa.end !== undefined) this.#xaEnds.add(xa.end);
      return await client.execute(xa.sql);
    }
    if (!this.#isOurs && isForeignLanguage(sql)) return notSent(foreignLanguage);
    const prepared = await this.#prepared(client, sql);
    if ('refused' in prepared) return notSent(prepared.refused);
    const locks = ownLocks(prepared.sql, this.#locks, this.#isOurs);
    if (locks.kind === 'refused') return notSent(locks.because);
    const changed = locks.kind === 'changed' ? locks : { sql: prepared.sql, edits: [] };
    for (const { from, to } of changed.edits) this.#edits.set(to, from);
    if (locks.kind === 'changed' && /view/i.test(sql)) this.#viewsMayLock = true;
    return this.#asWritten(await client.execute(changed.sql));
  }

  /**
   * What PREPARE prepares is a statement, too. That of a variable is asked for: its session has nothing in flight, so
   * it is what will be prepared.
   */
  async #prepared(
    client: Executing,
    sql: string,
  ): Promise<{ readonly sql: string } | { readonly refused: string }> {
    if (!/prepare/i.test(sql)) return { sql };
    const from = preparedFrom(sql);
    const text = from?.kind === 'variable' ? await textIn(client, from.variable) : from?.text;
    if (!this.#isOurs) {
      const texts = preparedTexts(sql).filter((one) => one !== '@' || from?.kind !== 'variable');
      const isHidden = [...texts, text ?? ''].some((one) => one === '@' || mentionsLocks(unescaped(one)));
      const isUnknown = from !== undefined && text === undefined;
      return isHidden || isUnknown || isAmbiguous(sql) ? { refused: hiddenText } : { sql };
    }
    const locks = text === undefined ? undefined : ownLocks(text, this.#locks, this.#isOurs);
    // A literal that reads the same in every sql_mode.
    if (from === undefined || locks?.kind !== 'changed' || !/^[ -[\]-~\s]*$/.test(locks.sql)) return { sql };
    for (const edit of locks.edits) this.#edits.set(edit.to, edit.from);
    const literal = `'${locks.sql.replaceAll("'", "''")}'`;
    return { sql: sql.slice(0, from.start) + literal + sql.slice(from.end) };
  }

  #asWritten(outcome: Outcome): Outcome {
    if (this.#edits.size === 0) return outcome;
    switch (outcome.kind) {
      case 'rows': {
        const more = outcome.more?.map((one) => this.#set(one));
        return { ...outcome, ...this.#set(outcome), ...(more && { more }) };
      }
      case 'error': {
        const results = outcome.results?.map((one) => this.#set(one));
        return { ...outcome, message: this.#text(outcome.message), ...(results && { results }) };
      }
      case 'ok':
      case 'lost':
        return outcome;
    }
  }

  #set({ columns, rows }: ResultSet): ResultSet {
    return {
      columns: columns.map((name) => this.#text(name)),
      rows: rows.map((row) => row.map((value) => this.#value(value))),
    };
  }

  #value(value: Value): Value {
    return value === null ? null : this.#text(value);
  }

  #text(text: string): string {
    if (!text.includes(this.#locks.prefix)) return text;
    let written = text;
    for (const [to, from] of this.#edits) written = written.replaceAll(to, from);
    return written.replaceAll(this.#locks.prefix, '');
  }
}

const hiddenText =
  'what is prepared may name a lock, and names of locks count for the whole server, which others use, too';
const foreignLanguage = 'what a routine in another language does to others is not to be seen';

/** An error with a number that the server has none of. */
const notSent = (because: string): ErrorOutcome => ({
  kind: 'error',
  errno: 0,
  symbol: 'NOT_SENT',
  sqlState: '',
  message: `Not sent: ${because}.`,
});

/**
 * The text of a variable, while its session has nothing in flight. Asked for in digits: one that is binary, or a session
 * whose character_set_results is UTF-16, would show it otherwise. Undefined when they do not come back (sql_select_limit).
 */
const textIn = async (client: Executing, variable: string): Promise<string | undefined> => {
  const text = `IF(CHARSET(${variable}) = 'binary', ${variable}, CONVERT(${variable} USING utf8mb4))`;
  const outcome = await client.execute(`SELECT HEX(IFNULL(${text}, ''))`);
  const digits = outcome.kind === 'rows' ? outcome.rows[0]?.[0] : undefined;
  return digits != null && /^(?:[\dA-F]{2})*$/.test(digits)
    ? Buffer.from(digits, 'hex').toString()
    : undefined;
};

/** A backslash before a letter that needs none vanishes. */
const unescaped = (literal: string): string => literal.replaceAll('\\', '');

/** CREATE FUNCTION … LANGUAGE JAVASCRIPT: https://dev.mysql.com/doc/refman/9.7/en/srjs.html */
const isForeignLanguage = (sql: string): boolean => {
  if (!/language/i.test(sql)) return false;
  const code = codeOf(sql);
  return (
    isStoredProgram(code) &&
    code.some(
      (one, at) => isWord(one, 'LANGUAGE') && code[at + 1]?.kind === 'word' && !isWord(code[at + 1], 'SQL'),
    )
  );
};
