import { setTimeout as delay } from 'node:timers/promises';
import type { Outcome } from '../engine/outcome.ts';
import type { Parameter, Session } from '../engine/ports.ts';
import type { Client } from './client.ts';
import type { OwnNames } from './own-names.ts';
import { withValues } from './value-literal.ts';

/** What can be done to a session's connection from another one of the same account. */
export interface Connections {
  /** KILL QUERY. Nothing happens while the connection is idle. */
  readonly killQuery: (connectionId: number) => Promise<void>;
  /** `at work` on a statement, or waiting in one; `gone` when the server has no such connection any more. */
  readonly stateOf: (connectionId: number) => Promise<ConnectionState>;
  /**
   * Ends it, and resolves when the server has: its transaction is rolled back by then. After so many ms it is not
   * waited for any longer, since some statements end for nobody: then it is still `at work`. Never rejects.
   */
  readonly end: (connectionId: number, patienceMs: number) => Promise<Exclude<ConnectionState, 'idle'>>;
  /** Called with every statement before it is sent. */
  readonly onSend: (sql: string) => void;
  /** Called when nobody uses the session any more. */
  readonly onClose: () => void;
}

export type ConnectionState = 'at work' | 'idle' | 'gone';

/** How long a statement that is to be cancelled is left to end before the server is asked again, in ms. */
const patienceMs: Readonly<Record<ConnectionState, number>> = {
  /** After a KILL. Nearly always one is enough. */
  'at work': 500,
  /** The server has not read the statement yet. */
  idle: 10,
  /** The answer may still be on its way. */
  gone: 500,
};

/**
 * How long a statement may go on after it was killed, in ms. Some look at whether they are to end only when they
 * have ended, for instance an INSTR over megabytes. The others may have something to roll back.
 */
const ignoredMs = 5_000;

/** How long the server may take to roll back what a dead connection did, in ms. */
const rollbackMs = 60_000;

/** The same where it has ignored a KILL QUERY. */
const stubbornMs = 1_000;

const closed = { kind: 'lost', message: 'The lab closed the session.' } as const;

export class MysqlSession implements Session {
  readonly name: string;
  readonly lost: Promise<string>;
  readonly #client: Client;
  readonly #names: OwnNames;
  readonly #connections: Connections;
  /** Settles with the answer to the statement in flight, if there is one. */
  #inFlight: Promise<Outcome> | undefined;
  #cancelling: { readonly statement: Promise<Outcome>; readonly done: Promise<void> } | undefined;
  #isStubborn = false;
  #end: Promise<string> | undefined;
  readonly #stopListening: () => void;
  /** Called when nobody uses it any more. */
  readonly #onClosed: () => void;
  /** Gives who sent the statement in flight an answer at once. */
  #abandon: () => void = () => {};
  #isClosed = false;

  constructor(name: string, client: Client, names: OwnNames, connections: Connections) {
    this.name = name;
    this.#client = client;
    this.#names = names;
    this.#connections = connections;
    const lost = Promise.withResolvers<string>();
    this.lost = lost.promise;
    this.#onClosed = () => lost.resolve(closed.message);
    this.#stopListening = client.whenLost(
      (reason) => void this.#ended().then((more) => lost.resolve(reason + more)),
    );
  }

  get connectionId(): number {
    return this.#client.connectionId;
  }

  get inTransaction(): boolean | undefined {
    return this.#client.inTransaction;
  }

  execute(sql: string): Promise<Outcome> {
    return this.#sent(sql);
  }

  executeWith(sql: string, values: readonly Parameter[]): Promise<Outcome> {
    return this.#sent(withValues(sql, values, this.#client.backslashEscapes));
  }

  /** Who is still at work in it has lost it: others may have the connection. */
  close(): void {
    this.#isClosed = true;
    this.#onClosed();
    this.#abandon();
    this.#stopListening();
    this.#connections.onClose();
  }

  /** `because` is told as the reason of the loss. */
  async cut(because?: string): Promise<void> {
    this.#client.destroy(because);
    await this.#ended();
  }

  cancel(): Promise<void> {
    const statement = this.#inFlight;
    // A KILL may still be on its way.
    if (statement === undefined) return this.#cancelling?.done ?? Promise.resolve();
    // The last statement's cancel may not be over when the next one is to be cancelled.
    if (this.#cancelling?.statement !== statement) {
      const done = this.#cancel(statement).finally(() => {
        if (this.#cancelling?.done === done) this.#cancelling = undefined;
      });
      this.#cancelling = { statement, done };
    }
    return this.#cancelling.done;
  }

  async #sent(sql: string): Promise<Outcome> {
    if (this.#isClosed) return closed;
    this.#connections.onSend(sql);
    // No race with a promise that outlives the statement: it would keep every answer for as long as it is open.
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    this.#abandon = () => resolve(closed);
    this.#answered(() => this.#names.execute(this.#client, sql)).then(resolve, reject);
    try {
      return await promise;
    } finally {
      this.#abandon = () => {};
    }
  }

  async #answered(send: () => Promise<Outcome>): Promise<Outcome> {
    // A KILL that is still on its way would hit this statement.
    const sent = this.#cancelling === undefined ? send() : this.#cancelling.done.then(send, send);
    this.#inFlight = sent;
    const outcome = await sent.finally(() => {
      this.#inFlight = undefined;
    });
    return outcome.kind === 'lost'
      ? { ...outcome, message: outcome.message + (await this.#ended()) }
      : outcome;
  }

  /**
   * A KILL that comes before the server has read the statement ends nothing. So the server is asked first, and again until there is an answer. There will be none when the server
   * has ended the connection and that never arrived: routers forget connections that were silent for long. There
   * may be none for hours from a statement that does not look at whether it was killed: then the connection is cut.
   */
  async #cancel(statement: Promise<Outcome>): Promise<void> {
    const { connectionId } = this.#client;
    let since = performance.now();
    let isKilled = false;
    while (this.#inFlight === statement) {
      const state = await this.#connections.stateOf(connectionId);
      if (state === 'at work') {
        await this.#connections.killQuery(connectionId);
        if (!isKilled) since = performance.now();
        isKilled = true;
      }
      await Promise.race([statement, delay(patienceMs[state], undefined, { ref: false })]);
      if (this.#inFlight !== statement) return;
      if (state === 'gone') this.#client.destroy();
      else if (performance.now() - since > ignoredMs) this.#cut(isKilled);
    }
  }

  #cut(isKilled: boolean): void {
    this.#isStubborn = true;
    this.#client.destroy(
      isKilled
        ? 'The statement did not end when it was killed; the lab cut the connection.'
        : 'The statement did not come to the server; the lab cut the connection.',
    );
  }

  /**
   * The client's side of a connection is closed before the server has rolled its transaction back: until then
   * it still holds its locks. Who is lost is lost only when the server has noticed, too. Resolves with what else
   * there is to be said: that it has not, after a time.
   */
  #ended(): Promise<string> {
    this.#end ??= this.#connections
      .end(this.#client.connectionId, this.#isStubborn ? stubbornMs : rollbackMs)
      .then((state) => (state === 'gone' ? '' : ' The server is still at work on it.'));
    return this.#end;
  }
}
