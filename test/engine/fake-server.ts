import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TableView, TransactionView, Wait } from '../../src/engine/events.ts';
import type { Outcome } from '../../src/engine/outcome.ts';
import type { Clock, LabServer, Observer, Sandbox, Session } from '../../src/engine/ports.ts';

/**
 * A server in memory behind the engine's ports, with just enough to exercise the engine's logic: named
 * exclusive locks held to the end of the transaction, a first-come queue, deadlocks noticed late.
 *
 * Statements: START TRANSACTION, COMMIT, ROLLBACK; SELECT (the session's name); `lock K`; `lock K hang` (is
 * at work once it has the lock); `rows N`; `ok N`; `fail ERRNO`; `hang` (runs until cancelled); `die` (the
 * connection is lost in flight).
 */
export class FakeServer implements LabServer {
  readonly about = { version: '0.0', provider: 'url', place: 'memory' } as const;
  readonly lost = new Promise<string>(() => {});
  /** Of the first sandbox; every other one has a world of its own. */
  readonly world = new FakeWorld();
  disposed = 0;
  made = 0;
  /** Transactions are at the levels that sessions were opened at; without it, all are at REPEATABLE READ. */
  knowsLevels = false;

  async createSandbox(): Promise<Sandbox> {
    const world = this.made++ === 0 ? this.world : new FakeWorld();
    let isDisposed = false;
    const observer: Observer = {
      suppose: async (questions) => questions.map(() => undefined),
      breaksDeadlocks: true,
      waits: async () => world.readWaits(),
      patience: async () => new Map(),
      notice: async () => {},
      transactions: async () => world.transactions(),
      autocommitOff: async () => [],
      variables: async () => [],
      contents: async () => [],
      observe: async (names) => ({
        sessions: [],
        tables: emptyTables(names),
        newest: emptyTables(names),
        transactions: world.transactions(),
        locks: [],
      }),
      end: async (names, violations) => ({
        tables: emptyTables(names === 'all' ? [] : names),
        ...(violations !== undefined && { violations: { columns: [], rows: world.violations } }),
      }),
      query: async () => ({ columns: [], rows: world.violations }),
    };
    return {
      observer,
      setUp: async () => {},
      openSession: async (name, level) => world.open(name, this.knowsLevels ? level : undefined),
      canBeRenewed: false,
      renew: () => Promise.reject(new Error('A world is what became of it.')),
      [Symbol.asyncDispose]: async () => {
        if (!isDisposed) this.disposed++;
        isDisposed = true;
      },
    };
  }
}

const emptyTables = (names: readonly string[]): readonly TableView[] =>
  names.map((name) => ({ name, columns: [], rows: [] }));

interface Waiting {
  readonly key: string;
  readonly answer: (outcome: Outcome) => void;
}

export class FakeWorld {
  violations: readonly (readonly string[])[] = [];
  /** How often waits() was read; a hook may change the world between two readings. */
  readings = 0;
  onReading: (reading: number) => void = () => {};
  readonly cancelled: string[] = [];
  /** Sessions whose answers are on their way while the locks are read a few times. */
  readonly late = new Set<string>();
  /** Shows the wait of a cancelled statement once more before it ends. */
  diesSlowly = false;
  /** Resolves when a cancelled statement gives in. The cancel lasts as long, as a real one does. */
  givesIn: (session: string) => Promise<void> = async () => {};
  #dying: { readonly session: string; readonly atReading: number } | undefined;
  readonly #holders = new Map<string, string>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #open = new Set<string>();
  readonly #levels = new Map<string, string>();
  readonly #losers = new Map<string, (reason: string) => void>();
  readonly #hanging = new Map<string, (outcome: Outcome) => void>();

