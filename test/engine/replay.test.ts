import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isWhole, type LabEvent, type LabEventBody } from '../../src/engine/events.ts';
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

  const told = (...bodies: readonly LabEventBody[]): readonly (readonly string[])[] => {
    const [begin] = deadlock;
    if (begin === undefined) throw new Error('An empty recording');
    const events = [begin, ...bodies.map((body, at): LabEvent => ({ at, ...body }))];
    return stepsOfRecording(events).map((step) => step.map(({ type }) => type));
  };
  const seen = { tables: [], transactions: [], locks: [] };
  const sent = (statement: number, session: string, by: 'script' | 'user' = 'script'): LabEventBody => ({
    type: 'statement-sent',
    statement,
    session,
    sql: 'x',
    by,
    ...(by === 'script' && { step: statement }),
  });
  const done = (statement: number, session: string): LabEventBody => ({
    type: 'statement-finished',
    statement,
    session,
    outcome: { kind: 'ok', affected: 0, warnings: 0, info: '' },
    tookMs: 1,
  });
  const blocked: LabEventBody = { type: 'statement-blocked', statement: 0, session: 'A', waits: [] };
  const settled: LabEventBody = { type: 'settled', observation: seen };
  const skipped: LabEventBody = { type: 'step-skipped', step: 2, session: 'A', because: 'condition' };
  const finished: LabEventBody = { type: 'run-finished', end: 'complete', observation: seen };
  const whole = ['statement-sent', 'statement-finished', 'settled'];

  test('what is not taken after a step belongs to it, and what is asked for then is a step of its own', () => {
    expect(
      told(
        sent(0, 'A'),
        done(0, 'A'),
        settled,
        skipped,
        skipped,
        sent(1, 'B'),
        done(1, 'B'),
        settled,
        finished,
      ),
    ).toEqual([['run-started'], [...whole, 'step-skipped', 'step-skipped'], [...whole, 'run-finished']]);
  });

  test('what is not taken while somebody waits is told when the next step is asked for', () => {
    const waits = ['statement-sent', 'statement-blocked', 'settled'];
    expect(told(sent(0, 'A'), blocked, settled, skipped, sent(1, 'B'), done(1, 'B'), settled)).toEqual([
      ['run-started'],
      waits,
      ['step-skipped', ...whole],
    ]);
  });

  test('after a wait that ended by itself, and after an own statement, somebody has to ask again', () => {
    const waits = ['statement-sent', 'statement-blocked', 'settled', 'statement-finished', 'settled'];
    const begin = [sent(0, 'A'), blocked, settled, done(0, 'A'), settled];
    expect(told(...begin, skipped, finished)).toEqual([
      ['run-started'],
      waits,
      ['step-skipped', 'run-finished'],
    ]);
    expect(told(sent(0, 'A', 'user'), done(0, 'A'), settled, skipped, sent(1, 'B'))).toEqual([
      ['run-started'],
      whole,
      ['step-skipped', 'statement-sent'],
    ]);
  });

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
    await expect(run.next()).rejects.toThrow('recorded up to here');
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
