import { homedir } from 'node:os';
import type { TestProject } from 'vitest/node';
import { obtainServer } from '../../src/server/obtain.ts';
import { cacheFolderOf } from '../../src/server/paths.ts';
import type { ServerAddress, ServerProgress } from '../../src/server/provider.ts';
import { cells, connect } from './sql.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The real MySQL server that all test files share. */
    mysql: ServerAddress;
  }
}

/**
 * Starts one embedded server for all test files; it is fetched into the user's own cache the first time, so
 * that a machine pays for it once.
 */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  let shown = '';
  const server = await obtainServer(
    { provider: 'embedded' },
    {
      env: process.env,
      cacheFolder: cacheFolderOf(process.env, homedir()),
      signal: new AbortController().signal,
      onProgress: ({ phase, message }: ServerProgress) => {
        const isLong = phase !== 'looking' && phase !== 'starting';
        if (isLong && message !== shown) process.stderr.write(`${message}\n`);
        shown = message;
      },
    },
  );
  project.provide('mysql', server.address);
  return async () => {
    const connection = await connect(server.address);
    const left = await cells(
      connection,
      `SELECT SCHEMA_NAME FROM information_schema.SCHEMATA
       WHERE SCHEMA_NAME NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')
       UNION ALL SELECT User FROM mysql.user WHERE User NOT LIKE 'mysql.%' AND User <> 'root'`,
    );
    await connection.end();
    await server[Symbol.asyncDispose]();
    if (left.length > 0) throw new Error(`The tests left schemas or accounts behind: ${left.join(', ')}`);
  };
};
