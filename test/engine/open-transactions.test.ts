import { expect, test } from 'vitest';
import { openAfter } from '../../src/engine/open-transactions.ts';
import { statements } from '../../src/engine/writes.ts';
import { lastOf, type RecordingName, statesOf } from '../ui/recorded.ts';

/** "A+" is a statement of A after which A is in a transaction, "A-" one after which it is in none. */
const story = (name: RecordingName, settledOnly: boolean): string => {
  const states = settledOnly ? statesOf(name).filter((one) => one.settled) : [lastOf(name)];
  const open = openAfter(states);
  return statements(lastOf(name))
    .map(({ statement, session }) => `${session}${open.get(statement) ? '+' : '-'}`)
    .join(' ');
};

test('a transaction is open from its beginning to its end, and a deadlock ends the one of its victim', () => {
  expect(story('deadlock', true)).toBe('A+ A+ B+ B+ A+ B- A-');
  expect(story('wait-and-refusal', true)).toBe('A+ A+ B+ B+ A+ B+ A- B-');
});

test('without the states on the way, the statements themselves tell the same', () => {
  expect(story('deadlock', false)).toBe(story('deadlock', true));
  expect(story('wait-and-refusal', false)).toBe(story('wait-and-refusal', true));
});

test('a statement outside of a transaction opens none', () => {
  expect(story('next-key-locks', true)).toMatch(/^A\+ A\+ B- .*C- D- E-/);
});
