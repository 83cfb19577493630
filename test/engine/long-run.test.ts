import { describe, expect, it } from 'vitest';
import { explain } from '../../src/engine/explain.ts';
import { openAfter } from '../../src/engine/open-transactions.ts';
import { Remembered } from '../../src/engine/remembered.ts';
import { startRun } from '../../src/engine/run/start-run.ts';
import type { LabState } from '../../src/engine/state.ts';
import { FakeClock, FakeServer } from './fake-server.ts';
import { statesOfLongRun } from './long-run.ts';
import { scriptOfSteps, step } from './script-of.ts';

/** How often the timelines of a run's states are read in while something is done after each of its statements. */
const readings = (count: number, look: (states: readonly LabState[]) => void): number => {
  let read = 0;
  const counting: ProxyHandler<LabState['timeline']> = {
    get: (timeline, key, receiver) => {
      read++;
      return Reflect.get(timeline, key, receiver);
    },
  };
  const states = statesOfLongRun(count).map((state) => ({
    ...state,
    timeline: new Proxy(state.timeline, counting),
  }));
  for (const at of states.keys()) look(states.slice(0, at + 1));
  return read;
};

describe('a run of many statements', () => {
  it.each([
    ['what explains the newest one', explain],
    ['who is in a transaction', openAfter],
  ])('%s is found in one look through what happened, not in one for each statement', (_, look) => {
    const ratio = readings(200, look) / readings(100, look);
    // Twice as many statements, each with twice as much behind it.
    expect(ratio).toBeLessThan(5);
  });

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
