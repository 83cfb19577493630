import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import { atEnd } from '../ending.ts';
import type { Sandbox, Session } from '../engine/ports.ts';
import { UserError } from '../errors.ts';
import type { Level } from '../lesson/level.ts';
import type { ServerAddress } from '../server/provider.ts';
import { Client, serverErrno } from './client.ts';
import { MysqlObserver } from './observer.ts';
import { changesOnlyRows, definesOnlyInside } from './only-rows.ts';
import { quoteName } from './quote.ts';
import { explainRefusal } from './refusal.ts';
import { contentsOf, emptyingStatements, type SchemaContents } from './schema-contents.ts';
import { settingBehind } from './server-refusal.ts';
import { type ConnectionState, MysqlSession } from './session.ts';

/**
 * How long a lesson's statement may wait for a lock before the server gives up. Far beyond any run: a
 * student who reads slowly must not change the outcome. A lesson that wants 1205 sets its own value.
 */
const lockWaitSeconds = 86_400;
/** How often it is looked whether a setup has been rolled back, in ms. A large one takes its time. */
const lookAgainMs = 10;
/** No such thread: it has ended by itself. */
const noSuchThread = 1094;
/** Connections that are kept for sessions to come. Lessons have two sessions, some have three. */
const mostSpare = 3;

export interface SandboxParts {
  /** Where the server is, for messages. */
  readonly place: string;
  readonly schema: string;
  /** How the lesson's own account connects. */
  readonly address: ServerAddress;
  /** The observer's connection, inside the schema. */
  readonly observing: Client;
  /** A connection of the lesson's account, for setup and for ending the account's own connections. */
  readonly steward: Client;
  readonly breaksDeadlocks: boolean;
  /** False where a connection that is reset is not as a new one. */
  readonly resetsConnections: boolean;
  /** Removes the schema and the account. */
  readonly remove: () => Promise<void>;
}

/** A connection for sessions, one after the other. */
interface Member {
  readonly client: Client;
  /** Its thread in performance_schema; not known in the first moment. */
  thread?: string;
  session: MysqlSession;
  level: Level;
  /** Its session is closed. */
  isOver: boolean;
  /** As new: nothing was sent since it was opened or reset. */
  isClean: boolean;
}

/** What a setup has made. */
interface Filled {
  readonly by: readonly string[];
  readonly contents: SchemaContents;
}

export class MysqlSandbox implements Sandbox {
  readonly observer: MysqlObserver;
  readonly #parts: SandboxParts;
  readonly #members = new Set<Member>();
  #filled: Filled | undefined;
  /** Everything is as the setup left it, and nobody has used it since. */
  #isRenewed = false;
  /** A statement was sent that may have changed more than rows. */
  #mayBeAltered = false;
  /** Ends connections. The one that sets up, unless it was busy with that when everything had to end. */
  #steward: Client;
  #isSettingUp = false;
  #disposal: Promise<void> | undefined;

  constructor(parts: SandboxParts) {
    this.#parts = parts;
    this.#steward = parts.steward;
    this.observer = new MysqlObserver(parts.observing, parts.schema, parts.breaksDeadlocks);
  }

