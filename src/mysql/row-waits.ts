import type { TableRows } from '../engine/events.ts';
import type { Asked } from './observing.ts';

/** Who waits for a row (or table) lock of InnoDB, on the whole server. */
export const lockWaits = `SELECT REQUESTING_THREAD_ID, REQUESTING_ENGINE_LOCK_ID, BLOCKING_ENGINE_LOCK_ID,
  REQUESTING_ENGINE_TRANSACTION_ID FROM performance_schema.data_lock_waits`;
/** SHOW STATUS says the same and takes twice as long. */
const sleeping =
  "SELECT VARIABLE_VALUE FROM performance_schema.global_status WHERE VARIABLE_NAME = 'Innodb_row_lock_current_waits'";

/** About 40 ms in all. */
const mostReadings = 60;

/**
 * A wait is in data_lock_waits a moment before its thread goes to sleep, and only the going to sleep gives it
 * its place in the order of waiters, by which InnoDB breaks ties between deadlock victims
 * (lock_wait_table_reserve_slot in storage/innobase/lock/lock0wait.cc). A statement that the lab sends into
 * this moment would turn the order around, and another session would be the victim.
 *
 * The server tells only how many threads are asleep, so this waits until there are as many as waits. It gives
 * up after a while: the number is not exact on every server, and waits for table locks are not in it.
 */
export class RowWaits {
  readonly #client: Asked;
  /** The waits (by their locks) whose threads are known to be asleep. */
  #asleep: ReadonlySet<string> = new Set();

  constructor(client: Asked) {
    this.#client = client;
  }

  /** `rows` are all waits of the server as just read, `ours` those that matter. */
  async untilAsleep(rows: TableRows['rows'], ours: TableRows['rows']): Promise<void> {
    const locks = new Set(ours.map(([, lock]) => lock ?? ''));
    if (![...locks].every((lock) => this.#asleep.has(lock))) await this.#waitFor(rows);
    this.#asleep = locks;
  }

  async #waitFor(rows: TableRows['rows']): Promise<void> {
    let before = rows;
    for (let readings = 0; readings < mostReadings; readings++) {
      const [status, waits] = await this.#client.queries([sleeping, lockWaits]);
      const now = waits?.rows ?? [];
      // One of somebody else's that has ended meanwhile may still have been counted as asleep.
      const waiting = new Set([...before, ...now].map(([, , , transaction]) => transaction));
      if (Number(status?.rows[0]?.[0]) >= waiting.size) return;
      before = now;
    }
  }
}
