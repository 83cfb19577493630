import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkLesson } from '../../src/author/check.ts';
import { checkLessonId, startingLesson } from '../../src/author/starting-lesson.ts';
import { UserError } from '../../src/errors.ts';
import { expectAlways } from '../property.ts';

describe('a lesson to begin with', () => {
  test('has nothing wrong with it but that nothing is expected yet', () => {
    const { lesson, problems } = checkLesson(startingLesson('lost-update', 'lost-update.yaml'));
    expect(problems.filter(({ severity }) => severity !== 'unproven')).toEqual([]);
    expect(problems.length).toBeGreaterThan(0);
    expect(lesson).toMatchObject({ id: 'lost-update', title: 'Lost update' });
  });

  test('is a lesson with that id, whatever id it is', () => {
    const words = fc.string({
      unit: fc.constantFrom('a', 'e', 'n', 'o', 'u', 'l', 'y', '0', '1', '9'),
      minLength: 1,
      maxLength: 6,
    });
    const ids = fc.array(words, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('-'));
    expectAlways(
      fc.property(ids, fc.string(), (id, file) => {
        checkLessonId(id);
        expect(checkLesson(startingLesson(id, file)).lesson?.id).toBe(id);
      }),
      {
        numRuns: 100,
        examples: [
          ['null', 'x'],
          ['1e3', 'x\ny: 1'],
          ['0x10', 'a b'],
          ['no', ''],
          ['2026-11-21', '$'],
        ],
      },
    );
  });
});

describe('an id that is none', () => {
  test.each([
    ['Lost Update', 'lost-update'],
    ['lost_update', 'lost-update'],
    ['--déjà vu!', 'deja-vu'],
  ])('%s is answered with one that would do', (id, near) => {
    expect(() => checkLessonId(id)).toThrow(UserError);
    try {
      checkLessonId(id);
    } catch (error) {
      expect(error).toMatchObject({ next: [expect.any(String), `This would do: ${near}`] });
    }
  });

  test.each(['', '../x', '/', '***'])('%j is refused', (id) => {
    expect(() => checkLessonId(id)).toThrow(UserError);
  });
});
