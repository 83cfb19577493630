import { atEnd, endAll, endOnFailure, undoOnFailure } from '../ending.ts';
import type { ServerAbout } from '../engine/events.ts';
import type { LabServer, Sandbox, SandboxNeeds } from '../engine/ports.ts';
import { exitCodes, UserError } from '../errors.ts';
import type { ServerAddress, StartedServer } from '../hosts/provider.ts';
import { type LabAccounts, madeAccounts, preparedAccounts, preparedObserver } from './accounts.ts';
import { Client, serverErrno } from './client.ts';
import { printsDeadlocks } from './deadlock-log.ts';
import { checkConfined, missingGrants, ownPrefix, preparingStatements } from './grants.ts';
import { LastingClient } from './lasting-client.ts';
import { clearLeftovers } from './leftovers.ts';
import { Observing } from './observing.ts';
import { OwnNames } from './own-names.ts';
import { probe, type ServerFacts } from './probe.ts';
import { innodbStatus } from './read-views.ts';
import { explainRefusal } from './refusal.ts';
import { removeAll } from './removal.ts';
import { holdRunName, newRunName } from './run-name.ts';
import { MysqlSandbox } from './sandbox.ts';
import { tryEvidence } from './trial.ts';

/**
 * The lab on a server: one administrator's connection, one observer's account, and sandboxes.
 * Disposing of it removes the account; it leaves the server itself alone.
 */
