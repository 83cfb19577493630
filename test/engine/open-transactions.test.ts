import { expect, test } from 'vitest';
import { statements } from '../../src/engine/statements.ts';
import { lastOf, type RecordingName } from '../ui/recorded.ts';

/** "A+" is a statement of A after which A is in a transaction, "A-" one after which it is in none; "A?" nobody looked. */
const story = (name: RecordingName): string =>
  statements(lastOf(name))
    .map(({ session, leavesOpen }) => `${session}${leavesOpen === undefined ? '?' : leavesOpen ? '+' : '-'}`)
    .join(' ');

test('a transaction is open from its beginning to its end, and a deadlock ends the one of its victim', () => {
  expect(story('deadlock')).toBe('A+ A+ B+ B+ A+ B- A-');
  expect(story('wait-and-refusal')).toBe('A+ A+ B+ B+ A+ B? A- B-');
});

test('a statement outside of a transaction opens none', () => {
  expect(story('next-key-locks')).toMatch(/^A\+ A\+ B- .*C- D- E-/);
});
