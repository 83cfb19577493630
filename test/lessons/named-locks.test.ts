import { afterAll, describe, inject, it } from 'vitest';
import { lessonsFolder, lessonTests } from '../../src/index.ts';
import { loadCatalogue } from '../../src/lesson/load.ts';
import { MysqlLab } from '../../src/mysql/lab-server.ts';

/** On a server that others use, too, statements that name locks are looked at more closely. */
const { lessons: all } = await loadCatalogue(lessonsFolder());
const lessons = await lessonTests({
  lessons: all.filter(({ id }) => id === 'get-lock' || id === 'book-in-progress'),
  server: () => MysqlLab.open({ address: inject('mysql'), provider: 'url', place: 'the test server' }),
  limitMs: 240_000,
});
afterAll(() => lessons.close());

describe('what the lessons claim of GET_LOCK() is so on a server of others, too', () => {
  for (const test of lessons) {
    if (/get-lock.* @ REPEATABLE READ|REPEATABLE READ \+ get-lock/.test(test.name))
      it(test.name, () => test.run(), test.timeoutMs);
  }
});
