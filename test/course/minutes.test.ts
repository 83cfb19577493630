import { expect, it } from 'vitest';
import { minutesLeft, minutesOf, minutesWords } from '../../src/course/minutes.ts';
import type { Lesson } from '../../src/lesson/lesson.ts';
import { levels } from '../../src/lesson/level.ts';
import { parseLesson } from '../../src/lesson/parse.ts';
import type { LessonProgress } from '../../src/progress/progress.ts';
import { standingIn } from '../../src/progress/progress.ts';
import { lessonText } from '../lesson/lesson-text.ts';

const words = (count: number): string => 'word '.repeat(count).trim();

/** Two steps, four levels, one variant. */
const lessonWith = (more: Partial<Lesson> = {}): Lesson => {
  const text = lessonText({
    steps: 'steps:\n  - A: SELECT 1\n    as: first\n  - B: SELECT 2',
    variants:
      'variants:\n  fix:\n    title: A fix\n    about: Short.\n    steps: { first: { sql: SELECT 3 } }',
  });
  const { minutes: _, ...lesson } = parseLesson(text);
  return { ...lesson, about: '', remember: [], ...more };
};

const known = (more: Partial<LessonProgress> = {}): LessonProgress => ({
  level: 'REPEATABLE READ',
  steps: 0,
  seen: [],
  answers: {},
  ...more,
});

it('a lesson takes as long as there is to read and to do, unless it says itself', () => {
  const base = minutesOf(lessonWith());
  // Two steps, three other levels and a variant to look at: 20 + 120 s.
  expect(base).toBe(2);
  expect(minutesOf(lessonWith({ about: words(2380) }))).toBe(base + 10);
  const [first, ...others] = lessonWith().steps;
  const predict = { kind: 'fact', ask: words(238), fact: 'rows' } as const;
  const asks = first ? [{ ...first, predict: { default: predict, levels: {} } }, ...others] : [];
  // Its words, and the time to think.
  expect(minutesOf(lessonWith({ steps: asks }))).toBe(base + 2);
  expect(minutesOf(lessonWith({ minutes: 50 }))).toBe(50);
});

it('what is left becomes less with each step, level and variant, and is nothing when all was seen', () => {
  const lesson = lessonWith({ minutes: 100 });
  const left = (more?: Partial<LessonProgress>) => minutesLeft(lesson, more && known(more));
  const [first, ...others] = levels;
  const all = [
    left(),
    left({ steps: 1 }),
    left({ seen: ['REPEATABLE READ'] }),
    left({ seen: ['REPEATABLE READ', first] }),
    left({ seen: ['REPEATABLE READ', first, 'SERIALIZABLE/fix'] }),
    left({ seen: [first, ...others, 'SERIALIZABLE/fix'] }),
  ];
  expect(all[0]).toBe(100);
  expect(all.at(-1)).toBe(0);
  expect(all.toSorted((a, b) => b - a)).toEqual(all);
  expect(new Set(all).size).toBe(all.length);
});

it('a lesson is new, begun, seen to its end, or seen whole: every level, and each variant at one level at least', () => {
  const lesson = lessonWith();
  expect(standingIn(lesson, undefined)).toBe('new');
  expect(standingIn(lesson, known({ steps: 1 }))).toBe('begun');
  expect(standingIn(lesson, known({ seen: ['SERIALIZABLE/fix'] }))).toBe('seen');
  expect(standingIn(lesson, known({ seen: [...levels] }))).toBe('seen');
  expect(standingIn(lesson, known({ seen: [...levels, 'SERIALIZABLE/fix'] }))).toBe('whole');
});

it('is said in hours and minutes', () => {
  expect([0, 5, 60, 125].map(minutesWords)).toEqual(['0 min', '5 min', '1 h', '2 h 5 min']);
});
