import mysql, { type Connection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import type { ServerAddress } from '../../src/hosts/provider.ts';

/**
 * Every interleaving of some scripts, one after the other, over bare connections: what the explorer is held against. It
 * shares nothing with it, and is as plain as can be.
 */

/** What a statement came to: its rows, how many it changed, or its error. */
export type Came =
  | { readonly rows: readonly (readonly (string | null)[])[] }
  | { readonly affected: number }
  | { readonly errno: number };

export interface BareStep {
  readonly sql: string;
  /** The application rolls back and sends no more. */
  readonly stops?: (came: Came) => boolean;
  /** Sent only when it holds, given what earlier steps came to, by their names. */
  readonly only?: (came: ReadonlyMap<string, Came>) => boolean;
  readonly name?: string;
}

export interface BareRun {
  /** `A2`: what the second step of A came to; nothing where it was not sent. */
  readonly steps: Readonly<Record<string, Came>>;
  /** All rows of all tables in the end, sorted. */
  readonly tables: Readonly<Record<string, readonly string[]>>;
  /** Somebody had to wait, or was rolled back to end a deadlock. */
  readonly waited: boolean;
  readonly victims: readonly string[];
}

/** All words with so many letters each. */
export const wordsOf = (lengths: Readonly<Record<string, number>>): readonly string[] => {
  const letters = Object.keys(lengths).filter((letter) => (lengths[letter] ?? 0) > 0);
  if (letters.length === 0) return [''];
  return letters.flatMap((letter) =>
    wordsOf({ ...lengths, [letter]: (lengths[letter] ?? 0) - 1 }).map((rest) => letter + rest),
  );
};

export class BruteForce implements AsyncDisposable {
  readonly #admin: Connection;
  readonly #sessions: ReadonlyMap<string, Connection>;
  readonly #schema: string;

  private constructor(admin: Connection, sessions: ReadonlyMap<string, Connection>, schema: string) {
    this.#admin = admin;
    this.#sessions = sessions;
    this.#schema = schema;
  }

  static async open(
    address: ServerAddress,
    sessions: readonly string[],
    schema = 'brute',
  ): Promise<BruteForce> {
    const connect = (database?: string) =>
      mysql.createConnection({
        user: address.user,
        password: address.password,
        ...(address.socketPath !== undefined && { socketPath: address.socketPath }),
        ...(database !== undefined && { database }),
        rowsAsArray: true,
        typeCast: (field) => field.string(),
      });
    const admin = await connect();
    await admin.query(`DROP DATABASE IF EXISTS ${schema}`);
    await admin.query(`CREATE DATABASE ${schema}`);
    await admin.query(`USE ${schema}`);
    const opened = new Map<string, Connection>();
    for (const name of sessions) opened.set(name, await connect(schema));
    return new BruteForce(admin, opened, schema);
  }

  /** In each word's order; who waits has its turn when it is free, before everybody else. */
  async run(
    setup: readonly string[],
    levels: ReadonlyMap<string, string>,
    scripts: Readonly<Record<string, readonly BareStep[]>>,
    word: string,
  ): Promise<BareRun> {
    await this.#anew(setup, levels);
    const run = new OneRun(this.#admin, this.#sessions, scripts);
    for (const letter of word) await run.turn(letter);
    await run.end();
    return { ...run.came, tables: await this.#tables() };
  }

  async #anew(setup: readonly string[], levels: ReadonlyMap<string, string>): Promise<void> {
    for (const [name, one] of this.#sessions) {
      await one.query('ROLLBACK');
      await one.query(`SET SESSION TRANSACTION ISOLATION LEVEL ${levels.get(name)}`);
    }
    for (const name of await this.#names()) await this.#admin.query(`DROP TABLE ${name}`);
    for (const sql of setup) await this.#admin.query(sql);
  }

  async #names(): Promise<readonly string[]> {
    const [rows] = await this.#admin.query<RowDataPacket[]>(
      `SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = '${this.#schema}' ORDER BY 1`,
    );
    return rows.map((row) => String(row[0]));
  }

  async #tables(): Promise<BareRun['tables']> {
    const tables: Record<string, readonly string[]> = {};
    for (const name of await this.#names()) {
      const [rows] = await this.#admin.query<RowDataPacket[]>(`SELECT * FROM ${name}`);
      tables[name] = rows.map((row) => JSON.stringify(row)).toSorted();
    }
    return tables;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#admin.query(`DROP DATABASE ${this.#schema}`);
    for (const one of [this.#admin, ...this.#sessions.values()]) one.destroy();
  }
}

class OneRun {
  readonly #admin: Connection;
  readonly #sessions: ReadonlyMap<string, Connection>;
  readonly #scripts: Readonly<Record<string, readonly BareStep[]>>;
  readonly #next = new Map<string, number>();
  readonly #inFlight = new Map<string, Promise<void>>();
  readonly #kept: string[] = [];
  readonly #over = new Set<string>();
  /** Its transaction is gone, and the rest of it is not sent. */
  readonly #gone = new Set<string>();
  readonly #inTransaction = new Set<string>();
  readonly #named = new Map<string, Came>();
  readonly #steps: Record<string, Came> = {};
  readonly #victims = new Set<string>();
  #waited = false;

  constructor(
    admin: Connection,
    sessions: ReadonlyMap<string, Connection>,
    scripts: Readonly<Record<string, readonly BareStep[]>>,
  ) {
    this.#admin = admin;
    this.#sessions = sessions;
    this.#scripts = scripts;
  }

  get came(): Omit<BareRun, 'tables'> {
    return { steps: this.#steps, waited: this.#waited, victims: [...this.#victims].toSorted() };
  }

  async turn(session: string): Promise<void> {
    if (this.#inFlight.has(session)) this.#kept.push(session);
    else await this.#send(session);
    await this.#takeKept();
  }

  async end(): Promise<void> {
    await Promise.all(this.#inFlight.values());
    await this.#takeKept();
    if (this.#kept.length > 0) throw new Error('Nobody is left who could free the rest');
  }

  async #takeKept(): Promise<void> {
    for (;;) {
      const at = this.#kept.findIndex((session) => !this.#inFlight.has(session));
      if (at < 0) return;
      const [session = ''] = this.#kept.splice(at, 1);
      await this.#send(session);
    }
  }

  async #send(session: string): Promise<void> {
    const index = this.#next.get(session) ?? 0;
    this.#next.set(session, index + 1);
    const step = this.#scripts[session]?.[index];
    const connection = this.#sessions.get(session);
    if (step === undefined || connection === undefined || this.#over.has(session)) return;
    const begins = /^(start transaction|begin)/i.test(step.sql);
    const ends = /^(commit|rollback)/i.test(step.sql);
    if (this.#gone.has(session) && !begins) {
      if (ends) this.#gone.delete(session);
      return;
    }
    if (step.only?.(this.#named) === false) return;
    this.#gone.delete(session);
    if (begins) this.#inTransaction.add(session);
    if (ends) this.#inTransaction.delete(session);
    const answered = answerOf(connection, step.sql).then(async (came) => {
      this.#steps[`${session}${index + 1}`] = came;
      if (step.name !== undefined) this.#named.set(step.name, came);
      if ('errno' in came && came.errno === 1213) {
        this.#victims.add(session);
        // A statement of its own is a transaction of its own: what comes behind it is none of it.
        if (this.#inTransaction.delete(session)) this.#gone.add(session);
      }
      if (step.stops?.(came)) {
        this.#over.add(session);
        await connection.query('ROLLBACK');
      }
      this.#inFlight.delete(session);
    });
    this.#inFlight.set(session, answered);
    await this.#settle();
  }

  /** Until everybody has an answer or, by the server's word, waits for one who has. */
  async #settle(): Promise<void> {
    for (;;) {
      const soon = new Promise((resolve) => setTimeout(resolve, 1));
      await Promise.race([Promise.all(this.#inFlight.values()), soon]);
      const before = this.#inFlight.size;
      if (before === 0) return;
      // Others on this server are no concern of ours.
      const own = [...this.#sessions.values()].map(({ threadId }) => threadId).join();
      const [rows] = await this.#admin.query<RowDataPacket[]>(
        `SELECT COUNT(DISTINCT REQUESTING_THREAD_ID) FROM performance_schema.data_lock_waits
          JOIN performance_schema.threads ON THREAD_ID = REQUESTING_THREAD_ID WHERE PROCESSLIST_ID IN (${own})`,
      );
      // All of them cannot wait for each other for long: that is a deadlock.
      const waiting = Number(rows[0]?.[0]);
      if (this.#inFlight.size === before && waiting === before && before < this.#sessions.size) {
        this.#waited = true;
        return;
      }
    }
  }
}

const answerOf = async (connection: Connection, sql: string): Promise<Came> => {
  try {
    const [result] = await connection.query<RowDataPacket[] | ResultSetHeader>(sql);
    return Array.isArray(result)
      ? {
          rows: result.map((row) =>
            Object.values(row).map((value) => (value === null ? null : String(value))),
          ),
        }
      : { affected: result.affectedRows };
  } catch (error) {
    if (error instanceof Error && 'errno' in error && typeof error.errno === 'number')
      return { errno: error.errno };
    throw error;
  }
};
