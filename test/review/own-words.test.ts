import { expect, it } from 'vitest';
import type { LabState } from '../../src/engine/state.ts';
import { inOtherValues } from '../../src/review/own-words.ts';

const told = new Map([
  ['100', '300'],
  ['Ann', 'Max'],
]);

/** A run in which nothing failed. */
const lab = { steps: [], timeline: [] } as unknown as LabState;

it('the lesson’s words are told in the values of the run, or not at all where a number is not known', () => {
  expect(inOtherValues('Ann has 100, in step 3.', told, lab)).toBe('Max has 300, in step 3.');
  expect(inOtherValues('Ann has 100, and both have 200.', told, lab)).toBeUndefined();
  // A number in words, or a small one that may count something, is told by nothing.
  expect(inOtherValues('Ann has a hundred.', told, lab)).toBeUndefined();
  expect(inOtherValues('These are two rows of Ann.', told, lab)).toBe('These are two rows of Max.');
  const small = new Map([...told, ['2', '6']]);
  expect(inOtherValues('These are two rows.', small, lab)).toBeUndefined();
  expect(inOtherValues('In step 2.', small, lab)).toBeUndefined();
});
