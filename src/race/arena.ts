import { endOnFailure, onAbort } from '../ending.ts';
import type { RedisAbout, TableRows, TableView } from '../engine/events.ts';
import type { Clock, LabServer, Sandbox, Session } from '../engine/ports.ts';
import { observeEnd } from '../engine/run/observe.ts';
import type { BurstScript } from '../lesson/burst-script.ts';
import { needsRedis } from '../lesson/script.ts';
import { Workers } from './workers.ts';

export interface ArenaOptions {
  readonly script: BurstScript;
  readonly server: LabServer;
  readonly clock: Clock;
  /** Ends everything that is at work on the server and removes the sandbox. */
  readonly signal: AbortSignal;
}

/** Waits for row locks that ended, and how long they lasted: what the whole server has counted, for everybody. */
export interface RowLockWaits {
  readonly count: number;
  readonly ms: number;
}

/** What is in the database. */
export interface Stored {
  readonly tables: readonly TableView[];
  /** The rows that break the invariant; absent when the lesson has none. */
  readonly violations?: TableRows;
}

/** Where rounds take place: a sandbox, set up, and the application's workers with their connections to it. */
export class Arena implements AsyncDisposable {
  readonly workers: Workers;
  readonly #options: ArenaOptions;
  readonly #sandbox: Sandbox;
  readonly #caretaker: Session;
  readonly #listening: Disposable;

  private constructor(
    options: ArenaOptions,
    parts: {
      readonly sandbox: Sandbox;
      readonly caretaker: Session;
      readonly workers: Workers;
    },
  ) {
    this.#options = options;
    this.#sandbox = parts.sandbox;
    this.#caretaker = parts.caretaker;
    this.workers = parts.workers;
    // Disposed of once more by whoever has the arena, where it is awaited and tells if it fails.
    this.#listening = onAbort(
      options.signal,
      () => void this.#sandbox[Symbol.asyncDispose]().catch(() => {}),
    );
  }

  /** @throws UserError when the lesson's setup fails, or the signal's reason. */
  static async open(options: ArenaOptions): Promise<Arena> {
    const { script, server, clock, signal } = options;
    signal.throwIfAborted();
    const made = await server.createSandbox({
      redis: needsRedis(script.handler.steps),
      setup: script.setup,
    });
    return await endOnFailure(made, signal, async (sandbox) => {
      await sandbox.setUp(script.setup, script.setupLimitMs);
      const connect = (name: string) => sandbox.openSession(name, script.level);
      const { redis: keys } = sandbox;
      const untilStopped: Clock = {
        now: () => clock.now(),
        delay: (ms, own = signal) => clock.delay(ms, own),
      };
      const names = Array.from({ length: script.workers }, (_, index) => `w${index + 1}`);
      const [caretaker, ...reaches] = await Promise.all([
        connect('caretaker'),
        ...names.map(async (name) => {
          const [session, redis] = await Promise.all([connect(name), keys?.openSession(name)]);
          return { session, redis, keys, clock: untilStopped };
        }),
      ]);
      const workers = new Workers({ handler: script.handler, reaches, reconnect: connect });
      return new Arena(options, { sandbox, caretaker, workers });
    });
  }

  /** Where the handler talks to Redis. */
  get redis(): RedisAbout | undefined {
    return this.#sandbox.redis?.about;
  }

  async stored(): Promise<Stored> {
    const { script } = this.#options;
    return await observeEnd(this.#sandbox, script, script.invariant?.violations);
  }

  /** https://dev.mysql.com/doc/refman/9.7/en/server-status-variables.html#statvar_Innodb_row_lock_waits */
  async rowLockWaits(): Promise<RowLockWaits> {
    const outcome = await this.#caretaker.execute(
      "SELECT * FROM performance_schema.global_status WHERE VARIABLE_NAME IN ('Innodb_row_lock_waits', 'Innodb_row_lock_time')",
    );
    const values = new Map(outcome.kind === 'rows' ? outcome.rows.map(([name, value]) => [name, value]) : []);
    return {
      count: Number(values.get('Innodb_row_lock_waits') ?? 0),
      ms: Number(values.get('Innodb_row_lock_time') ?? 0),
    };
  }

  /** See `Sandbox.canBeRenewed`. When not, every round needs an arena of its own. */
  get canBeRenewed(): boolean {
    return this.#sandbox.canBeRenewed;
  }

  /** Makes everything as the setup left it; nobody may be at work. */
  async renew(): Promise<void> {
    this.workers.lineUp();
    await this.#sandbox.renew();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#listening[Symbol.dispose]();
    return this.#sandbox[Symbol.asyncDispose]();
  }
}
