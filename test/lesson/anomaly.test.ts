import { describe, expect, it } from 'vitest';
import { anomalyClaimWords } from '../../src/lesson/anomaly-claim.ts';
import { parseLesson } from '../../src/lesson/parse.ts';
import { LessonError } from '../../src/lesson/problem.ts';
import { scriptOf } from '../../src/lesson/script.ts';
import { lessonText } from './lesson-text.ts';

const steps = 'steps: [{ A: SELECT 1 }, { B: SELECT 2 }]';
const withAnomaly = (anomaly: string, more: Readonly<Record<string, string>> = {}): string =>
  lessonText({ steps, anomaly: `anomaly: ${anomaly}`, ...more });

const problemOf = (text: string): string => {
  try {
    parseLesson(text, { file: 'l.yaml' });
  } catch (error) {
    if (error instanceof LessonError) return error.message;
    throw error;
  }
  throw new Error('It was read.');
};

describe('the anomaly of a lesson', () => {
  it.each([['lost update (P4)'], ['none; the price is waiting'], ['phantom'], ['"at REPEATABLE READ none"']])(
    'in the words %s is shown and claims nothing',
    (words) => {
      const lesson = parseLesson(withAnomaly(words));
      expect(lesson.anomaly).toBe(words.replaceAll('"', ''));
      expect(lesson.happens).toBeUndefined();
      expect(scriptOf(lesson)).not.toHaveProperty('happens');
    },
  );

  it.each([
    ['P4', 'lost update (P4)'],
    ['P0', 'dirty write (P0)'],
    ['G-single', 'single anti-dependency (G-single)'],
    ['[P4, P1]', 'lost update (P4), dirty read (P1)'],
  ])('%s is a claim, shown as %s', (claim, words) => {
    const lesson = parseLesson(withAnomaly(claim));
    expect(lesson.anomaly).toBe(words);
    const { happens, anomaly } = scriptOf(lesson, { level: 'READ COMMITTED' });
    expect(anomaly).toBe(words);
    expect(happens && anomalyClaimWords(happens)).toBe(words);
    // What is said of the author's order is said of no other.
    const other = scriptOf(lesson, { order: 'BA' });
    expect(other).not.toHaveProperty('happens');
    expect(other).not.toHaveProperty('anomaly');
  });

  it.each(['none', 'unknown', '{ SERIALIZABLE: P4 }'])('%s is a claim that gives no name', (claim) => {
    const lesson = parseLesson(withAnomaly(claim));
    expect(lesson.anomaly).toBeUndefined();
    expect(lesson.happens).toBeDefined();
    expect(scriptOf(lesson, { level: 'READ COMMITTED' })).not.toHaveProperty('anomaly');
  });

  it('is claimed by level, and called as it is at the level that people begin with', () => {
    const lesson = parseLesson(
      withAnomaly('{ READ COMMITTED: [P2, P3], REPEATABLE READ: A5B, SERIALIZABLE: none }', {
        level: 'level: READ COMMITTED',
      }),
    );
    expect(lesson.anomaly).toBe('non-repeatable read (P2), phantom read (P3)');
    expect(scriptOf(lesson, { level: 'SERIALIZABLE' }).happens).toMatchObject({ kind: 'none' });
    expect(scriptOf(lesson, { level: 'READ UNCOMMITTED' })).not.toHaveProperty('happens');
    expect(parseLesson(withAnomaly('{ SERIALIZABLE: none }'))).not.toHaveProperty('anomaly');
  });

  it('is its own in a variant, which takes over no claim of the lesson', () => {
    const lesson = parseLesson(
      withAnomaly('P4', {
        variants:
          'variants: { fix: { title: T, about: A, anomaly: none }, other: { title: T, about: A }, named: { title: T, about: A, anomaly: some words } }',
      }),
    );
    const scripts = ['fix', 'other', 'named'].map((variant) => scriptOf(lesson, { variant }));
    expect(scripts.map(({ happens }) => happens?.kind)).toEqual(['none', undefined, undefined]);
    expect(scripts.map(({ anomaly }) => anomaly)).toEqual([undefined, undefined, 'some words']);
  });

  it.each([
    ['A5b', '`A5b` is no code of an anomaly; did you mean `A5B`?'],
    ['None', '`None` is no code of an anomaly; did you mean `none`?'],
    ['[P4, g1A]', 'found `g1A`; did you mean `G1a`?'],
    ['{ default: P4, SERIALIZABLE: non }', 'found `non`; did you mean `none`?'],
    ['[P4, none]', 'found `none`'],
    ['{ serializable: none }', 'did you mean `SERIALIZABLE`?'],
    ['[]', '`anomaly` must not be empty'],
    ['4', '`anomaly` must be text, a list or a mapping'],
  ])('%s is refused, with what was probably meant', (given, message) => {
    expect(problemOf(withAnomaly(given))).toContain(message);
  });

  it('at a level at which the lesson does not run is refused', () => {
    expect(
      problemOf(withAnomaly('{ SERIALIZABLE: none, default: P4 }', { levels: 'levels: [READ COMMITTED]' })),
    ).toContain('the lesson does not run at SERIALIZABLE');
  });
});
