import { serverErrno } from './client.ts';
import type { LastingClient } from './lasting-client.ts';
import type { ConnectionState } from './session.ts';

/** No such thread. */
const noSuchThread = 1094;

/** What one connection of a lesson's account does with the account's other ones. */
export class Steward {
  readonly #client: Pick<LastingClient, 'query'>;

  constructor(client: Pick<LastingClient, 'query'>) {
    this.#client = client;
  }

  async stateOf(connectionId: number): Promise<ConnectionState> {
    const { rows } = await this.#client.query(
      `SELECT command FROM information_schema.processlist WHERE id = ${connectionId}`,
    );
    const [row] = rows;
    if (row === undefined) return 'gone';
    return row[0] === 'Sleep' ? 'idle' : 'at work';
  }

  kill(what: 'QUERY' | 'CONNECTION', connectionId: number): Promise<void> {
    return killIfThere((sql) => this.#client.query(sql), what, connectionId);
  }
}

/** Ends a connection or its statement; one that has gone by itself, since somebody asked for it, is no failure. */
export const killIfThere = async (
  query: (sql: string) => Promise<unknown>,
  what: 'QUERY' | 'CONNECTION',
  connectionId: number | string,
): Promise<void> => {
  try {
    await query(`KILL ${what} ${connectionId}`);
  } catch (error) {
    if (serverErrno(error) !== noSuchThread) throw error;
  }
};
