import { describe, expect, it } from 'vitest';
import { meets } from '../../src/engine/condition.ts';
import type { Value } from '../../src/engine/outcome.ts';
import { parseLesson, tryParseLesson } from '../../src/lesson/parse.ts';
import { lessonText } from '../lesson/lesson-text.ts';

const withCondition = (condition: string): string =>
  lessonText({ steps: `steps:\n  - A: SELECT 1 AS n\n    reject_if: { "${condition}": no }` });

/** Does a row with this value meet the condition, as a lesson file writes it? */
const holds = (value: Value | undefined, condition: string): boolean => {
  const [branch] = parseLesson(withCondition(condition)).steps[0]?.rejectIf ?? [];
  if (branch === undefined) throw new Error('No branch');
  return meets(
    { kind: 'rows', columns: ['n'], rows: value === undefined ? [] : [[value]] },
    branch.condition,
  );
};

describe('a condition on a value', () => {
  it.each([
    ['2', '<', '3', true],
    ['10', '<', '9', false],
    ['-2', '<', '-1', true],
    ['-10', '<', '2', true],
    ['3.00', '<=', '3', true],
    ['3.00', '=', '3', true],
    ['3.00', '!=', '3', false],
    ['3.01', '>', '3', true],
    ['0.1', '>=', '.10', true],
    ['-0', '=', '0', true],
    // Both are the same floating point number.
    ['9007199254740993', '>', '9007199254740992', true],
    ['99999999999999999999999999999999999999.001', '>', '99999999999999999999999999999999999999.0001', true],
    ['1.5e3', '=', '1500', true],
    ['1e-7', '<', '0.000001', true],
    ['Sapiens', '=', 'Sapiens', true],
    ['Sapiens', '!=', 'Emma', true],
    ['Sapiens', '<', '3', false],
    ['Sapiens', '>=', '3', false],
    ['0x1F', '=', '31', false],
  ])('%s %s %s: %s', (value, sign, other, expected) => {
    expect(holds(value, `n ${sign} ${other}`)).toBe(expected);
  });

  it.each(['=', '!=', '<', '<=', '>', '>='])(
    '%s is met by neither NULL nor a row that is not there',
    (sign) => {
      expect(holds(null, `n ${sign} 3`)).toBe(false);
      expect(holds(undefined, `n ${sign} 3`)).toBe(false);
    },
  );

  it('is refused where text is to be less', () => {
    const { problems } = tryParseLesson(withCondition('n < many'));
    expect(problems.map(({ message }) => message)).toEqual([
      'step 1, reject_if: `<` compares numbers, and `many` is none',
    ]);
  });
});
