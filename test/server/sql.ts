import { type Connection, createConnection } from 'mysql2/promise';
import type { ServerAddress } from '../../src/hosts/provider.ts';

export const connect = ({ user, password, socketPath }: ServerAddress): Promise<Connection> =>
  createConnection({
    user,
    password,
    ...(socketPath !== undefined && { socketPath }),
    rowsAsArray: true,
    // In ms; mysql2's own limit of 10 s is none for a machine that is busy.
    connectTimeout: 60_000,
  });

/** All cells of a query's answer as text. */
export const cells = async (connection: Connection, sql: string): Promise<string[][]> => {
  const [rows] = await connection.query(sql);
  if (!Array.isArray(rows)) throw new Error(`no rows: ${sql}`);
  return rows.map((row) => Object.values(row).map(String));
};

/** Asks the server for the number 1 over a connection of its own. */
export const ping = async (address: ServerAddress): Promise<string | undefined> => {
  const connection = await connect(address);
  try {
    return (await cells(connection, 'SELECT 1'))[0]?.[0];
  } finally {
    await connection.end();
  }
};