  async setUp(statements: readonly string[]): Promise<void> {
    const isRenewed = this.#isRenewed;
    this.#isRenewed = false;
    if (isRenewed && isSame(this.#filled?.by, statements)) return;
    await this.#settingUp(() => (isRenewed ? this.#fillAnew(statements) : this.#fill(statements)));
  }

  async #settingUp(work: () => Promise<void>): Promise<void> {
    this.#isSettingUp = true;
    try {
      await work();
    } finally {
      this.#isSettingUp = false;
    }
  }

  get canBeRenewed(): boolean {
    const { observing, steward, resetsConnections } = this.#parts;
    return (
      resetsConnections &&
      this.#disposal === undefined &&
      !this.#isSettingUp &&
      !this.#mayBeAltered &&
      !observing.isLost &&
      !steward.isLost &&
      (this.#filled?.by.every(definesOnlyInside) ?? false)
    );
  }

  /** @throws UserError when the server went away, or when the sandbox is removed meanwhile. */
  async renew(): Promise<void> {
    const filled = this.#filled;
    if (filled === undefined || !this.canBeRenewed) throw new Error('This sandbox cannot be renewed.');
    await Promise.all([...this.#members].map((member) => this.#reset(member)));
    await this.#settingUp(() => this.#fillAnew(filled.by));
    this.#isRenewed = true;
  }

  /** Ends what is in flight, and makes the connection as new; one that has died, or is one too many, is let go of. */
  async #reset(member: Member): Promise<void> {
    const { client, session, level } = member;
    await session.cancel();
    if (client.isLost) {
      await session.lost;
      this.#members.delete(member);
      return;
    }
    const spare = [...this.#members].filter(({ isOver }) => isOver);
    if (spare.indexOf(member) >= mostSpare) {
      this.#members.delete(member);
      client.destroy();
      return;
    }
    await client.reset(this.#parts.schema);
    member.isClean = true;
    if (!member.isOver) await makeReady(client, level);
  }

  /** What an earlier setup has made is dropped: it is all there is, since no other statement defines anything. */
  async #fillAnew(statements: readonly string[]): Promise<void> {
    const { steward, schema } = this.#parts;
    const before = this.#filled;
    this.#filled = undefined;
    this.observer.forgetTables();
    await steward.reset(schema);
    for (const sql of before ? emptyingStatements(before.contents) : []) await steward.query(sql);
    await this.#fill(statements);
  }

  async #fill(statements: readonly string[]): Promise<void> {
    const { steward } = this.#parts;
    const before = this.#filled?.by ?? [];
    this.#filled = undefined;
    for (const sql of statements) {
      const outcome = await steward.execute(sql);
      if (outcome.kind === 'rows' || outcome.kind === 'ok') continue;
      const answer =
        outcome.kind === 'error' ? `ERROR ${outcome.errno} (${outcome.symbol})` : 'Connection lost';
      throw new UserError(`The lesson's setup failed.\n  ${sql}\n  ${answer}: ${outcome.message}`, {
        next: [
          (outcome.kind === 'error' ? settingBehind(outcome.errno, outcome.message) : undefined) ??
            'Correct this statement in the setup of the lesson (or of its variant).',
        ],
      });
    }
    // What the setup left open would keep the sessions out of its rows.
    await steward.query('COMMIT');
    const contents = await contentsOf(steward);
    await this.#analyze(contents);
    this.#filled = { by: [...before, ...statements], contents };
  }

  /**
   * Which index the server takes, and so which rows it locks, depends on its statistics. New tables have none
   * until a background thread makes them, which on a busy server may be before or after a lesson's statement.
   */
  async #analyze({ tables }: SchemaContents): Promise<void> {
    if (tables.length === 0) return;
    await this.#parts.steward.query(`ANALYZE NO_WRITE_TO_BINLOG TABLE ${tables.map(quoteName).join(', ')}`);
  }

  async openSession(name: string, level: Level): Promise<Session> {
    const member = this.#spare(name, level) ?? (await this.#newMember(name, level));
    const { client, session } = member;
    member.thread ??= await this.observer.threadOf(client.connectionId);
    this.observer.addSession(name, member.thread);
    await makeReady(client, level);
    return session;
  }

  /** One that nobody uses any more, and is as new. */
  #spare(name: string, level: Level): Member | undefined {
    const spare = [...this.#members].find(
      ({ isOver, isClean, client }) => isOver && isClean && !client.isLost,
    );
    if (spare === undefined) return undefined;
    spare.isOver = false;
    spare.level = level;
    spare.session = this.#sessionOn(spare.client, name);
    return spare;
  }

  async #newMember(name: string, level: Level): Promise<Member> {
    const { place, address, schema } = this.#parts;
    const client = await explainRefusal(place, () => Client.open(address, { database: schema }));
    if (this.#disposal !== undefined) {
      client.destroy();
      throw new Error('The sandbox was removed while a session was being opened.');
    }
    const session = this.#sessionOn(client, name);
    const member: Member = { client, session, level, isOver: false, isClean: true };
    this.#members.add(member);
    return member;
  }

