import { serverErrno } from './client.ts';
import type { LastingClient } from './lasting-client.ts';
import type { ConnectionState } from './session.ts';

/** No such thread: it has ended by itself. */
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

  async kill(what: 'QUERY' | 'CONNECTION', connectionId: number): Promise<void> {
    try {
      await this.#client.query(`KILL ${what} ${connectionId}`);
    } catch (error) {
      if (serverErrno(error) !== noSuchThread) throw error;
    }
  }
}
