import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { atEnd } from '../ending.ts';
import type { Sandbox, Session } from '../engine/ports.ts';
import type { ServerAddress } from '../hosts/provider.ts';
import type { Level } from '../lesson/level.ts';
import { Client } from './client.ts';
import { Deadlocks } from './deadlocks.ts';
import { ErrorLog } from './error-log.ts';
import { LastingClient } from './lasting-client.ts';
import { MysqlObserver } from './observer.ts';
import type { Observing } from './observing.ts';
import {
  changesOnlyRows,
  definesOnlyInside,
  fillingStatements,
  leavesReaders,
  leavesSettings,
  mayDefineRoutine,
} from './only-rows.ts';
import type { OwnNames } from './own-names.ts';
import { quoteName } from './quote.ts';
import { explainRefusal } from './refusal.ts';
import { emptyingStatements, type SchemaContents } from './schema-contents.ts';
import { MysqlSession } from './session.ts';
import { runSetup, type Setup, setupLimitMs } from './setup.ts';
import { killIfThere, Steward } from './steward.ts';

/**
 * How long a lesson's statement may wait for a lock before the server gives up. Far beyond any run: a
 * student who reads slowly must not change the outcome. A lesson that wants 1205 sets its own value.
 */
const lockWaitSeconds = 86_400;
/** How often it is looked whether the server has ended a connection, in ms: soon at first. */
const firstLookMs = 1;
const slowestLookMs = 20;
/** How long the server may take to roll back what a setup did, in ms. A large one takes its time. */
const rollbackMs = 30_000;
/** How long the server may take to make a connection as new, in ms: it may have much to roll back. */
const resetMs = 10_000;
/** Connections that are kept for sessions to come. Lessons have two or three sessions, a burst has four workers or so. */
const mostSpare = 5;

export interface SandboxParts {
  /** Where the server is, for messages. */
  readonly place: string;
  readonly schema: string;
  /** How the lesson's own account connects. */
  readonly address: ServerAddress;
  /** The observer's connection, inside the schema. */
  readonly observing: Observing;
  /** A connection of the lesson's account, for setup and for ending the account's own connections. */
  readonly steward: Client;
  readonly breaksDeadlocks: boolean;
  /** The observer may read SHOW ENGINE INNODB STATUS. */
  readonly seesStatus: boolean;
  /** The file in which the server tells of every deadlock. */
  readonly errorLog?: string;
  /** False where a connection that is reset is not as a new one. */
  readonly resetsConnections: boolean;
  /** Runs a statement over the administrator's connection. @throws the server's error, where it may not for instance */
  readonly asAdmin: (sql: string) => Promise<void>;
  /** What the lesson's xids and GET_LOCK() names are called on the server. */
  readonly names: OwnNames;
  /** Removes the schema and the account. */
  readonly remove: () => Promise<void>;
}

/** A connection for sessions, one after the other. */
interface Member {
  readonly client: Client;
  /** Its thread in performance_schema; not known in the first moment. */
  thread?: string;
  session: MysqlSession;
  /** What its settings are for. */
  level: Level | undefined;
  /** Its session is closed. */
  isOver: boolean;
  /** As new: nothing was sent since it was opened or reset. */
  isClean: boolean;
}

/** What a setup has made. */
interface Filled extends Setup {
  readonly contents: SchemaContents;
}

export class MysqlSandbox implements Sandbox {
  readonly schema: string;
  readonly observer: MysqlObserver;
  readonly #parts: SandboxParts;
  readonly #members = new Set<Member>();
  /** Sets up and ends connections; another one when it was busy with the setup and that had to end. */
  readonly #own: LastingClient;
  readonly #steward: Steward;
  readonly #deadlocks: Deadlocks;
  #filled: Filled | undefined;
  /** Everything is as the setup left it, and nobody has used it since. */
  #isRenewed = false;
  /** A statement was sent that may have changed more than rows. */
  #mayBeAltered = false;
  #isSettingUp = false;
  /** The setup has made triggers, functions or procedures: what they do is not known. */
  #hasRoutines = false;
  #disposal: Promise<void> | undefined;