  #sessionOn(client: Client, name: string): MysqlSession {
    const memberOf = (session: MysqlSession) => [...this.#members].find((one) => one.session === session);
    const session: MysqlSession = new MysqlSession(name, client, {
      killQuery: (id) => this.#kill('QUERY', id),
      stateOf: (id) => this.#stateOf(id),
      end: (id) => this.#end(id),
      onSend: (sql) => {
        this.#mayBeAltered ||= !changesOnlyRows(sql);
        const member = memberOf(session);
        if (member) member.isClean = false;
      },
      onClose: () => {
        const member = memberOf(session);
        if (member === undefined) return;
        member.isOver = true;
        if (member.thread !== undefined) this.observer.removeSession(member.thread);
      },
    });
    return session;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposal ??= this.#dispose();
    return this.#disposal;
  }

  async #dispose(): Promise<void> {
    const { observing, steward, remove } = this.#parts;
    await using _ = atEnd(() => {
      const sessions = [...this.#members].map(({ client }) => client);
      for (const client of [...sessions, observing, steward, this.#steward]) client.destroy();
      return remove();
    });
    if (this.#isSettingUp) await this.#replaceSteward();
    // A closed socket alone does not end a statement that waits for a lock.
    for (const { client } of this.#members) await this.#kill('CONNECTION', client.connectionId);
  }

  /** A long statement of the setup holds its tables until it is rolled back, and its connection can do nothing else. */
  async #replaceSteward(): Promise<void> {
    const { address, steward } = this.#parts;
    this.#steward = await Client.open(address);
    await this.#kill('CONNECTION', steward.connectionId);
    while ((await this.#stateOf(steward.connectionId)) !== 'gone') await delay(lookAgainMs);
  }

  /** Its transaction is rolled back before the server forgets a connection. */
  async #end(connectionId: number): Promise<void> {
    try {
      // On the way out all of them are ended anyway.
      if (this.#disposal === undefined) await this.#kill('CONNECTION', connectionId);
      while (this.#disposal === undefined && (await this.#stateOf(connectionId)) !== 'gone')
        await setImmediate();
    } catch {
      // Nobody is left to ask: the server itself is gone, and every connection with it.
    }
  }

  async #stateOf(connectionId: number): Promise<ConnectionState> {
    const { rows } = await this.#steward.query(
      `SELECT command FROM information_schema.processlist WHERE id = ${connectionId}`,
    );
    const [row] = rows;
    if (row === undefined) return 'gone';
    return row[0] === 'Sleep' ? 'idle' : 'at work';
  }

  async #kill(what: 'QUERY' | 'CONNECTION', connectionId: number): Promise<void> {
    try {
      await this.#steward.query(`KILL ${what} ${connectionId}`);
    } catch (error) {
      if (serverErrno(error) !== noSuchThread) throw error;
    }
  }
}

/** One statement, in words that every server has on which sandboxes are made. */
const makeReady = async (client: Client, level: Level): Promise<void> => {
  await client.query(
    `SET SESSION transaction_isolation = '${level.replace(' ', '-')}',
       SESSION max_execution_time = 0, SESSION innodb_lock_wait_timeout = ${lockWaitSeconds}, SESSION lock_wait_timeout = ${lockWaitSeconds}`,
  );
};

const isSame = (one: readonly string[] | undefined, other: readonly string[]): boolean =>
  one !== undefined && one.length === other.length && one.every((sql, index) => sql === other[index]);
