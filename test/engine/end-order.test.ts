import { describe, expect, it } from 'vitest';
import type { Wait } from '../../src/engine/events.ts';
import { endOrder } from '../../src/engine/run/end-order.ts';

const waitsFor = (...sessions: readonly string[]): readonly Wait[] =>
  sessions.map((session) => ({ kind: 'record', object: 't', mode: 'X', for: { session } }));

/** The order of the sessions, which are given as they sent their statements. */
const order = (sessions: string, waits: Record<string, readonly Wait[]>): string =>
  endOrder(
    sessions.split('').map((session) => ({ session })),
    new Map(Object.entries(waits)),
  )
    .map(({ session }) => session)
    .join('');

describe('stuck statements are ended', () => {
  it('from the end of the queue to its head, so that nobody moves up', () => {
    const waits = { A: waitsFor('H'), B: waitsFor('A'), C: waitsFor('A', 'B') };
    expect(order('ABC', waits)).toBe('CBA');
  });

  it('newest first when all wait for somebody else', () => {
    const outsider: Wait = { kind: 'named', object: 'n', mode: 'X', for: { outsider: 'connection 7' } };
    expect(order('ABC', { A: waitsFor('H'), B: [outsider], C: waitsFor('H') })).toBe('CBA');
  });

  it('the older one first when it waits for the newer one, which may give its locks back', () => {
    expect(order('AB', { A: waitsFor('B'), B: waitsFor('H') })).toBe('AB');
    expect(order('ABC', { A: waitsFor('B'), B: waitsFor('H'), C: waitsFor('A') })).toBe('CAB');
  });

  it('newest first in a circle that the server does not see', () => {
    expect(order('AB', { A: waitsFor('B'), B: waitsFor('A') })).toBe('BA');
    expect(order('ABC', { A: waitsFor('B'), B: waitsFor('A'), C: waitsFor('A') })).toBe('CBA');
  });
});
