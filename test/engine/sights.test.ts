import { expect, test } from 'vitest';
import { reduce } from '../../src/engine/reduce.ts';
import type { Sights } from '../../src/engine/sight.ts';
import type { LabState } from '../../src/engine/state.ts';
import { recordingOf } from '../ui/recorded.ts';

const sights: Sights = {
  A: { kind: 'reads', tables: [{ name: 'books', columns: ['id', 'name'], rows: [['1', 'one']] }] },
};

/** The states of a run in which A waits in the end, asked aside after so many settled moments. */
const askedAfter = (moments: readonly number[]): LabState => {
  let state: LabState | undefined;
  let settled = 0;
  for (const event of recordingOf('deadlock')) {
    state = reduce(state, event);
    if (event.type === 'settled' && moments.includes(++settled)) {
      state = reduce(state, { type: 'looked-aside', at: event.at, sights });
    }
    if (state.sessions.some(({ status }) => status === 'blocked') && state.settled) return state;
  }
  throw new Error('Nobody waits');
};

test('what a session saw before its statement is known where it was asked right before that', () => {
  expect(askedAfter([4]).sightsBefore).toEqual(sights);
});

test('what was asked longer ago is not what it saw: others may have acted since', () => {
  expect(askedAfter([1]).sightsBefore).toBeUndefined();
  expect(askedAfter([]).sightsBefore).toBeUndefined();
});
