import { inject } from 'vitest';
import type { RedisSession } from '../../src/engine/ports.ts';
import { LabRedis } from '../../src/redis/lab-redis.ts';
import { type LabWithRedis, withRedis } from '../../src/redis/with-redis.ts';
import { openLab } from '../mysql/real-lab.ts';

/** The lab on the Redis that the whole suite shares. */
export const openRedis = (): Promise<LabRedis> =>
  LabRedis.open({ address: inject('redis'), provider: 'embedded', place: 'the test Redis' });

/** The lab on the servers that the whole suite shares, for lessons that need a Redis too. */
export const openLabWithRedis = async (): Promise<LabWithRedis> => {
  const lab = await openLab();
  const both = withRedis(lab, openRedis);
  return {
    about: both.about,
    lost: both.lost,
    createSandbox: (needs) => both.createSandbox(needs),
    [Symbol.asyncDispose]: async () => {
      await both[Symbol.asyncDispose]();
      await lab[Symbol.asyncDispose]();
    },
  };
};

/** Sends a command written as one line, its words divided by blanks. */
export const send = (session: RedisSession, line: string) => session.execute(line.split(' '));

/** What a reply is told as. */
export const rows = (...values: readonly (string | null)[]) => ({
  kind: 'rows',
  columns: ['reply'],
  rows: values.map((value) => [value]),
});
