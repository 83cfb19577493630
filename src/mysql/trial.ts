import { exitCodes, UserError } from '../errors.ts';
import { told } from '../printable.ts';
import { type Client, lockWaitSeconds } from './client.ts';
import type { Asked } from './observing.ts';

export interface Trial {
  /** In the sandbox's empty schema, which it is again afterwards. */
  readonly schema: string;
  readonly place: string;
  /** Two connections of the lesson's account. */
  readonly holder: Client;
  readonly waiter: Client;
  readonly observer: Asked;
}

const table = 'isolab_trial';

/** Some seconds: the wait is there a moment after its statement has come to the server. */
const mostLooks = 5_000;

/**
 * Has a lesson's account hold a row, and wait for it, and looks whether all of that is to be seen: what is switched off
 * for an account, no list of settings tells. About 12 ms.
 *
 * @throws UserError (exit code 3) naming what is not to be seen, and what to set.
 */
export const tryEvidence = async ({ schema, place, holder, waiter, observer }: Trial): Promise<void> => {
  await holder.query(`CREATE TABLE ${table} (id INT PRIMARY KEY)`);
  await holder.query('START TRANSACTION');
  await holder.query(`INSERT INTO ${table} VALUES (1)`);
  const waiting = { isOver: false };
  await waiter.query(`SET SESSION innodb_lock_wait_timeout = ${lockWaitSeconds}`);
  // A SELECT would have the limit that the server has for these.
  const answer = waiter.query(`DELETE FROM ${table} WHERE id = 1`).finally(() => {
    waiting.isOver = true;
  });
  // It is awaited below; until then its failure must not end the process.
  answer.catch(() => {});
  const thread = `(SELECT THREAD_ID FROM performance_schema.threads WHERE PROCESSLIST_ID = ${holder.connectionId})`;
  const seen = `SELECT
    (SELECT COUNT(*) FROM performance_schema.data_lock_waits JOIN performance_schema.data_locks
     ON ENGINE_LOCK_ID = REQUESTING_ENGINE_LOCK_ID WHERE OBJECT_SCHEMA = '${schema}'),
    (SELECT COUNT(*) FROM performance_schema.data_locks WHERE OBJECT_SCHEMA = '${schema}'),
    (SELECT COUNT(*) FROM performance_schema.metadata_locks
     WHERE OBJECT_SCHEMA = '${schema}' AND OBJECT_NAME = '${table}' AND OWNER_THREAD_ID = ${thread}),
    (SELECT COUNT(*) FROM performance_schema.events_transactions_current
     WHERE THREAD_ID = ${thread} AND STATE = 'ACTIVE')`;
  const look = async (sql: string) =>
    ((await observer.query(sql)).rows[0] ?? []).map((count) => count !== '0');
  let [wait, lock, definition, transaction] = await look(seen);
  for (let looks = 1; !wait && !waiting.isOver && looks < mostLooks; looks++)
    [wait, lock, definition, transaction] = await look(seen);
  await holder.query('ROLLBACK');
  await answer;
  const [history] = await look(
    `SELECT COUNT(*) FROM performance_schema.events_transactions_history WHERE THREAD_ID = ${thread}`,
  );
  await holder.query(`DROP TABLE ${table}`);
  if (!lock || !wait) throw unseen(place, 'the row locks of a session', defaults);
  if (!definition) throw unseen(place, 'the lock on the definition of a table', defaults);
  if (!transaction) throw unseen(place, 'the transaction of a session', actors('ENABLED'));
  if (!history) throw unseen(place, 'how a transaction of a session ended', actors('HISTORY'));
};

const defaults = 'Use MySQL 8.0 or later with its default performance_schema settings.';

/** https://dev.mysql.com/doc/refman/9.7/en/performance-schema-setup-actors-table.html */
const actors = (column: string): string =>
  `Set ${column} = 'YES' in performance_schema.setup_actors, in its row for the accounts of the lab ('%' for all).`;

const unseen = (place: string, what: string, wayOut: string): UserError =>
  new UserError(told`The server at ${place} cannot run the lab: it does not show ${what}.`, {
    exitCode: exitCodes.noServer,
    next: [wayOut, 'Run isolab doctor to see what else is there.'],
  });
