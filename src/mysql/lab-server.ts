import { atEnd, endAll, endOnFailure, undoOnFailure } from '../ending.ts';
import type { ServerAbout } from '../engine/events.ts';
import type { LabServer, Sandbox, SandboxNeeds } from '../engine/ports.ts';
import { exitCodes, UserError } from '../errors.ts';
import type { StartedServer } from '../server/provider.ts';
import { type LabAccounts, madeAccounts, preparedAccounts, preparedObserver } from './accounts.ts';
import { Client, serverErrno } from './client.ts';
import { checkConfined, missingGrants, ownPrefix, preparingStatements } from './grants.ts';
import { LastingClient } from './lasting-client.ts';
import { clearLeftovers } from './leftovers.ts';
import { Observing } from './observing.ts';
import { probe, type ServerFacts } from './probe.ts';
import { explainRefusal } from './refusal.ts';
import { holdRunName, newRunName } from './run-name.ts';
import { MysqlSandbox } from './sandbox.ts';

/** ER_LOCK_WAIT_TIMEOUT, of a metadata lock too. */
const lockWaitTimeout = 1205;

/** Waiting longer for a lesson's tables, once its connections are gone, would be in vain. */
const adminSettings = 'SET SESSION lock_wait_timeout = 15';

/**
 * The lab on a server: one administrator's connection, one observer's account, and sandboxes.
 * Disposing of it removes the account; it leaves the server itself alone.
 */
export class MysqlLab implements LabServer, AsyncDisposable {
  readonly about: ServerAbout;
  readonly #admin: LastingClient;
  readonly #accounts: LabAccounts;
  readonly #facts: Pick<ServerFacts, 'breaksDeadlocks' | 'resetsConnections'>;
  readonly #sandboxes = new Set<MysqlSandbox>();
  #made = 0;
  /** The administrator's connection runs one thing at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(parts: {
    about: ServerAbout;
    admin: LastingClient;
    accounts: LabAccounts;
    facts: Pick<ServerFacts, 'breaksDeadlocks' | 'resetsConnections'>;
  }) {
    this.about = parts.about;
    this.#admin = parts.admin;
    this.#accounts = parts.accounts;
    this.#facts = parts.facts;
  }

  /** @throws UserError (exit code 3) when the server is too old, is no MySQL, or refuses what the lab needs. */
  static async open(
    server: Pick<StartedServer, 'address' | 'provider' | 'place' | 'schemaPrefix' | 'outlivesRuns'>,
    signal?: AbortSignal,
    /** Who we are, for those who find what we left if we are killed. */
    by = 'isolab',
  ): Promise<MysqlLab> {
    const { address, provider, place, schemaPrefix } = server;
    const opened = await explainRefusal(place, () => Client.open(address, signal && { signal }));
    return await endOnFailure(opened, signal, async (admin) => {
      await admin.query(adminSettings);
      const facts = await lookAt(server, admin, signal);
      if (server.outlivesRuns) await clearLeftovers(admin);
      const name = newRunName(schemaPrefix ?? ownPrefix);
      const at = await holdRunName(admin, name);
      const maker = facts.marksAccounts && at !== undefined ? { by, at } : undefined;
      const accounts =
        schemaPrefix === undefined
          ? madeAccounts(address, { name, host: facts.host, maker })
          : preparedAccounts(address, schemaPrefix, name);
      await explainRefusal(
        place,
        () => makeAll(admin, accounts.observerMade, accounts.observerRemoved),
        () => missingGrants(admin),
      );
      return new MysqlLab({
        about: { version: facts.version, provider, place },
        admin: new LastingClient(admin, {
          place,
          open: async () => {
            const again = await Client.open(address);
            await again.query(adminSettings);
            await holdRunName(again, name);
            return again;
          },
        }),
        accounts,
        facts,
      });
    });
  }

  /** Resolves with the reason when the server goes away. */
  get lost(): Promise<string> {
    return this.#admin.lost;
  }

  /** @throws UserError (exit code 3) when the server cannot be reached any more or has no room, or has to have a Redis. */
  async createSandbox(needs?: SandboxNeeds): Promise<Sandbox> {
    if (needs?.redis) {
      throw new UserError('This lesson talks to Redis as well, and here is only MySQL.', {
        exitCode: exitCodes.noServer,
        next: ['Give the lab a Redis, too: withRedis(lab, openRedis).'],
      });
    }
    return await explainRefusal(
      this.about.place,
      () => this.#createSandbox(),
      () => this.#missing(),
    );
  }

