import { afterAll, describe, it } from 'vitest';
import { lessonsFolder, lessonTests } from '../../src/index.ts';
import { openLabWithRedis } from '../redis/real-redis.ts';

/** Everything that the lessons of this project claim, as a user of the library would test their own. */
const lessons = await lessonTests({
  lessons: lessonsFolder(),
  server: openLabWithRedis,
  // Only what hangs takes so long: five run at the same time, and some race up to twenty rounds.
  limitMs: 240_000,
});
afterAll(() => lessons.close());

describe.concurrent('what the lessons claim is so', () => {
  for (const test of lessons) it(test.name, () => test.run(), test.timeoutMs);
});
