import { describe, expect, it } from 'vitest';
import type { Holder, LockKind, Wait } from '../../src/engine/events.ts';
import { stableWaits } from '../../src/engine/run/stable-waits.ts';

const waitFor = (holder: string | Holder, kind: LockKind = 'record'): Wait => ({
  kind,
  object: 't',
  mode: 'X',
  for: typeof holder === 'string' ? { session: holder } : holder,
});

const stable = (waits: Record<string, readonly Wait[]>, running: readonly string[] = [], breaks = true) =>
  [
    ...stableWaits(new Map(Object.entries(waits)), new Set([...Object.keys(waits), ...running]), breaks),
  ].toSorted();

describe('a wait is a verdict', () => {
  it('when the holder has nothing in flight', () => {
    expect(stable({ B: [waitFor('A')] })).toEqual(['B']);
  });

  it('when the holder is outside the lab', () => {
    expect(stable({ B: [waitFor({ outsider: 'connection 7 of root' })] })).toEqual(['B']);
  });

  it('when the holder itself waits for good', () => {
    expect(stable({ B: [waitFor('A')], C: [waitFor('B')] })).toEqual(['B', 'C']);
  });

  it('but not while the holder is at work: it may finish by itself', () => {
    expect(stable({ B: [waitFor('A')] }, ['A'])).toEqual([]);
  });

  it('when one of several holders will not move', () => {
    expect(stable({ B: [waitFor('A'), waitFor('C')] }, ['C'])).toEqual(['B']);
  });

  it('but not in a circle of row locks, which the server is about to break', () => {
    expect(stable({ A: [waitFor('B')], B: [waitFor('A')] })).toEqual([]);
    expect(stable({ A: [waitFor('B')], B: [waitFor('A')], C: [waitFor('A')] })).toEqual([]);
  });

  it('nor in a circle of metadata locks and GET_LOCK() names, which it always breaks', () => {
    const circle = { A: [waitFor('B', 'named')], B: [waitFor('A', 'metadata')] };
    expect(stable(circle)).toEqual([]);
    expect(stable(circle, [], false)).toEqual([]);
  });

  it('in a circle that the server does not break', () => {
    expect(stable({ A: [waitFor('B', 'named')], B: [waitFor('A')] })).toEqual(['A', 'B']);
    expect(stable({ A: [waitFor('B')], B: [waitFor('A')] }, [], false)).toEqual(['A', 'B']);
  });
});
