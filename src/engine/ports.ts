import type { Level } from '../lesson/level.ts';
import type {
  EndObservation,
  Observation,
  Question,
  RedisAbout,
  ServerAbout,
  TableRows,
  TransactionView,
  UserVariable,
  Wait,
} from './events.ts';
import type { Outcome } from './outcome.ts';

/** A MySQL server on which sandboxes can be made. */
export interface LabServer {
  readonly about: ServerAbout;
  /** A schema of its own with an account that can touch nothing else, and keys in Redis where they are needed. */
  createSandbox(needs?: SandboxNeeds): Promise<Sandbox>;
  /** Resolves with the reason when the server goes away. Never rejects. */
  readonly lost: Promise<string>;
  /**
   * Calls the listener when the server answers nothing to anybody, with for how long in ms, after each second of it,
   * and with undefined when it answers again. Returns what ends that. Where nobody watches it there is none.
   */
  readonly onSilence?: (listener: (silentForMs: number | undefined) => void) => () => void;
}

export interface SandboxNeeds {
  /** The script talks to Redis as well. */
  readonly redis?: boolean;
  /** What it will be set up with; one that was renewed after the same setup is ready at once. */
  readonly setup?: readonly string[];
  /** Once it is disposed of, nothing of it is at work any more: it may be watched by others. */
  readonly endsQuiet?: boolean;
}