  async #createSandbox(): Promise<Sandbox> {
    const schema = `${this.#accounts.name}${++this.#made}`;
    const account = this.#accounts.sandbox(schema);
    const remove = async (): Promise<void> => {
      await using _ = atEnd(() => this.#asAdmin(...account.removed));
      try {
        await this.#asAdmin(`DROP SCHEMA IF EXISTS ${schema}`);
      } catch (error) {
        if (serverErrno(error) !== lockWaitTimeout) throw error;
        throw stillHeld(schema, this.about.place, await this.#atWorkIn(schema));
      }
    };
    await this.#asAdmin(`CREATE SCHEMA ${schema} DEFAULT CHARACTER SET utf8mb4`);
    const opened: Pick<Client, 'destroy'>[] = [];
    const removed = atEnd(() => {
      for (const client of opened) client.destroy();
      return remove();
    });
    return await endOnFailure(removed, undefined, async () => {
      await this.#asAdmin(...account.made);
      const steward = await Client.open(account.address, { database: schema });
      opened.push(steward);
      await checkConfined(steward, this.#accounts.lessonsMayUse(schema), this.about.place);
      const observing = await Observing.open(() =>
        Client.open(this.#accounts.observer, { database: schema, multipleStatements: true }),
      );
      opened.push(observing);
      const sandbox: MysqlSandbox = new MysqlSandbox({
        place: this.about.place,
        schema,
        address: account.address,
        observing,
        steward,
        ...this.#facts,
        asAdmin: (sql) => this.#asAdmin(sql),
        remove: async () => {
          this.#sandboxes.delete(sandbox);
          await remove();
        },
      });
      this.#sandboxes.add(sandbox);
      return sandbox;
    });
  }

  /** Removes every sandbox and account that this lab made. Safe to call twice. @throws what could not be removed */
  async [Symbol.asyncDispose](): Promise<void> {
    await using _ = atEnd(() =>
      this.#asAdmin(...this.#accounts.observerRemoved).finally(() => this.#admin.destroy()),
    );
    // One that fails must not take the administrator's connection away from the others.
    await endAll([...this.#sandboxes].map((sandbox) => sandbox[Symbol.asyncDispose]()));
  }

  /** Grants that would have helped, for a lab that was refused something. */
  async #missing(): Promise<readonly string[]> {
    const { schemaPrefix, user } = this.#accounts.prepared ?? {};
    if (schemaPrefix !== undefined && user !== undefined) return preparingStatements(user, schemaPrefix);
    let grants: readonly string[] = [];
    const asked = this.#turn.then(async () => {
      grants = await missingGrants(this.#admin);
    });
    this.#turn = asked.catch(() => {});
    await asked;
    return grants;
  }

  /** Connections that are at work in a schema though they were ended; none where it cannot be seen. */
  async #atWorkIn(schema: string): Promise<readonly string[]> {
    const asked = this.#turn.then(() =>
      this.#admin.query(
        `SELECT PROCESSLIST_ID FROM performance_schema.threads WHERE PROCESSLIST_DB = '${schema}'`,
      ),
    );
    this.#turn = asked.catch(() => {});
    try {
      return (await asked).rows.flatMap(([id]) => id ?? []);
    } catch {
      return [];
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

/**
 * The lesson's own connections are gone by then but for statements that do not look at whether they were killed;
 * what else outlives them is a prepared XA transaction.
 */
const stillHeld = (schema: string, place: string, atWork: readonly string[]): UserError =>
  new UserError(
    atWork.length === 0
      ? `The schema ${schema} could not be removed: something still holds its tables. (${place})`
      : `The schema ${schema} could not be removed: the server is still at work on a statement of the lesson, which was killed (connection ${atWork.join(', ')}). (${place})`,
    {
      next: [
        atWork.length === 0
          ? 'A prepared XA transaction does: XA RECOVER lists it, XA ROLLBACK ends it.'
          : 'Wait until it has ended, at the latest with the server.',
        `Then: DROP SCHEMA ${schema}`,
      ],
    },
  );

/** What the server offers; on a prepared one only the observer may see it. */
const lookAt = async (
  { address, place, schemaPrefix }: Pick<StartedServer, 'address' | 'place' | 'schemaPrefix'>,
  admin: Client,
  signal: AbortSignal | undefined,
): Promise<ServerFacts> => {
  if (schemaPrefix === undefined)
    return explainRefusal(
      place,
      () => probe(admin, place),
      () => missingGrants(admin),
    );
  const observer = preparedObserver(address);
  const prepare = () => Promise.resolve(preparingStatements(address.user, schemaPrefix));
  using client = await explainRefusal(place, () => Client.open(observer, signal && { signal }), prepare);
  return await explainRefusal(place, () => probe(client, place), prepare);
};

/** Runs statements, and the undoing ones when one fails after the first. */
const makeAll = async (admin: Client, made: readonly string[], removed: readonly string[]): Promise<void> => {
  const [first, ...rest] = made;
  if (first === undefined) return;
  await admin.query(first);
  const send = async (statements: readonly string[]) => {
    for (const sql of statements) await admin.query(sql);
  };
  await undoOnFailure(
    () => send(rest),
    () => send(removed),
  );
};
