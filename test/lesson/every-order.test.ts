import { describe, expect, it } from 'vitest';
import { atLevel } from '../../src/lesson/level.ts';
import { parseLesson, tryParseLesson } from '../../src/lesson/parse.ts';
import { LessonError } from '../../src/lesson/problem.ts';
import { lessonText } from './lesson-text.ts';

const invariant = 'invariant: { says: No book., violations: SELECT id FROM books }';
const steps = 'steps: [{ A: SELECT 1, as: one }, { A: SELECT 2 }, { B: SELECT 3 }, { B: SELECT 4 }]';

const withClaim = (everyOrder: string, more: Readonly<Record<string, string | undefined>> = {}) =>
  lessonText({ invariant, steps, every_order: `every_order: ${everyOrder}`, ...more });

const problemOf = (text: string): string => {
  try {
    parseLesson(text, { file: 'l.yaml' });
  } catch (error) {
    if (error instanceof LessonError) return error.message;
    throw error;
  }
  throw new Error('It was read.');
};

describe('what a lesson claims of all orders', () => {
  it('is a number of them, none, some or all, by level', () => {
    const lesson = parseLesson(
      withClaim(
        '{ default: { broken: 4, of: 6 }, SERIALIZABLE: { broken: none }, READ COMMITTED: { broken: some } }',
      ),
    );
    expect(atLevel(lesson.everyOrder, 'REPEATABLE READ')).toMatchObject({ kind: 'count', broken: 4, of: 6 });
    expect(atLevel(lesson.everyOrder, 'SERIALIZABLE')).toMatchObject({ kind: 'none' });
    expect(atLevel(lesson.everyOrder, 'READ COMMITTED')).toMatchObject({ kind: 'some' });
    const [forAll] = [parseLesson(withClaim('{ broken: all }')).everyOrder];
    expect(atLevel(forAll, 'SERIALIZABLE')).toMatchObject({ kind: 'all' });
  });

  it('is its own in a variant, whose steps have orders of their own', () => {
    const variants = (of: number) =>
      `variants: { more: { title: T, about: A, steps: { one: { after: [{ A: SELECT 5 }] } }, every_order: { broken: 0, of: ${of} } } }`;
    const lesson = parseLesson(withClaim('{ broken: 6, of: 6 }', { variants: variants(10) }));
    expect(atLevel(lesson.variants[0]?.everyOrder, 'SERIALIZABLE')).toMatchObject({ broken: 0, of: 10 });
    expect(problemOf(withClaim('{ broken: 6, of: 6 }', { variants: variants(6) }))).toContain(
      'there are 10 orders of these steps (3 of A, 2 of B)\n',
    );
  });

  it('says how many orders there are, which is known without a server', () => {
    const message = problemOf(withClaim('{ broken: 4, of: 7 }'));
    expect(message).toMatch(/^l\.yaml:10:31: .*there are 6 orders of these steps \(2 of A, 2 of B\)$/m);
    expect(message).toContain('expected: of: 6');
    expect(problemOf(withClaim('{ broken: 4 }'))).toContain('a number needs `of` beside it');
    expect(problemOf(withClaim('{ broken: 7, of: 6 }'))).toContain('it is more than there are');
    expect(problemOf(withClaim('{ broken: some, of: 6 }'))).toContain('`of` stands beside a number only');
  });

  it('is no number where there are too many to run them all, however exactly they are counted', () => {
    const many = Array.from({ length: 60 }, (_, at) => `{ ${at % 2 ? 'A' : 'B'}: SELECT ${at} }`).join(', ');
    expect(problemOf(withClaim('{ broken: 1, of: 2 }', { steps: `steps: [${many}]` }))).toContain(
      'no number can be proved: there are 118264581564861424 orders of these steps',
    );
  });

  it('needs an invariant, and levels at which the lesson runs', () => {
    expect(problemOf(withClaim('{ broken: none }', { invariant: undefined }))).toContain(
      '`every_order` is about an invariant, and the lesson has none',
    );
    const levels = 'levels: [READ COMMITTED]';
    expect(problemOf(withClaim('{ SERIALIZABLE: { broken: none } }', { levels }))).toContain(
      'the lesson does not run at SERIALIZABLE',
    );
  });

  it.each(['{ broken: -1, of: 6 }', '{ broken: never }', '{ of: 6 }', '70', '{ broken: none, in: 6 }'])(
    'is nothing like %s',
    (claim) => {
      expect(tryParseLesson(withClaim(claim)).problems.length).toBeGreaterThan(0);
    },
  );
});