  constructor(parts: SandboxParts) {
    this.#parts = parts;
    const { address, schema, place, asAdmin, errorLog } = parts;
    this.#deadlocks = new Deadlocks(errorLog === undefined ? undefined : new ErrorLog(errorLog));
    this.schema = schema;
    this.#own = new LastingClient(parts.steward, {
      place,
      open: () => Client.open(address, { database: schema }),
      isThere: () =>
        asAdmin('DO 0').then(
          () => true,
          () => false,
        ),
    });
    this.#steward = new Steward(this.#own);
    this.observer = new MysqlObserver(
      parts.observing,
      schema,
      parts.breaksDeadlocks,
      parts.names,
      parts.steward.connectionId,
      {
        cut: async (session, lock) => await this.#sessionOf(session)?.cut(foreignLock(lock)),
        deaths: () => this.#deaths(),
      },
      parts.seesStatus,
      this.#deadlocks,
    );
  }

  async setUp(statements: readonly string[], limitMs: number = setupLimitMs): Promise<void> {
    // From the first moment on: who calls it off gives the sandbox back, and the next one must not find it half used.
    await this.#settingUp(async () => {
      await this.#deadlocks.begin();
      const isRenewed = this.#isRenewed;
      this.#isRenewed = false;
      this.#hasRoutines = statements.some(mayDefineRoutine);
      if (isRenewed && isSame(this.#filled?.statements, statements)) return;
      const before = this.#filled;
      if (isRenewed) {
        await this.#resetOwn();
        await this.#empty(before);
      }
      const made = isRenewed ? [] : (before?.statements ?? []);
      await this.#fill({ statements, limitMs }, made);
    });
  }

  get canBeRenewed(): boolean {
    const { observing, resetsConnections } = this.#parts;
    return (
      resetsConnections &&
      this.#disposal === undefined &&
      !this.#isSettingUp &&
      !this.#mayBeAltered &&
      !observing.isLost &&
      (this.#filled?.statements.every(definesOnlyInside) ?? false)
    );
  }

  /** @throws UserError when the server went away, or when the sandbox is removed meanwhile. */
  async renew(): Promise<void> {
    const filled = this.#filled;
    if (this.#isRenewed) return;
    if (filled === undefined || !this.canBeRenewed) throw new Error('This sandbox cannot be renewed.');
    await this.#settingUp(async () => {
      await Promise.all([this.#resetOwn(), ...[...this.#members].map((member) => this.#reset(member))]);
      this.#parts.names.forget();
      const inserts = fillingStatements(filled.statements);
      if (inserts === undefined) {
        await this.#empty(filled);
        await this.#fill(filled);
      } else {
        await this.#refill(filled, inserts);
      }
    });
    this.#isRenewed = true;
  }

  async #settingUp(work: () => Promise<void>): Promise<void> {
    this.#isSettingUp = true;
    try {
      await work();
    } finally {
      this.#isSettingUp = false;
    }
  }

  /** Ends what is in flight, and makes the connection as new; one that has died, or is one too many, is let go of. */
  async #reset(member: Member): Promise<void> {
    const { client, session, level } = member;
    await session.cancel();
    // Opened and never ready, or dead: then its transaction is rolled back before anything is made anew.
    if (client.isLost || level === undefined) {
      this.#members.delete(member);
      return await session.cut();
    }
    const spare = [...this.#members].filter(({ isOver }) => isOver);
    const isKept = spare.indexOf(member) < mostSpare && (member.isClean || (await isReset(client, level)));
    member.isClean = isKept;
    if (isKept) return;
    this.#members.delete(member);
    await session.cut();
  }

  async #resetOwn(): Promise<void> {
    await (await this.#connection()).reset();
  }

  /** For the setup. @throws when the sandbox is removed meanwhile: then another one takes its place, for that. */
  async #connection(): Promise<Client> {
    const client = await this.#own.current;
    if (this.#disposal !== undefined) throw new Error('The sandbox was removed while it was set up.');
    return client;
  }

  /** What a setup has made is all there is, since no other statement has defined anything. */
  async #empty(filled: Filled | undefined): Promise<void> {
    this.#filled = undefined;
    this.observer.forgetTables();
    const client = await this.#connection();
    for (const sql of filled ? emptyingStatements(filled.contents) : []) await client.query(sql);
  }

  /** The tables stay, and what is inserted into them is all that there is. */
  async #refill(filled: Filled, inserts: readonly string[]): Promise<void> {
    this.#filled = undefined;
    this.observer.forgetReadings();
    const client = await this.#connection();
    for (const table of filled.contents.tables) await client.query(`TRUNCATE TABLE ${quoteName(table)}`);
    await runSetup(client, this.#parts.names, { ...filled, statements: inserts }, () => this.#endSetup());
    this.#filled = filled;
  }

  /** `made`: what there is besides. */
  async #fill(setup: Setup, made: readonly string[] = []): Promise<void> {
    this.#filled = undefined;
    const client = await this.#connection();
    const contents = await runSetup(client, this.#parts.names, setup, () => this.#endSetup());
    this.#filled = { ...setup, statements: [...made, ...setup.statements], contents };
  }

  async openSession(name: string, level: Level): Promise<Session> {
    const member = this.#spare(name) ?? (await this.#newMember(name));
    member.thread ??= await this.observer.threadOf(member.client.connectionId);
    this.observer.addSession(name, member.thread, member.client.connectionId);
    if (member.level !== level) {
      // Not known until it is answered: the sandbox may be given back meanwhile.
      member.level = undefined;
      await member.client.query(`SET ${sessionSettings(level).join(', ')}`);
      member.level = level;
    }
    return member.session;
  }

  /** One that nobody uses any more, and is as new. */
  #spare(name: string): Member | undefined {
    const spare = [...this.#members].find(
      ({ isOver, isClean, client }) => isOver && isClean && !client.isLost,
    );
    if (spare === undefined) return undefined;
    spare.isOver = false;
    spare.session = this.#sessionOn(spare.client, name);
    return spare;
  }

  async #newMember(name: string): Promise<Member> {
    const { place, address, schema } = this.#parts;
    const client = await explainRefusal(place, () => Client.open(address, { database: schema }));
    if (this.#disposal !== undefined) {
      client.destroy();
      throw new Error('The sandbox was removed while a session was being opened.');
    }
    const session = this.#sessionOn(client, name);
    const member: Member = { client, session, level: undefined, isOver: false, isClean: true };
    this.#members.add(member);
    return member;
  }

  /** Who ends a connection has its answer no sooner than the news is here, but it may not be read yet. */
  async #deaths(): Promise<void> {
    await nextTurn();
    const dead = [...this.#members].filter(({ isOver, client }) => !isOver && client.isLost);
    await Promise.all(dead.map(({ session }) => session.lost));
  }

  #sessionOf(name: string): MysqlSession | undefined {
    return [...this.#members].find(({ isOver, session }) => !isOver && session.name === name)?.session;
  }

  #sessionOn(client: Client, name: string): MysqlSession {
    const memberOf = (session: MysqlSession) => [...this.#members].find((one) => one.session === session);
    const session: MysqlSession = new MysqlSession(name, client, this.#parts.names, {
      killQuery: (id) => this.#steward.kill('QUERY', id),
      stateOf: (id) => this.#steward.stateOf(id),
      end: (id, patienceMs) => this.#end(id, patienceMs),
      onSend: (sql) => {
        this.#isRenewed = false;
        if (!changesOnlyRows(sql)) {
          this.#mayBeAltered = true;
          this.observer.noteDefinition();
        }
        if (!leavesReaders(sql)) this.observer.noteStop();
        if (this.#hasRoutines || !leavesSettings(sql) || mayDefineRoutine(sql)) this.observer.noteSettings();
        const member = memberOf(session);
        if (member) member.isClean = false;
      },
      onClose: () => {
        const member = memberOf(session);
        if (member === undefined) return;
        member.isOver = true;
        if (member.thread !== undefined) this.observer.removeSession(member.thread, client.connectionId);
      },
    });
    return session;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposal ??= this.#dispose();
    return this.#disposal;
  }

  async #dispose(): Promise<void> {
    const { observing, asAdmin, remove } = this.#parts;
    await using _ = atEnd(() => {
      const sessions = [...this.#members].map(({ client }) => client);
      for (const client of [...sessions, observing, this.#own]) client.destroy();
      return remove();
    });
    if (this.#isSettingUp) await this.#endSetup();
    // A closed socket alone does not end a statement that waits for a lock.
    for (const { client } of this.#members) {
      const id = client.connectionId;
      // A lesson that ends every other connection of its account as soon as it is there may keep this one from it.
      await this.#steward.kill('CONNECTION', id).catch(() => killIfThere(asAdmin, 'CONNECTION', id));
    }
    await this.#letGoOfXids();
  }

  /** A long statement of the setup holds its tables until it is rolled back, and its connection can do nothing else. */
  async #endSetup(): Promise<boolean> {
    const { connectionId } = await this.#own.current;
    try {
      await this.#own.replace();
      await this.#steward.kill('CONNECTION', connectionId);
    } catch {
      // A server that is full lets no other connection in. If that is not the reason, this tells what is.
      await killIfThere(this.#parts.asAdmin, 'CONNECTION', connectionId);
    }
    return await this.#isGone(connectionId, rollbackMs);
  }

  /** Its transaction is rolled back before the server forgets a connection. */
  async #end(connectionId: number, patienceMs: number): Promise<'gone' | 'at work'> {
    // On the way out all of them are ended anyway.
    if (this.#disposal !== undefined) return 'gone';
    try {
      await this.#steward.kill('CONNECTION', connectionId);
      return (await this.#isGone(connectionId, patienceMs, () => this.#disposal !== undefined))
        ? 'gone'
        : 'at work';
    } catch {
      // Nobody is left to ask: the server itself is gone, and every connection with it.
      return 'gone';
    }
  }

  /** Before 8.0.29 a prepared transaction can be ended by others once its connection is gone, not earlier. */
  async #letGoOfXids(): Promise<void> {
    if (this.#parts.names.xaEnds.length === 0) return;
    for (const { client } of this.#members) await this.#isGone(client.connectionId, rollbackMs);
  }

  /**
   * Resolves when the server has ended a connection, or it does not matter any more; with false after so many ms. The
   * list of processes leaves out a connection whose socket is closed, while its transaction is still open.
   */
  async #isGone(connectionId: number, patienceMs: number, isOver = () => false): Promise<boolean> {
    const since = performance.now();
    for (let lookMs = firstLookMs; !isOver(); lookMs = Math.min(lookMs * 1.5, slowestLookMs)) {
      if (!(await this.observer.hasThread(connectionId))) return true;
      if (performance.now() - since > patienceMs) return false;
      await delay(lookMs);
    }
    return true;
  }
}

/** False when it is not answered in time: routers forget connections that were silent for long. */
const isReset = async (client: Client, level: Level): Promise<boolean> => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const limit = setTimeout(() => resolve(false), resetMs).unref();
  client.reset(...sessionSettings(level)).then(
    () => resolve(true),
    () => resolve(false),
  );
  const isDone = await promise;
  clearTimeout(limit);
  return isDone;
};

/** Assignments of SET, in words that every server has on which sandboxes are made. */
const sessionSettings = (level: Level): readonly string[] => [
  `SESSION transaction_isolation = '${level.replace(' ', '-')}'`,
  `SESSION innodb_lock_wait_timeout = ${lockWaitSeconds}`,
  `SESSION lock_wait_timeout = ${lockWaitSeconds}`,
];

const isSame = (one: readonly string[] | undefined, other: readonly string[]): boolean =>
  one !== undefined && one.length === other.length && one.every((sql, index) => sql === other[index]);

const foreignLock = (lock: string): string =>
  `The lab closed the connection: it had asked for the lock ${lock}, a name that others on this server may use, too.`;
