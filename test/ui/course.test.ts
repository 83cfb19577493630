import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { shippedLessons } from '../../src/cli/lessons.ts';
import type { LessonProgress, StudentProgress } from '../../src/progress/progress.ts';
import { initialModel } from '../../src/ui/model/initial.ts';
import type { Model } from '../../src/ui/model/model.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { update } from '../../src/ui/update.ts';
import { linearLines } from '../../src/ui/view/linear-lines.ts';
import { noAreas } from '../../src/ui/view/screen.ts';
import { screenOf } from '../../src/ui/view/screen-of.ts';

const { lessons: shipped, course } = await shippedLessons();

/** What words take to read is not the matter here. */
const lessons = shipped.map((one) => ({ ...one, minutes: 8 }));

const about = { version: '8.4.0', provider: 'embedded', place: '' } as const;

/** The map of our course, for a student who has done so much. */
const mapFor = (progress: StudentProgress): Model => {
  const tell = (model: Model, message: Parameters<typeof update>[1]) => update(model, message).model;
  const { model } = initialModel([]);
  const ready = tell({ ...model, isReading: true }, { type: 'server-ready', attempt: 1, about });
  return tell(tell(ready, { type: 'progress-loaded', progress }), { type: 'lessons-read', lessons, course });
};

test('that the lessons are still being read is said as long as they are', () => {
  const { model } = initialModel([]);
  const asked = press({ ...model, isReading: true }, 'R');
  expect(asked.notice).toBe('The lessons are still being read.');
  const read = { type: 'lessons-read', lessons, course } as const;
  expect(update(asked, read).model.notice).toBeUndefined();
  const other = { ...asked, notice: 'Something else.' };
  expect(update(other, read).model.notice).toBe('Something else.');
});

const press = (model: Model, ...keys: readonly string[]): Model =>
  keys.reduce((before, key) => update(before, { type: 'key', key, areas: noAreas }).model, model);

const draw = (model: Model, columns: number, rows: number): string =>
  `${screenOf(model, { columns, rows }, 0, makeTheme(false))
    .rows.map((row) => stripVTControlCharacters(row).trimEnd())
    .join('\n')}\n`;

const RR = 'REPEATABLE READ';
const seen: LessonProgress = { level: RR, steps: 0, seen: [RR], answers: {} };
const solved: LessonProgress = { ...seen, solved: true };

const busy: StudentProgress = {
  'read-uncommitted': {
    ...seen,
    seen: ['READ UNCOMMITTED', 'READ COMMITTED', RR, 'SERIALIZABLE', 'SERIALIZABLE/rollback'],
  },
  'aborted-read': {
    ...seen,
    answers: { [`${RR}#2`]: true, [`${RR}/for-share#3`]: false },
    seen: [RR, `${RR}/for-share`],
  },
  'intermediate-read': { ...seen, seen: [], steps: 3 },
};

describe('the map of the course', () => {
  test.for([
    [80, 24],
    [120, 36],
  ] as const)('at %d×%d', async ([columns, rows]) => {
    const file = `screens/course-${columns}x${rows}.txt`;
    await expect(draw(mapFor(busy), columns, rows)).toMatchFileSnapshot(file);
  });

  test('marks what was begun, seen to its end, and seen whole, and tells the time that is left', () => {
    const screen = draw(press(mapFor(busy), 'home', 'down', 'down', 'down', 'down'), 120, 36);
    expect(screen).toMatch(/ ★▸.*\n ✓ .*\n ◐ /);
    expect(screen).toMatch(/─ Isolation levels in MySQL · \d+ h (\d+ min )?left ─/);
    expect(screen).toMatch(/Dirty reads {2}needs 2 topics +\d+ min of \d+ min left/);
    expect(screen).toMatch(/Snapshots {2}needs Non-repeatable reads +\d+ min/);
  });

  test('says which topics a lesson needs and are not seen yet, and opens it all the same', () => {
    const at = lessons.findIndex(({ id }) => id === 'write-skew');
    const model = { ...mapFor({}), selected: at };
    const says = 'It builds on Snapshots and Lost updates and Row locks: not seen to the end yet.';
    expect(draw(model, 120, 36).replaceAll(/ *│? *\n[^│]*│ */g, ' ')).toContain(says);
    const all = Object.fromEntries(lessons.map(({ id }) => [id, solved]));
    expect(draw({ ...mapFor(all), selected: at }, 120, 36)).not.toContain('It builds on');
    expect(press(model, 'enter').run?.lesson.id).toBe('write-skew');
  });

  test('n opens what was begun, or else the first lesson that was not seen to its end', () => {
    expect(press(mapFor({}), 'n').run?.lesson.id).toBe('first-transaction');
    expect(press(mapFor(busy), 'n').run?.lesson.id).toBe('intermediate-read');
    const again = { ...busy, 'intermediate-read': { ...seen, steps: 3 } };
    expect(press(mapFor(again), 'n').run?.lesson.id).toBe('first-transaction');
    const all = mapFor(Object.fromEntries(lessons.map(({ id }) => [id, solved])));
    expect(draw(all, 80, 24)).not.toContain('n next');
    expect(draw(press(all, 'n'), 80, 24)).toContain('You have seen every lesson to its end.');
  });

  test('is told in linear text as well', () => {
    const words = linearLines(
      press(mapFor(busy), 'home', 'down', 'down', 'down', 'down', 'down'),
      0,
      makeTheme(false),
    ).map(stripVTControlCharacters);
    expect(words).toEqual([
      expect.stringContaining('isolab.'),
      expect.stringMatching(/^Isolation levels in MySQL, .* left\.$/),
      expect.stringMatching(/^Lesson 6 of \d+: .*\. Seen to its end\.$/),
      expect.stringMatching(
        /^Topic: Dirty reads, \d+ min of \d+ min left\. Reading what nobody has committed/,
      ),
      expect.stringMatching(/ About \d+ minutes\.$/),
      'It builds on Transactions and Where a level comes from: not seen to the end yet.',
      expect.stringContaining('n next'),
    ]);
  });

  test('what was searched for while the lessons were read is found when they are', () => {
    const typed = press(
      { ...mapFor({}), catalogue: [], isReading: true },
      '/',
      'o',
      'n',
      'e',
      ' ',
      'r',
      'e',
      'p',
      'o',
    );
    const read = update(typed, { type: 'lessons-read', lessons, course, left: 'first-transaction' }).model;
    expect(read.catalogue[read.selected]?.id).toBe('read-report');
    expect(press(read, 'enter', 'enter').fixing?.lesson.id).toBe('read-report');
  });
});
