import { randomBytes } from 'node:crypto';
import type { ServerAbout } from '../engine/events.ts';
import type { LabServer, Sandbox } from '../engine/ports.ts';
import type { ServerAddress, StartedServer } from '../server/provider.ts';
import { Client } from './client.ts';
import { probe } from './probe.ts';
import { quoteText } from './quote.ts';
import { explainRefusal } from './refusal.ts';
import { grantName, MysqlSandbox } from './sandbox.ts';

/** What a lesson may do inside its own schema. No FILE, no PROCESS, nothing global, no GRANT OPTION. */
const sandboxPrivileges = [
  'SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, LOCK TABLES',
  'CREATE TEMPORARY TABLES, CREATE VIEW, SHOW VIEW, TRIGGER, CREATE ROUTINE, ALTER ROUTINE, EXECUTE',
].join(', ');

/**
 * The lab on a server: one administrator's connection, one observer's account, and sandboxes.
 * Disposing of it removes the account; it leaves the server itself alone.
 */
export class MysqlLab implements LabServer, AsyncDisposable {
  readonly about: ServerAbout;
  readonly #admin: Client;
  readonly #address: ServerAddress;
  readonly #token: string;
  readonly #host: string;
  readonly #observer: ServerAddress;
  readonly #breaksDeadlocks: boolean;
  readonly #sandboxes = new Set<MysqlSandbox>();
  #made = 0;
  /** The administrator's connection runs one thing at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(parts: {
    about: ServerAbout;
    admin: Client;
    address: ServerAddress;
    token: string;
    host: string;
    observer: ServerAddress;
    breaksDeadlocks: boolean;
  }) {
    this.about = parts.about;
    this.#admin = parts.admin;
    this.#address = parts.address;
    this.#token = parts.token;
    this.#host = parts.host;
    this.#observer = parts.observer;
    this.#breaksDeadlocks = parts.breaksDeadlocks;
  }

  /** @throws UserError (exit code 3) when the server is too old, is no MySQL, or refuses what the lab needs. */
  static async open(
    server: Pick<StartedServer, 'address' | 'provider' | 'place'>,
    signal?: AbortSignal,
  ): Promise<MysqlLab> {
    const { address, provider, place } = server;
    const admin = await explainRefusal(place, () => Client.open(address, signal && { signal }));
    const stop = () => admin.destroy();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const facts = await explainRefusal(place, () => probe(admin, place));
      const token = randomBytes(4).toString('hex');
      const observer = { ...address, user: `isolab_${token}_observer`, password: password() };
      const account = accountOf(observer.user, facts.host);
      await explainRefusal(place, async () => {
        await admin.query(`CREATE USER ${account} IDENTIFIED BY ${quoteText(observer.password)}`);
        try {
          await admin.query(`GRANT SELECT ON performance_schema.* TO ${account}`);
          await admin.query(`GRANT SELECT ON \`isolab\\_${token}\\_%\`.* TO ${account}`);
        } catch (error) {
          await admin.query(`DROP USER ${account}`);
          throw error;
        }
      });
      return new MysqlLab({
        about: { version: facts.version, provider, place },
        admin,
        address,
        token,
        host: facts.host,
        observer,
        breaksDeadlocks: facts.breaksDeadlocks,
      });
    } catch (error) {
      admin.destroy();
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Resolves with the reason when the server goes away. */
  get lost(): Promise<string> {
    return this.#admin.lost;
  }

  /** @throws UserError (exit code 3) when the server cannot be reached any more or has no room. */
  createSandbox(): Promise<Sandbox> {
    return explainRefusal(this.about.place, () => this.#createSandbox());
  }

  async #createSandbox(): Promise<Sandbox> {
    const schema = `isolab_${this.#token}_${++this.#made}`;
    const address = { ...this.#address, user: schema, password: password() };
    const account = accountOf(schema, this.#host);
    const remove = async (): Promise<void> => {
      await this.#asAdmin(`DROP SCHEMA IF EXISTS ${schema}`, `DROP USER IF EXISTS ${account}`);
    };
    const opened: Client[] = [];
    try {
      await this.#asAdmin(
        `CREATE SCHEMA ${schema} DEFAULT CHARACTER SET utf8mb4`,
        `CREATE USER ${account} IDENTIFIED BY ${quoteText(address.password)}`,
        `GRANT ${sandboxPrivileges} ON ${grantName(schema)}.* TO ${account}`,
      );
      const steward = await Client.open(address, { database: schema });
      opened.push(steward);
      const observing = await Client.open(this.#observer, { database: schema, multipleStatements: true });
      opened.push(observing);
      // Reading the watched tables must never wait long for a lock on their definition.
      await observing.query('SET SESSION lock_wait_timeout = 1');
      const sandbox: MysqlSandbox = new MysqlSandbox({
        place: this.about.place,
        schema,
        address,
        observing,
        steward,
        breaksDeadlocks: this.#breaksDeadlocks,
        remove: async () => {
          this.#sandboxes.delete(sandbox);
          await remove();
        },
      });
      this.#sandboxes.add(sandbox);
      return sandbox;
    } catch (error) {
      for (const client of opened) client.destroy();
      await remove();
      throw error;
    }
  }

  /** Removes every sandbox and account that this lab made. Safe to call twice. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await Promise.all([...this.#sandboxes].map((sandbox) => sandbox[Symbol.asyncDispose]()));
      await this.#asAdmin(`DROP USER IF EXISTS ${accountOf(this.#observer.user, this.#host)}`);
    } finally {
      this.#admin.destroy();
    }
  }

  #asAdmin(...statements: readonly string[]): Promise<void> {
    const result = this.#turn.then(async () => {
      for (const sql of statements) await this.#admin.query(sql);
    });
    this.#turn = result.catch(() => {});
    return result;
  }
}

const password = (): string => randomBytes(18).toString('base64url');

const accountOf = (user: string, host: string): string => `${quoteText(user)}@${quoteText(host)}`;
