import type { ServerAddress } from '../server/provider.ts';
import { Client } from './client.ts';

/** How long reading what a lesson has written (its views, its invariant) may take, in ms. */
const readingLimitMs = 10_000;

/**
 * When the server is to end it should we not, in ms: later, since a SLEEP() that it ends is an answer like any other,
 * and nobody could tell.
 */
export const serverLimitMs = readingLimitMs + 1_000;

/** Does the work, and ends what it runs on the connection when that takes too long. @throws Error that says so. */
export type ReadingLimit = <T>(read: () => Promise<T>) => Promise<T>;

/**
 * The server's own limit (max_execution_time) does not hold for a SELECT whose function writes, nor against a hint in
 * the invariant. An account may end its own statements from another connection, whatever else it may not; what runs in a
 * function of the lesson's is the lesson's account's, so `accounts` are both.
 * https://dev.mysql.com/doc/refman/9.7/en/server-system-variables.html#sysvar_max_execution_time
 */
export const readingLimitOf =
  (reader: Client, accounts: readonly ServerAddress[]): ReadingLimit =>
  async (read) => {
    let cutting: Promise<void> | undefined;
    const late = setTimeout(() => {
      cutting = cutOff(reader, accounts);
    }, readingLimitMs);
    try {
      const result = await read();
      // The answer of a SLEEP() that was ended is none.
      if (cutting !== undefined) throw new Error(tooLate);
      return result;
    } catch (error) {
      throw cutting === undefined ? error : new Error(tooLate, { cause: error });
    } finally {
      clearTimeout(late);
      // It must not reach the next statement.
      await cutting;
    }
  };

const tooLate = `It took more than ${readingLimitMs / 1_000} s, and the lab ended it.`;

/** How often each account tries: a view may go from one to the other for each of its rows. */
const tries = 20;

const cutOff = async (reader: Client, accounts: readonly ServerAddress[]): Promise<void> => {
  for (let count = 0; count < tries; count += 1) {
    for (const account of accounts) if (await killedAs(account, reader.connectionId)) return;
  }
  // Then the end of its connection ends it, when the server notices that.
  reader.destroy();
};

const killedAs = async (account: ServerAddress, connection: number): Promise<boolean> => {
  try {
    const killer = await Client.open(account);
    try {
      await killer.query(`KILL QUERY ${connection}`);
      return true;
    } finally {
      killer.destroy();
    }
  } catch {
    return false;
  }
};
