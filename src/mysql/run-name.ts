import { randomBytes } from 'node:crypto';
import { type Client, serverErrno } from './client.ts';
import { quoteText } from './quote.ts';

/** Schemas and accounts of a run begin with this; no other run has it. For instance "isolab_1a2b3c4d_". */
export const newRunName = (prefix: string): string => `${prefix}_${randomBytes(4).toString('hex')}_`;

/** The run's name in the name of a schema or an account of ours, if it is one. */
export const runNameIn = (prefix: string, name: string): string | undefined =>
  new RegExp(`^(${prefix}_[0-9a-f]{8}_)(?:\\d+|observer)$`).exec(name)?.[1];

/** Who made what carries a run's name, and when (UTC, by the server's clock). */
export interface Maker {
  /** For people: "isolab 0.1.0, process 123 on ann-laptop". */
  readonly by: string;
  readonly at: string;
}

/**
 * Holds a lock with the run's name for as long as this connection lives. That is how others know that the run
 * lives, from wherever they ask: the server lets go of the lock when the connection ends, however it ends.
 * Returns the server's time, or undefined where there are no such locks (Galera) or the name is held, after so many
 * seconds still.
 */
export const holdRunName = async (
  admin: Client,
  name: string,
  patienceSeconds = 0,
): Promise<string | undefined> => {
  try {
    const { rows } = await admin.query(
      `SELECT GET_LOCK(${quoteText(name)}, ${patienceSeconds}), DATE_FORMAT(UTC_TIMESTAMP(), '%Y-%m-%dT%TZ')`,
    );
    const [held, at] = rows[0] ?? [];
    return held === '1' ? (at ?? undefined) : undefined;
  } catch (error) {
    if (serverErrno(error) === undefined) throw error;
    return undefined;
  }
};

export const releaseRunName = async (admin: Client, name: string): Promise<void> => {
  await admin.query(`SELECT RELEASE_LOCK(${quoteText(name)})`);
};

/** For CREATE USER, since MySQL 8.0.21: the account itself says who made it. */
export const markOf = (maker: Maker): string => `ATTRIBUTE ${quoteText(JSON.stringify({ isolab: maker }))}`;
