import { setTimeout as delay } from 'node:timers/promises';
import type { TableRows } from '../engine/events.ts';
import { exitCodes, UserError } from '../errors.ts';
import { type Client, lockWaitSeconds } from './client.ts';
import { ServerRefusal } from './server-refusal.ts';

/** How long a server that can only be read is asked again, in ms: it may be so for a moment. */
const readOnlyPatienceMs = 5_000;
const askAgainMs = 250;

type Query = (sql: string) => Promise<TableRows>;

/** How statements reach the server as the administrator. */
export interface Administrator {
  /** For people. */
  readonly place: string;
  readonly query: Query;
  /** Another connection, for when that one has died. */
  readonly connect: () => Promise<Client>;
}

/** A statement that was not done, and why. */
interface Left {
  readonly sql: string;
  readonly error: unknown;
}

/**
 * Runs the statements that remove what a run has made, each of them even when another one fails, and waits some time
 * for what stands in the way.
 *
 * @throws UserError (exit code 3) with why, and with the statements that are still to be run.
 */
export const removeAll = async (statements: readonly string[], admin: Administrator): Promise<void> => {
  const left = await afterAll(await tried(statements, admin.query), admin);
  const [first] = left;
  if (first === undefined) return;
  if (!(first.error instanceof ServerRefusal)) throw first.error;
  const { why, next } = await reasonOf(first.error, first.sql, admin.query);
  const names = left.map(({ sql }) => sql.replace(/^.* EXISTS /, '')).join(', ');
  throw new UserError(`${names} could not be removed: ${why} (${admin.place})`, {
    exitCode: exitCodes.noServer,
    next: [...next, 'Then isolab server clean removes it, or these do:', ...left.map(({ sql }) => `${sql};`)],
    cause: first.error,
  });
};

/** The server may still be there when our connection is not: what was left then is tried over another one. */
const afterAll = async (left: readonly Left[], { connect }: Administrator): Promise<readonly Left[]> => {
  if (!left.some(({ error }) => error instanceof UserError && !(error instanceof ServerRefusal))) return left;
  const [connected] = await Promise.allSettled([connect()]);
  if (connected.status === 'rejected') {
    const error: unknown = connected.reason;
    // Else nobody answers there any more, and there is nothing to remove.
    const isThere = error instanceof ServerRefusal && error.errno !== undefined;
    return isThere ? left.map(({ sql }) => ({ sql, error })) : left;
  }
  using again = connected.value;
  return await tried(
    left.map(({ sql }) => sql),
    (sql) => again.query(sql),
  );
};

const tried = async (statements: readonly string[], query: Query): Promise<readonly Left[]> => {
  const left: Left[] = [];
  for (const sql of statements) {
    try {
      await patiently(sql, query, left.length === 0 ? readOnlyPatienceMs : 0);
    } catch (error) {
      left.push({ sql, error });
      // What holds up one of them for so long holds up the others: it was waited for.
      if (is(error, lockTimeout)) await query('SET SESSION lock_wait_timeout = 1');
    }
  }
  return left;
};

const patiently = async (sql: string, query: Query, patienceMs: number): Promise<void> => {
  for (let waitedMs = 0; ; waitedMs += askAgainMs) {
    try {
      await query(sql);
      return;
    } catch (error) {
      if (!is(error, ...readOnly) || waitedMs >= patienceMs) throw error;
    }
    await delay(askAgainMs);
  }
};

/** Of a metadata lock, too. */
const lockTimeout = 1205;
const readOnly = [1290, 1836] as const;

const is = (error: unknown, ...errnos: readonly number[]): boolean =>
  error instanceof ServerRefusal && error.errno !== undefined && errnos.includes(error.errno);

const reasonOf = async (
  refusal: ServerRefusal,
  sql: string,
  query: Query,
): Promise<{ readonly why: string; readonly next: readonly string[] }> => {
  if (!is(refusal, lockTimeout)) return { why: refusal.message, next: refusal.next };
  const holder = await holderOfAll(query).catch(() => undefined);
  if (holder !== undefined) {
    return {
      why: `${holder} holds the whole server up, as a backup does.`,
      next: ['Wait until it is through, or end it.'],
    };
  }
  // Others may be waited for as long again.
  await query(`SET SESSION lock_wait_timeout = ${lockWaitSeconds}`);
  const atWork = await atWorkIn(/^DROP SCHEMA IF EXISTS (\w+)$/.exec(sql)?.[1] ?? '', query).catch(() => []);
  if (atWork.length > 0) {
    return {
      why: `the server is still at work on a statement of the lesson, which was killed (connection ${atWork.join(', ')}).`,
      next: ['Wait until it has ended, at the latest with the server.'],
    };
  }
  // The lesson's own connections are gone by then, and what outlives them is a prepared XA transaction.
  return {
    why: 'something still holds its tables.',
    next: ['A prepared XA transaction does: XA RECOVER lists it, XA ROLLBACK ends it.'],
  };
};

/** Connections that are at work in a schema though they were ended: some statements do not look at whether they were. */
const atWorkIn = async (schema: string, query: Query): Promise<readonly string[]> => {
  const { rows } = await query(
    `SELECT PROCESSLIST_ID FROM performance_schema.threads WHERE PROCESSLIST_DB = '${schema}'`,
  );
  return rows.flatMap(([id]) => id ?? []);
};

/** Who has done FLUSH TABLES WITH READ LOCK or LOCK INSTANCE FOR BACKUP. https://dev.mysql.com/doc/refman/9.7/en/performance-schema-metadata-locks-table.html */
const holderOfAll = async (query: Query): Promise<string | undefined> => {
  const { rows } = await query(
    `SELECT PROCESSLIST_ID, PROCESSLIST_USER, OBJECT_TYPE FROM performance_schema.metadata_locks
     JOIN performance_schema.threads ON THREAD_ID = OWNER_THREAD_ID
     WHERE LOCK_STATUS = 'GRANTED' AND LOCK_DURATION = 'EXPLICIT' AND OBJECT_TYPE IN ('GLOBAL', 'BACKUP LOCK')`,
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const [connection, user, type] = row;
  const by = type === 'GLOBAL' ? 'FLUSH TABLES WITH READ LOCK' : 'LOCK INSTANCE FOR BACKUP';
  return `connection ${connection ?? '?'} of ${user ?? 'somebody'} (${by})`;
};
