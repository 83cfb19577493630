import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isWhole, type LabEvent } from '../../src/engine/events.ts';
import { parseRecording } from '../../src/engine/recording.ts';
import { compressed, RecordedRun, stepsOfRecording } from '../../src/engine/run/replay.ts';

const recordingOf = (name: string) =>
  parseRecording(readFileSync(new URL(`../ui/recordings/${name}.ndjson`, import.meta.url), 'utf8'));

const deadlock = recordingOf('deadlock');

/** A clock that only counts how long it was asked to wait. */
const countingClock = () => {
  const clock = {
    waited: 0,
    now: () => clock.waited,
    delay: async (ms: number) => {
      clock.waited += ms;
    },
  };
  return clock;
};

describe('the steps of a recording', () => {
  test.for(['deadlock', 'wait-and-refusal', 'violation', 'timeout'])(
    'each step of %s is what one key press did, and nothing is lost or moved',
    (name) => {
      const recording = recordingOf(name);
      const steps = stepsOfRecording(recording);
      expect(steps.flat()).toEqual(recording);
      expect(steps[0]?.map((one) => one.type)).toEqual(['run-started']);
      for (const step of steps.slice(1)) {
        const sent = step.filter((one) => one.type === 'statement-sent' && one.by === 'script');
        expect(sent).toHaveLength(1);
        expect(['settled', 'run-finished', 'step-skipped']).toContain(step.at(-1)?.type);
      }
    },
  );

  test('ending what nobody can free is a step of its own, as the user had to ask for it', () => {
    const [begin] = deadlock;
    if (begin === undefined) throw new Error('An empty recording');
    if (begin.type !== 'run-started' || !isWhole(begin.observation)) throw new Error('No beginning');
    const { observation } = begin;
    const killed = { kind: 'error', errno: 1317, symbol: 'E', sqlState: '70100', message: '' } as const;
    const events: readonly LabEvent[] = [
      begin,
      { at: 1, type: 'statement-sent', statement: 0, session: 'A', sql: 'x', by: 'script', step: 0 },
      { at: 2, type: 'settled', observation },
      {
        at: 3,
        type: 'statement-finished',
        statement: 0,
        session: 'A',
        outcome: { ...killed, cancelled: 'stuck' },
        tookMs: 2,
      },
      { at: 4, type: 'settled', observation },
      { at: 5, type: 'run-finished', end: 'stuck', observation },
    ];
    expect(stepsOfRecording(events).map((one) => one.length)).toEqual([1, 2, 3]);
  });
});

describe('a recorded run', () => {
  test('tells the same events in the same order, and ends in the same state', async () => {
    const told: LabEvent[] = [];
    const run = new RecordedRun({
      recording: deadlock,
      clock: countingClock(),
      emit: (event) => told.push(event),
    });
    expect(told).toHaveLength(1);
    while (told.length < deadlock.length) await run.next();
    expect(told).toEqual(deadlock);
  });

  test('a long wait is short, and what was short stays as it was', async () => {
    expect(compressed(5)).toBe(5);
    expect(compressed(60)).toBe(60);
    expect(compressed(1000)).toBeLessThan(600);
    expect(compressed(2000)).toBeGreaterThan(compressed(1000));
    expect(compressed(3_600_000)).toBe(800);
    const clock = countingClock();
    const recording = deadlock.map((event, index) => ({ ...event, at: index * 60_000 }));
    const run = new RecordedRun({ recording, clock, emit: () => {} });
    await run.next();
    await run.next();
    expect(clock.waited).toBeLessThan(10_000);
  });

  test('asking for more than was recorded is answered, and not with silence', async () => {
    const run = new RecordedRun({
      recording: deadlock.slice(0, 1),
      clock: countingClock(),
      emit: () => {},
    });
    await expect(run.next()).rejects.toThrow('The recording ends here');
  });

  test('tells nothing any more once it is closed', async () => {
    const told: LabEvent[] = [];
    const run = new RecordedRun({
      recording: deadlock,
      clock: countingClock(),
      emit: (event) => told.push(event),
    });
    await run[Symbol.asyncDispose]();
    await run.next();
    expect(told).toHaveLength(1);
  });
});