  open(name: string, level = 'REPEATABLE READ'): Session {
    this.#levels.set(name, level);
    let lose: (reason: string) => void = () => {};
    const lost = new Promise<string>((resolve) => {
      lose = resolve;
    });
    this.#losers.set(name, lose);
    return {
      name,
      lost,
      execute: (sql) => this.#answered(name, sql),
      executeWith: (sql, values) =>
        this.#answered(
          name,
          sql.replaceAll('?', () => String(values[0])),
        ),
      close: () => {},
      cut: async () => this.lose(name),
      cancel: async () => {
        this.cancelled.push(name);
        if (this.diesSlowly) {
          this.#dying = { session: name, atReading: this.readings + 2 };
          return;
        }
        await this.givesIn(name);
        this.#interrupt(name);
      },
    };
  }

  #answered(name: string, sql: string): Promise<Outcome> {
    return new Promise((answer) => {
      this.#execute(name, sql, (outcome) => {
        if (this.late.has(name)) void severalTurns().then(() => answer(outcome));
        else answer(outcome);
      });
    });
  }

  #interrupt(name: string): void {
    const interrupted = failure(1317);
    this.#waiting.get(name)?.answer(interrupted);
    this.#waiting.delete(name);
    this.#hanging.get(name)?.(interrupted);
    this.#hanging.delete(name);
  }

  /** The connection of an idle session dies. */
  lose(name: string): void {
    this.#release(name);
    this.#losers.get(name)?.('gone');
  }

  /** A lock wait ends by itself. */
  timeOut(name: string): void {
    const waiting = this.#waiting.get(name);
    this.#waiting.delete(name);
    waiting?.answer(failure(1205));
  }

  /** Ends one that hangs. */
  answer(name: string, outcome: Outcome): void {
    this.#hanging.get(name)?.(outcome);
    this.#hanging.delete(name);
  }

  readWaits(): ReadonlyMap<string, readonly Wait[]> {
    const waits = this.#currentWaits();
    this.readings++;
    this.onReading(this.readings);
    this.#breakDeadlock();
    if (this.#dying?.atReading === this.readings) this.#interrupt(this.#dying.session);
    return waits;
  }

  transactions(): readonly TransactionView[] {
    return [...this.#open].map((session) => ({
      session,
      level: this.#levels.get(session) ?? '',
      autocommit: false,
    }));
  }

  #currentWaits(): ReadonlyMap<string, readonly Wait[]> {
    return new Map(
      [...this.#waiting].map(([session, { key }]) => [
        session,
        [{ kind: 'record', object: 't', mode: 'X', key, for: { session: this.#holders.get(key) ?? '?' } }],
      ]),
    );
  }

  #execute(session: string, sql: string, answer: (outcome: Outcome) => void): void {
    const [verb = '', argument = '', then] = sql.split(' ');
    switch (verb) {
      case 'START':
        this.#open.add(session);
        answer(done);
        return;
      case 'COMMIT':
      case 'ROLLBACK':
        this.#release(session);
        answer(done);
        return;
      case 'lock': {
        const holder = this.#holders.get(argument);
        if (holder === undefined || holder === session) {
          this.#holders.set(argument, session);
          answer(done);
          return;
        }
        const granted = (outcome: Outcome) => {
          if (then === 'hang' && outcome.kind === 'ok') this.#hanging.set(session, answer);
          else answer(outcome);
        };
        this.#waiting.set(session, { key: argument, answer: granted });
        return;
      }
      case 'rows':
        answer({
          kind: 'rows',
          columns: ['n'],
          rows: Array.from({ length: Number(argument) }, (_, n) => [`${n}`]),
        });
        return;
      case 'SELECT':
        answer({ kind: 'rows', columns: ['n'], rows: [[session]] });
        return;
      case 'ok':
        answer({ ...done, affected: Number(argument) });
        return;
      case 'fail':
        if (argument === '1213') this.#release(session);
        answer(failure(Number(argument)));
        return;
      case 'hang':
        this.#hanging.set(session, answer);
        return;
      case 'die':
        this.#release(session);
        answer({ kind: 'lost', message: 'gone' });
        this.#losers.get(session)?.('gone');
        return;
      default:
        throw new Error(`The fake server does not know ${sql}`);
    }
  }

  #release(session: string): void {
    this.#open.delete(session);
    for (const [key, holder] of this.#holders) {
      if (holder !== session) continue;
      this.#holders.delete(key);
      const next = [...this.#waiting].find(([, waiting]) => waiting.key === key);
      if (next === undefined) continue;
      const [waiter, { answer }] = next;
      this.#waiting.delete(waiter);
      this.#holders.set(key, waiter);
      answer(done);
    }
  }

  /** Like the server's background detection: a circle can be read once before it is broken. */
  #breakDeadlock(): void {
    for (const [session, { key, answer }] of [...this.#waiting].toReversed()) {
      const holder = this.#holders.get(key) ?? '';
      const back = this.#waiting.get(holder);
      if (back === undefined || this.#holders.get(back.key) !== session) continue;
      this.#waiting.delete(session);
      this.#release(session);
      answer(failure(1213));
      return;
    }
  }
}

const done = { kind: 'ok', affected: 0, warnings: 0, info: '' } as const;

const failure = (errno: number): Outcome => ({
  kind: 'error',
  errno,
  symbol: errno === 1062 ? 'ER_DUP_ENTRY' : `ER_${errno}`,
  sqlState: 'HY000',
  message: `error ${errno}`,
});

const severalTurns = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await nextTurn();
};

/** A clock that runs only while somebody waits for it. */
export class FakeClock implements Clock {
  #now = 0;

  now(): number {
    return this.#now;
  }

  delay(ms: number): Promise<void> {
    this.#now += ms;
    return nextTurn();
  }
}
