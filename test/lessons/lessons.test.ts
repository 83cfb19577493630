import { afterAll, describe, it } from 'vitest';
import { SandboxPool } from '../../src/engine/run/sandbox-pool.ts';
import { lessonsFolder, lessonTests } from '../../src/index.ts';
import { isSoak } from '../campaign.ts';
import { openLabWithRedis } from '../redis/real-redis.ts';

/** Sandboxes are renewed for the next run, as the server that lessonTests takes by itself does it. */
const pooled = async () => {
  const lab = await openLabWithRedis();
  const pool = new SandboxPool(lab);
  return {
    about: pool.about,
    lost: pool.lost,
    createSandbox: (needs?: Parameters<SandboxPool['createSandbox']>[0]) => pool.createSandbox(needs),
    [Symbol.asyncDispose]: async () => {
      await pool[Symbol.asyncDispose]();
      await lab[Symbol.asyncDispose]();
    },
  };
};

/** Everything that the lessons of this project claim, as a user of the library would test their own. */
const lessons = await lessonTests({
  lessons: lessonsFolder(),
  server: pooled,
  // Only what hangs takes so long: five run at the same time, and some race up to twenty rounds.
  limitMs: 240_000,
  // Where there are too many orders: one of them here, as many as anybody takes in the whole size.
  ...(!isSoak && { orders: 1 }),
});
afterAll(() => lessons.close());

describe.concurrent('what the lessons claim is so', () => {
  for (const test of lessons) it(test.name, () => test.run(), test.timeoutMs);
});
