// Lessons as tests of node:test, whose server nobody gives back: the program of lesson-tests-end.test.ts.
import { it } from 'node:test';
import { lessonTests } from '../../src/index.ts';

const lessons = await lessonTests({
  lessons: process.argv.slice(2),
  filter: { levels: ['READ COMMITTED'] },
});
for (const test of lessons) void it(test.name, () => test.run());