export class MysqlLab implements LabServer, AsyncDisposable {
  readonly about: ServerAbout;
  readonly #admin: LastingClient;
  readonly #address: ServerAddress;
  readonly #accounts: LabAccounts;
  readonly #facts: Pick<ServerFacts, 'breaksDeadlocks' | 'resetsConnections'>;
  readonly #owner: Owner;
  readonly #errorLog: string | undefined;
  readonly #sandboxes = new Set<MysqlSandbox>();
  /** Needs PROCESS, which administrators of some servers cannot give away, and prepared accounts need not have. */
  #seesStatus: boolean | undefined;
  #made = 0;
  /** What others have set hides nothing from the lab. */
  #isTried = false;
  /** A schema could not be removed: the accounts stay that tell whose it is. */
  #left = false;
  /** The administrator's connection runs one thing at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(parts: {
    about: ServerAbout;
    admin: LastingClient;
    address: ServerAddress;
    accounts: LabAccounts;
    facts: Pick<ServerFacts, 'breaksDeadlocks' | 'resetsConnections'>;
    owner: Owner;
    errorLog: string | undefined;
  }) {
    this.about = parts.about;
    this.#admin = parts.admin;
    this.#address = parts.address;
    this.#accounts = parts.accounts;
    this.#facts = parts.facts;
    this.#owner = parts.owner;
    this.#errorLog = parts.errorLog;
  }

  /** @throws UserError (exit code 3) when the server is too old, is no MySQL, or refuses what the lab needs. */
  static async open(
    server: Omit<StartedServer, keyof AsyncDisposable>,
    signal?: AbortSignal,
    /** Who we are, for those who find what we left if we are killed. */
    by = 'isolab',
  ): Promise<MysqlLab> {
    const { address, provider, place, schemaPrefix, errorLog } = server;
    const owner = ownerOf(server);
    const opened = await explainRefusal(place, () => Client.open(address, signal && { signal }));
    return await endOnFailure(opened, signal, async (admin) => {
      const facts = await lookAt(server, admin, signal);
      if (server.outlivesRuns) await clearLeftovers(admin);
      const name = newRunName(schemaPrefix ?? ownPrefix);
      const at = await holdRunName(admin, name);
      const maker = facts.marksAccounts && at !== undefined ? { by, at } : undefined;
      const accounts =
        schemaPrefix === undefined
          ? madeAccounts(address, { ...facts, name, maker })
          : preparedAccounts(address, schemaPrefix, name);
      await explainRefusal(
        place,
        () => makeAll(admin, accounts.observerMade, accounts.observerRemoved),
        () => missingGrants(admin),
      );
      for (const sql of accounts.observerWidened) await unlessRefused(admin.query(sql));
      const tellsDeadlocks =
        errorLog !== undefined && (await unlessRefused(makeAll(admin, printsDeadlocks, [])));
      return new MysqlLab({
        about: {
          version: facts.version,
          provider,
          place,
          ...(facts.notes.length > 0 && { notes: facts.notes }),
        },
        admin: new LastingClient(admin, {
          place,
          open: async () => {
            const again = await Client.open(address);
            // The server may not have let go of the connection that held it before.
            await holdRunName(again, name, 5);
            return again;
          },
        }),
        address,
        accounts,
        facts,
        owner,
        errorLog: tellsDeadlocks ? errorLog : undefined,
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
    const names = new OwnNames(schema, this.#owner !== 'others');
    const remove = async (): Promise<void> => {
      await this.#endXa(names.xaEnds);
      await this.#removeSandbox(schema, account.removed);
    };
    await this.#asAdmin(`CREATE SCHEMA ${schema} DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci`);
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
      this.#seesStatus ??= await unlessRefused(observing.query(innodbStatus));
      if (this.#owner === 'others' && !this.#isTried) {
        const waiter = await Client.open(account.address, { database: schema });
        opened.push(waiter);
        const { place } = this.about;
        await tryEvidence({ schema, place, holder: steward, waiter, observer: observing });
        waiter.destroy();
        this.#isTried = true;
      }
      const sandbox: MysqlSandbox = new MysqlSandbox({
        place: this.about.place,
        schema,
        address: account.address,
        observing,
        steward,
        ...this.#facts,
        seesStatus: this.#seesStatus,
        ...(this.#errorLog !== undefined && { errorLog: this.#errorLog }),
        names,
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

  /** @throws UserError when something holds its tables; then the account stays that tells whose it is. */
  async #removeSandbox(schema: string, accountRemoved: readonly string[]): Promise<void> {
    try {
      const { observerRemoved } = this.#accounts;
      await this.#remove([`DROP SCHEMA IF EXISTS ${schema}`, ...accountRemoved], observerRemoved);
    } catch (error) {
      const isHeld = error instanceof Error && serverErrno(error.cause) === lockWaitTimeout;
      // It goes with the server's data.
      if (isHeld && this.#owner === 'run') return;
      this.#left = true;
      throw error;
    }
  }

  /** Needs no privilege, unlike XA RECOVER. Most of them the lesson has ended by itself. */
  async #endXa(statements: readonly string[]): Promise<void> {
    for (const sql of statements) await unlessRefused(this.#asAdmin(sql));
  }

  /** Removes every sandbox and account that this lab made. Safe to call twice. @throws what could not be removed */
  async [Symbol.asyncDispose](): Promise<void> {
    await using _ = atEnd(() =>
      this.#remove(this.#left ? [] : this.#accounts.observerRemoved).finally(() => this.#admin.destroy()),
    );
    // One that fails must not take the administrator's connection away from the others.
    await endAll([...this.#sandboxes].map((sandbox) => sandbox[Symbol.asyncDispose]()));
  }

  /** Grants that would have helped, for a lab that was refused something. */
  async #missing(): Promise<readonly string[]> {
    const { schemaPrefix, user } = this.#accounts.prepared ?? {};
    if (schemaPrefix !== undefined && user !== undefined) return preparingStatements(user, schemaPrefix);
    return await this.#inTurn(() => missingGrants(this.#admin));
  }

  async #asAdmin(...statements: readonly string[]): Promise<void> {
    await this.#inTurn(async () => {
      for (const sql of statements) await this.#admin.query(sql);
    });
  }

  #remove(statements: readonly string[], later?: readonly string[]): Promise<void> {
    return this.#inTurn(() =>
      removeAll(
        statements,
        {
          place: this.about.place,
          query: (sql) => this.#admin.query(sql),
          connect: () => Client.open(this.#address),
        },
        later,
      ),
    );
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }
}

/** Resolves with whether the server did it; everything but its own refusal is thrown. */
const unlessRefused = async (asked: Promise<unknown>): Promise<boolean> => {
  try {
    await asked;
    return true;
  } catch (error) {
    if (serverErrno(error) === undefined) throw error;
    return false;
  }
};

/** Whose the server is: a run's, with which it ends; the user's labs'; or others use it, too. */
type Owner = 'run' | 'labs' | 'others';

const ownerOf = ({ provider, outlivesRuns }: Pick<StartedServer, 'provider' | 'outlivesRuns'>): Owner => {
  if (provider === 'url') return 'others';
  return outlivesRuns ? 'labs' : 'run';
};

/** ER_LOCK_WAIT_TIMEOUT, of a metadata lock too. */
const lockWaitTimeout = 1205;

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
  const facts = await explainRefusal(place, () => probe(client, place), prepare);
  if (facts.grantsLiterally) throw unpreparable(place);
  return facts;
};

const unpreparable = (place: string): UserError =>
  new UserError(
    `GRANT knows no wildcards where partial_revokes is ON, so no account can be prepared. (${place})`,
    {
      exitCode: exitCodes.noServer,
      next: [
        "Use an administrator's account, without --schema-prefix, or a server where partial_revokes is OFF.",
      ],
    },
  );

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
