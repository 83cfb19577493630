import { describe, expect, it } from 'vitest';
import { failedIn, rememberFailed } from '../../src/verify/last-failed.ts';
import { planVerify } from '../../src/verify/plan.ts';
import { lessonOf } from './told-events.ts';

const bug = [
  'setup: CREATE TABLE t (id INT), invariant: { says: Once., violations: SELECT id FROM t }',
  'steps: [{ A: SELECT 1, expect: { rows: [[1]] } }]',
  'variants: { fix: { title: T, about: A, prevents: all } }',
];
const lesson = { ...lessonOf('books', ...bug), file: './books.yaml' };
const plain = 'books @ REPEATABLE READ';
const fixed = `${plain} + fix`;
const pair = `${plain}: fix prevents it`;
const at = (file: string) => `/abs/${file.replace('./', '')}`;
const key = '/abs/books.yaml';
const file = lesson.file;

describe('what failed the last time', () => {
  it('are the cases, and the fix of a claim that failed', () => {
    const plan = planVerify([lesson]);
    expect([...failedIn(plan, { [key]: [plain] }, at)]).toEqual([plain]);
    expect([...failedIn(plan, { [key]: [pair] }, at)]).toEqual([fixed]);
    expect([...failedIn(plan, { '/abs/others.yaml': [plain] }, at)]).toEqual([]);
    expect([...failedIn(plan, { [key]: ['long gone'] }, at)]).toEqual([]);
  });

  it('is what did not pass, whatever came of it', () => {
    const judged = [
      { id: plain, file, status: 'broken' as const },
      { id: fixed, file, status: 'passed' as const },
      { id: pair, file, status: 'failed' as const },
    ];
    expect(rememberFailed({ '/other': ['x'] }, judged, [lesson], at)).toEqual({
      '/other': ['x'],
      [key]: [plain, pair],
    });
  });

  it('stays what it was for what did not run, and is forgotten once it passed', () => {
    const last = { [key]: [plain, fixed, 'long gone'] };
    const judged = [
      { id: plain, file, status: 'passed' as const },
      { id: fixed, file },
    ];
    expect(rememberFailed(last, judged, [lesson], at)).toEqual({ [key]: [fixed] });
    const passed = judged.map((one) => ({ ...one, status: 'passed' as const }));
    expect(rememberFailed(last, passed, [lesson], at)).toEqual({});
  });
});
