import { describe, expect, it } from 'vitest';
import { parseLesson } from '../../src/lesson/parse.ts';
import { unclaimedProse } from '../../src/lesson/prose-claims.ts';
import { lessonText } from './lesson-text.ts';

/** Each text that nobody has written or kept for the outcome beside which it is told. */
const unclaimed = (steps: readonly string[], variant?: string, ...more: readonly string[]) => {
  const text = lessonText({
    steps: ['steps:', ...steps.map((one) => `  - { ${one} }`)].join('\n'),
    variants:
      variant === undefined ? undefined : `variants: { fix: { title: Fix, about: It is., ${variant} } }`,
    ...Object.fromEntries(more.map((one) => [one, one])),
  });
  return unclaimedProse(parseLesson(text)).map(
    ({ step, keys, levels, variant: at }) =>
      `${at?.id ?? 'lesson'} ${step.name} ${keys.join(' ')}: ${levels.join(', ')}`,
  );
};

const none = '{ waits_for: none }';
const waits = '{ waits_for: B }';
const differs = `expect: { default: ${none}, SERIALIZABLE: ${waits} }`;
const other = 'B: SELECT 2, as: other';
const step = (...parts: readonly string[]) => [['A: SELECT 1', 'as: one', ...parts].join(', '), other];

describe('prose where the outcome differs by level', () => {
  it.each([
    ['why', 'why: So.', ['lesson one why: SERIALIZABLE']],
    ['look', 'look: What?', ['lesson one look: SERIALIZABLE']],
    ['hint', 'hint: Think.', ['lesson one hint: SERIALIZABLE']],
    ['one default', 'why: { default: So. }', ['lesson one why: SERIALIZABLE']],
    [
      'the reason of a question',
      'predict: { ask: What?, pick: [[1]], because: So. }',
      ['lesson one predict: SERIALIZABLE'],
    ],
    ['a question without a reason', 'predict: { ask: What?, pick: [[1]] }', []],
    ['a text for each outcome', 'why: { default: So., SERIALIZABLE: { begins: A, ends: B } }', []],
    ['a text for one of them', 'why: { SERIALIZABLE: So. }', []],
    ['kept expressly', 'why: So., look: What?, still_true: [why, look]', []],
    ['kept in part', 'why: So., look: What?, still_true: [look]', ['lesson one why: SERIALIZABLE']],
  ])('%s', (_, prose, found) => {
    expect(unclaimed(step(differs, prose))).toEqual(found);
  });

  it('is no other prose where every level comes to the same', () => {
    expect(unclaimed(step(`expect: { default: ${none}, SERIALIZABLE: ${none} }`, 'why: So.'))).toEqual([]);
  });

  it('is not told to those who are not asked, as the step is left out', () => {
    const leftOut = 'expect: { default: { waits_for: none }, SERIALIZABLE: { skipped: true } }';
    expect(unclaimed(step(leftOut, 'hint: Think.', 'why: So.'))).toEqual(['lesson one why: SERIALIZABLE']);
  });
});

describe('prose that a variant takes over', () => {
  const all = `expect: ${none}, look: What?, hint: Think., why: So., predict: { ask: What?, pick: [[1]], because: So. }`;
  const everywhere = 'READ UNCOMMITTED, READ COMMITTED, REPEATABLE READ, SERIALIZABLE';
  const inFix = (change: string, ...parts: readonly string[]) =>
    unclaimed(step(...(parts.length > 0 ? parts : [all])), `steps: { one: { ${change} } }`);

  it.each([
    ['with another outcome', `expect: ${waits}`],
    ['with another statement', 'sql: SELECT 3'],
  ])('is unclaimed %s', (_, change) => {
    expect(inFix(change)).toEqual([`fix one look predict hint why: ${everywhere}`]);
  });

  it('is claimed where it is written, taken away, or kept expressly', () => {
    expect(
      inFix(`expect: ${waits}, look: Now?, hint: null, predict: null, why: { begins: A, ends: B }`),
    ).toEqual([]);
    expect(inFix(`expect: ${waits}, still_true: [look, hint, predict, why]`)).toEqual([]);
  });

  it('is the same where the outcome is', () => {
    expect(inFix('answer: Well.')).toEqual([]);
    expect(inFix(`expect: ${none}`)).toEqual([]);
  });

  it('is asked for at the levels where something else happens', () => {
    expect(
      inFix(`expect: { default: ${none}, SERIALIZABLE: ${waits} }`, `expect: ${none}, why: So.`),
    ).toEqual(['fix one why: SERIALIZABLE']);
  });

  it('is not kept by what the lesson says of its own outcomes', () => {
    expect(inFix(`expect: { error: 1062 }`, differs, 'why: So.', 'still_true: [why]')).toEqual([
      `fix one why: ${everywhere}`,
    ]);
  });

  it('is asked for where a handler has another statement', () => {
    const handler =
      'handler: { title: Do, path: /do, request: {}, steps: { first: SELECT 1 } }\nsessions: { A: a, B: b }';
    const steps = ['A: { do: first }, as: one, expect: { waits_for: none }, why: So.', other];
    expect(unclaimed(steps, 'handler: { first: { sql: SELECT 3 } }', handler)).toEqual([
      `fix one why: ${everywhere}`,
    ]);
    expect(
      unclaimed(
        steps,
        'handler: { first: { sql: SELECT 3 } }, steps: { one: { still_true: [why] } }',
        handler,
      ),
    ).toEqual([]);
  });

  it('is asked for where another order makes it come to something else, and kept where it does not', () => {
    const later = (change: string) => unclaimed(step(all), `takes: BA, steps: { ${change} }`);
    expect(later('other: { answer: Well. }')).toEqual([]);
    expect(later(`one: { expect: ${waits} }`)).toEqual([`fix one look predict hint why: ${everywhere}`]);
    expect(later(`one: { expect: ${waits}, still_true: [look, hint, predict, why] }`)).toEqual([]);
  });

  it('of a step of its own is judged by level like that of the lesson', () => {
    const added = `steps: { other: { after: [{ A: SELECT 9, as: new, ${differs}, why: So. }] } }`;
    expect(unclaimed(step(all), added)).toEqual(['fix new why: SERIALIZABLE']);
  });
});
