import { describe, expect, it } from 'vitest';
import { Remembered } from '../../src/engine/remembered.ts';
import { startRun } from '../../src/engine/run/start-run.ts';
import type { LabState } from '../../src/engine/state.ts';
import { FakeClock, FakeServer } from './fake-server.ts';
import { scriptOfSteps, step } from './script-of.ts';

describe('a run of many statements', () => {
  it('keeps what it observes once, for as long as it stays the same', async () => {
    const server = new FakeServer();
    const states: LabState[] = [];
    const script = scriptOfSteps([step('A', 'rows 1')], { watch: ['t'] });
    await using run = await startRun({
      script,
      server,
      clock: new FakeClock(),
      emit: (_, state) => states.push(state),
    });
    for (let count = 0; count < 50; count++) await run.submit('A', 'rows 1');
    await run.submit('A', 'START TRANSACTION');
    const { observation } = run.state;
    expect(observation.transactions).toHaveLength(1);
    expect(new Set(states.map((state) => state.observation)).size).toBe(2);
    expect(new Set(states.map((state) => state.observation.tables)).size).toBe(1);
    expect(observation.newest?.[0]).toBe(observation.tables[0]);
  });
});

describe('what was made of an object', () => {
  const made = (remembered: Remembered<number>) => {
    let count = 0;
    return (owner: object) => {
      remembered.of(owner, () => count++);
      return count;
    };
  };

  it('is made once', () => {
    const make = made(new Remembered());
    const owners = Array.from({ length: 100 }, () => ({}));
    for (const owner of [...owners, ...owners]) make(owner);
    expect(make(owners[0] ?? {})).toBe(100);
  });

  it('is not kept for more objects than it is asked to', () => {
    const make = made(new Remembered(2));
    const [a, b, c] = [{}, {}, {}];
    expect([a, b, a, b].map(make)).toEqual([1, 2, 2, 2]);
    expect([c, b, c].map(make)).toEqual([3, 3, 3]);
    expect(make(a)).toBe(4);
  });
});
