import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';
import type { ServerAddress } from '../../src/hosts/provider.ts';
import { embeddedProvider } from '../../src/mysql/server/embedded.ts';
import type { RedisAddress } from '../../src/redis/address.ts';
import { RedisClient } from '../../src/redis/client.ts';
import { textsIn } from '../../src/redis/reply.ts';
import { embeddedRedis } from '../../src/redis/server/embedded.ts';
import { makePlaces } from './places.ts';
import { cells, connect } from './sql.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The real MySQL server that all test files share. */
    mysql: ServerAddress;
    /** The real Redis that all test files share. */
    redis: RedisAddress;
    /** A folder for what commands remember. */
    states: string;
  }
}

/**
 * Starts one embedded MySQL and one Redis for all test files; they are fetched into the user's own cache the
 * first time, so that a machine pays for it once.
 */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  let shown = '';
  // Apart, so that no server is taken that the developer keeps warm.
  const places = await makePlaces();
  const context = places.context({
    onProgress: ({ phase, message }) => {
      const isLong = phase !== 'looking' && phase !== 'starting';
      if (isLong && message !== shown) process.stderr.write(`${message}\n`);
      shown = message;
    },
  });
  const server = await embeddedProvider.start({}, context);
  const redis = await embeddedRedis.start({}, context);
  const states = await mkdtemp(join(tmpdir(), 'isolab-test-states-'));
  project.provide('states', states);
  project.provide('mysql', server.address);
  project.provide('redis', redis.address);
  return async () => {
    const connection = await connect(server.address);
    const left = await remaining(() =>
      cells(
        connection,
        `SELECT SCHEMA_NAME FROM information_schema.SCHEMATA
         WHERE SCHEMA_NAME NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')
         UNION ALL SELECT User FROM mysql.user WHERE User NOT LIKE 'mysql.%' AND User <> 'root'`,
      ),
    );
    await connection.end();
    await server[Symbol.asyncDispose]();
    const client = await RedisClient.open(redis.address);
    const leftInRedis = await remaining(async () => [
      ...textsIn(await client.send(['KEYS', '*'])),
      ...textsIn(await client.send(['ACL', 'USERS'])).filter((name) => name !== 'default'),
    ]);
    client.destroy();
    await redis[Symbol.asyncDispose]();
    await places[Symbol.asyncDispose]();
    await rm(states, { recursive: true, force: true });
    if (left.length > 0) throw new Error(`The tests left schemas or accounts behind: ${left.join(', ')}`);
    if (leftInRedis.length > 0) throw new Error(`The tests left in Redis: ${leftInRedis.join(', ')}`);
  };
};

/** How long what a test has ended may take to clear away what it had, in ms. */
const clearingLimitMs = 30_000;

/** What is left when nothing is, or nobody can be clearing it away any more. */
const remaining = async <T>(look: () => Promise<readonly T[]>): Promise<readonly T[]> => {
  const limit = AbortSignal.timeout(clearingLimitMs);
  for (;;) {
    const left = await look();
    if (left.length === 0 || limit.aborted) return left;
    await wait(100);
  }
};
