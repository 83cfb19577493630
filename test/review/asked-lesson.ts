import type { Lesson } from '../../src/lesson/lesson.ts';
import { parseLesson } from '../../src/lesson/parse.ts';
import type { LessonProgress } from '../../src/progress/progress.ts';

/** For the server in memory: a variant gives other rows. */
export const twoRows = (id = 'two-rows', more = ''): Lesson =>
  parseLesson(`format: 1
id: ${id}
title: Rows
topic: trying
summary: One sentence.
setup: CREATE TABLE books (id INT PRIMARY KEY, name TEXT)
watch: [books]
levels: [READ COMMITTED, SERIALIZABLE]
level: READ COMMITTED
steps:
  - A: START TRANSACTION
  - A: rows 1
    as: look
    look: Is anything there?
    why: One row is there.
${more}
variants:
  more:
    title: More rows
    about: More of them.
    steps:
      look: { sql: rows 2 }
`);

export const seen = (more: Partial<LessonProgress> = {}): LessonProgress => ({
  level: 'READ COMMITTED',
  steps: 0,
  seen: ['READ COMMITTED'],
  answers: {},
  ...more,
});

const dayMs = 86_400_000;
const first = new Date('2026-03-02T09:00:00.000Z');

/** So many days after the first one of a test. */
export const day = (days: number): Date => new Date(first.getTime() + days * dayMs);