export interface Sandbox extends AsyncDisposable {
  /** The schema's name, which is another one in every sandbox. */
  readonly schema?: string | undefined;
  /**
   * Runs setup SQL in order, in an empty schema: what an earlier setup made is dropped before, and the same setup
   * need not run again after `renew`. @throws UserError naming the statement and the server's error, or that it took
   * longer than `limitMs`, 60 s where nothing is said.
   */
  setUp(statements: readonly string[], limitMs?: number): Promise<void>;
  openSession(name: string, level: Level): Promise<Session>;
  /**
   * Whether `renew` can make everything exactly as it was. Not when a statement may have changed more than rows
   * (DDL, CALL, XA …), and not while a setup runs or after one that failed.
   */
  readonly canBeRenewed: boolean;
  /**
   * Makes everything as the setup left it, many times as fast as a new sandbox: tables, counters, keys in Redis. What
   * is in flight is ended and rolled back. Sessions that are not closed stay, as they were when they were opened.
   */
  renew(): Promise<void>;
  readonly observer: Observer;
  /** There when it was asked for. */
  readonly redis?: RedisKeys;
  /** Closes every session and removes the schema and the accounts. Safe to call twice. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A Redis server, the guard of some applications. */
export interface RedisServer {
  readonly about: RedisAbout;
  createKeys(): Promise<RedisKeys>;
  /** Resolves with the reason when the server goes away. Never rejects. */
  readonly lost: Promise<string>;
}

/** What one sandbox has in Redis: its clients can touch no other keys, and disposing of it removes them. */
export interface RedisKeys extends AsyncDisposable {
  /** The server that has them. */
  readonly about: RedisAbout;
  /** A connection of its own. */
  openSession(name: string): Promise<RedisSession>;
  /** Removes every key that there is now. Nobody may be at work. */
  clear(): Promise<void>;
  /** Every key there is now, sorted: columns key, value, expires ("yes" or "no": a time to live is set). */
  keys(): Promise<TableRows>;
  /**
   * The key's time to live runs out, without anybody waiting for it: Redis removes it as it would then.
   * `endless`: it is there and has no time to live, so nothing was done.
   */
  expire(key: string): Promise<'gone' | 'endless'>;
}

/** One client's connection to Redis. */
export interface RedisSession {
  readonly name: string;
  /**
   * Sends one command, its words one by one, keys as the lesson writes them. Never rejects for what the
   * server answers. A reply is told as rows with the one column `reply`: one row for a simple reply, none for
   * nil, one an element for a list. What Redis refuses is an error with its first word (ERR, WRONGTYPE …) as
   * the symbol and errno 0; a connection that died is `lost`.
   */
  execute(command: readonly string[]): Promise<Outcome>;
  /** Nobody uses it any more. */
  close(): void;
  readonly lost: Promise<string>;
}

/** Time, passed in so that logic can be tested without waiting. */
export interface Clock {
  /** Milliseconds, monotonic, from any origin. */
  now(): number;
  /** Resolves after so many milliseconds, or as soon as the signal is aborted. Never rejects. */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
}

export type Parameter = string | number | boolean | null;

/** One scripted client with one connection of its own. */
export interface Session {
  readonly name: string;
  /**
   * Sends one statement. Never rejects for what the server answers: errors and a lost connection are
   * outcomes. Call it only when the previous statement has finished.
   */
  execute(sql: string): Promise<Outcome>;
  /** The same with a value for every question mark. */
  executeWith(sql: string, values: readonly Parameter[]): Promise<Outcome>;
  /** What CONNECTION_ID() says. */
  readonly connectionId?: number;
  /** Whether a transaction is open, where the server has said so with its last answer. */
  readonly inTransaction?: boolean | undefined;
  /**
   * Nobody uses it any more: what is in flight, and all that comes, is lost. Once the sandbox is renewed, its
   * connection may serve another session.
   */
  close(): void;
  /** Cuts the connection, as a client that dies does, and resolves once the server has noticed. */
  cut(): Promise<void>;
  /** Ends the statement in flight, if there is one, by KILL QUERY from another connection; done when it is answered. */
  cancel(): Promise<void>;
  /**
   * Resolves with the reason when the connection has died, also while idle, and the server has rolled its
   * transaction back. Never rejects.
   */
  readonly lost: Promise<string>;
}

/** A question, and tables that are taken to have other rows than they have. */
export interface Supposition {
  /** One SELECT without locks, variables and side effects. */
  readonly sql: string;
  readonly tables: readonly (TableRows & { readonly name: string })[];
}

/** As it is observed today. */
export type WholeObservation = Observation & Required<Pick<Observation, 'newest'>>;

/** How long a session waits for a lock before it gives up by itself, in ms, as it is set. */
export interface Patience {
  readonly rows: number;
  /** For locks of definitions; the time of a GET_LOCK() stands in the statement, and the server does not tell it. */
  readonly definitions: number;
}

export interface TableContents {
  readonly table: string;
  /** `of`: the table that hands the ids out. */
  readonly idColumns: readonly { readonly column: string; readonly of: string }[];
}

/** The only connection that may see locks. */
export interface Observer {
  /** Who waits now, by session name. Sessions that do not wait are absent. */
  waits(): Promise<ReadonlyMap<string, readonly Wait[]>>;
  /** By session name. */
  patience(): Promise<ReadonlyMap<string, Patience>>;
  transactions(): Promise<readonly TransactionView[]>;
  /** The sessions with autocommit = 0: each statement on a table begins a transaction where none is open. */
  autocommitOff(): Promise<readonly string[]>;
  /**
   * Resolves when every session whose connection has died is `lost`, and who has taken a lock that others may use is cut.
   * `observe` does the same before it looks.
   */
  notice(): Promise<void>;
  /**
   * Everything that is to be seen now, with the rows of these tables; in as few round trips as possible.
   *
   * @param questions what sessions have just asked, to be asked again.
   */
  observe(names: readonly string[], questions?: readonly Question[]): Promise<WholeObservation>;
  /**
   * The committed rows of these tables, or of all base tables by name, and the answer to the invariant's query, if there
   * is one. @throws as `query` does
   */
  end(names: readonly string[] | 'all', violations?: string): Promise<EndObservation>;
  /** The sessions' @variables. */
  variables(): Promise<readonly UserVariable[]>;
  /** The base tables by name, and which of their columns hold ids that the server hands out, or refer to such. */
  contents(): Promise<readonly TableContents[]>;
  /**
   * What questions would be answered if some tables had other rows than they have; undefined where that cannot be told: a
   * view asks for more than rows, a type is unknown, or the server says no.
   */
  suppose(questions: readonly Supposition[]): Promise<readonly (TableRows['rows'] | undefined)[]>;
  /** A query of the lesson over committed rows, for the invariant. @throws UserError when it is not valid. */
  query(sql: string): Promise<TableRows>;
  /**
   * Whether the server itself ends a deadlock among row locks (innodb_deadlock_detect). When it does, a
   * circle of waits is not settled yet: one of them is about to be answered.
   */
  readonly breaksDeadlocks: boolean;
}
