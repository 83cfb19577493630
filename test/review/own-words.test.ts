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
});
