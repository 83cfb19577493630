import { describe, expect, it } from 'vitest';
import type { LabEvent } from '../../src/engine/events.ts';
import { recordedTurns } from '../../src/engine/recorded-turns.ts';
import { parseRecording } from '../../src/engine/recording.ts';
import { recordingLine } from '../../src/engine/recording-line.ts';
import { reduce } from '../../src/engine/reduce.ts';
import { stepsOfRecording } from '../../src/engine/run/replay.ts';
import type { LessonRun } from '../../src/engine/run/run.ts';
import { startRun } from '../../src/engine/run/start-run.ts';
import { upcoming } from '../../src/engine/run/upcoming.ts';
import type { LabState } from '../../src/engine/state.ts';
import type { Script, ScriptStep } from '../../src/lesson/script.ts';
import { FakeClock, FakeServer } from './fake-server.ts';
import { scriptOfSteps, step } from './script-of.ts';

const begin = async (script: Script) => {
  const events: LabEvent[] = [];
  const run = await startRun({
    script,
    server: new FakeServer(),
    clock: new FakeClock(),
    emit: (event) => events.push(event),
  });
  return { run, events };
};

const told = (events: readonly LabEvent[]): readonly string[] =>
  events.flatMap((event) => {
    switch (event.type) {
      case 'statement-sent':
        return [`${event.session} ${event.sql}${event.by === 'application' ? ' (application)' : ''}`];
      case 'statement-finished':
        return event.outcome.kind === 'error' ? [`${event.session} → ${event.outcome.errno}`] : [];
      case 'answered':
        return [`${event.session} answers ${event.answer}`];
      case 'tries-again':
        return [`${event.session} tries again: ${event.attempt}`];
      case 'step-skipped':
        return [`skip ${event.step} of ${event.session}: ${event.because}`];
      case 'run-finished':
        return [event.end];
      default:
        return [];
    }
  });

const finish = async (script: Script) => {
  const { run, events } = await begin(script);
  await run.finish();
  return { events, story: told(events), state: run.state };
};

/** Two who lock the same in opposite orders. */
const deadlocked: readonly ScriptStep[] = [
  step('A', 'START TRANSACTION'),
  step('B', 'START TRANSACTION'),
  step('A', 'lock a'),
  step('B', 'lock b'),
  step('A', 'lock b'),
  step('B', 'lock a'),
  step('B', 'COMMIT', { answer: 'done' }),
  step('A', 'COMMIT', { answer: 'done' }),
];

describe('a request that is tried again', () => {
  it('begins anew when the others are through, behind the steps of the script', async () => {
    const retry = { on: ['1213'], times: 3 };
    const { events, story, state } = await finish(scriptOfSteps(deadlocked, { retry }));
    expect(story.slice(5)).toEqual([
      'B lock a',
      'B → 1213',
      'B ROLLBACK (application)',
      'skip 6 of B: failed',
      'A COMMIT',
      'A answers done',
      'B tries again: 2',
      'B START TRANSACTION',
      'B lock b',
      'B lock a',
      'B COMMIT',
      'B answers done',
      'complete',
    ]);
    expect(state.steps.length).toBe(12);
    expect(state.sessions[1]).toMatchObject({ status: 'idle', transactionGone: false });
    expect(state.sessions[1]?.over).toBeUndefined();
    expect(recordedTurns(events).join('')).toBe('ABABABBA');
    // A recording of it is one, and is replayed step by step as it was taken.
    const kept = parseRecording(events.map(recordingLine).join(''));
    expect(kept).toEqual(events);
    const twice = events.flatMap((event): readonly LabEvent[] =>
      event.type === 'tries-again' ? [event, event] : [event],
    );
    expect(() => parseRecording(twice.map(recordingLine).join(''))).toThrow('is not its next one');
    expect(kept.reduce<LabState | undefined>(reduce, undefined)).toEqual(state);
    expect(stepsOfRecording(kept).map((one) => told(one)[0])).toEqual([
      undefined,
      'A START TRANSACTION',
      'B START TRANSACTION',
      'A lock a',
      'B lock b',
      'A lock b',
      'B lock a',
      'A COMMIT',
      'B START TRANSACTION',
      'B lock b',
      'B lock a',
      'B COMMIT',
    ]);
  });

  it('goes on with the next session when it has failed as often as it may', async () => {
    const retry = { on: ['ER_DUP_ENTRY'], times: 2 };
    const { story, state } = await finish(
      scriptOfSteps([step('B', 'fail 1062'), step('A', 'fail 1062'), step('A', 'ok 1')], { retry }),
    );
    expect(story).toEqual([
      'B fail 1062',
      'B → 1062',
      'A fail 1062',
      'A → 1062',
      'skip 2 of A: failed',
      'B tries again: 2',
      'B fail 1062',
      'B → 1062',
      'B tries again: 3',
      'B fail 1062',
      'B → 1062',
      'A tries again: 2',
      'A fail 1062',
      'A → 1062',
      'skip 6 of A: failed',
      'A tries again: 3',
      'A fail 1062',
      'A → 1062',
      'skip 8 of A: failed',
      'complete',
    ]);
    expect(state.sessions.map(({ over }) => over)).toEqual(['failed', 'failed']);
  });

  it('does not try again after another error, a branch for the error, or a lost connection', async () => {
    const retry = { on: ['1213', '1062'], times: 2 };
    const { story } = await finish(
      scriptOfSteps(
        [
          step('A', 'fail 1205', { onError: 'stop' }),
          step('B', 'fail 1062', {
            rejectIf: [{ condition: { kind: 'errno', error: '1062' }, answer: 'twice' }],
          }),
          step('C', 'die'),
        ],
        { retry },
      ),
    );
    expect(story).toEqual([
      'A fail 1205',
      'A → 1205',
      'B fail 1062',
      'B → 1062',
      'B answers twice',
      'C die',
      'complete',
    ]);
  });

  it('knows nothing of what it kept before, asks its own steps, and tidies up in each attempt', async () => {
    const retry = { on: ['1062'], times: 1 };
    const { story } = await finish(
      scriptOfSteps(
        [
          step('A', 'SELECT', { name: 'look_a', keep: { seen: 'n' } }),
          step('A', 'fail 1062', { name: 'add_a', when: { step: 'look_a', is: { kind: 'found' } } }),
          step('A', 'ok 1', { when: { step: 'add_a', is: { kind: 'error' } } }),
          step('A', 'ok 2', { always: true, answer: 'tidied {seen}' }),
          step('A', 'fail 1062', { always: true }),
        ],
        { retry },
      ),
    );
    expect(story).toEqual([
      'A SELECT',
      'A fail 1062',
      'A → 1062',
      'skip 2 of A: failed',
      'A ok 2',
      'A answers tidied A',
      'A fail 1062',
      'A → 1062',
      'A tries again: 2',
      'A SELECT',
      'A fail 1062',
      'A → 1062',
      'skip 7 of A: failed',
      'A ok 2',
      'A answers tidied A',
      'A fail 1062',
      'A → 1062',
      'complete',
    ]);
  });

  it('tries again before the lab calls those stuck who wait for what it holds', async () => {
    const retry = { on: ['1062'], times: 1 };
    const steps = [
      step('A', 'lock k'),
      step('A', 'fail 1062', { name: 'add' }),
      step('A', 'COMMIT'),
      step('B', 'lock k'),
      step('B', 'ok 1'),
    ];
    const { run, events } = await begin(scriptOfSteps(steps, { retry }));
    await run.finish();
    expect(told(events)).toEqual([
      'A lock k',
      'A fail 1062',
      'A → 1062',
      'skip 2 of A: failed',
      'B lock k',
      'A tries again: 2',
      'A lock k',
      'A fail 1062',
      'A → 1062',
      'skip 7 of A: failed',
      'B → 1317',
      'skip 4 of B: stuck',
      'stuck',
    ]);
  });

  it('is what comes next for whoever asks, also when somebody let other sessions go first', async () => {
    const retry = { on: ['1062'], times: 1 };
    const steps = [step('A', 'fail 1062'), step('B', 'ok 1')];
    const { run, events } = await begin(scriptOfSteps(steps, { retry }));
    const planned = (): string => planWords(run);
    await run.take('B');
    await run.take('A');
    expect(run.state.timeline.at(-1)).toMatchObject({ kind: 'again', session: 'A', attempt: 2 });
    expect(planned()).toBe('take 2');
    await run.take('A');
    expect(run.state.finished?.end).toBe('complete');
    // A reader of the state between them sees through to the same.
    const failed = events.findIndex(({ type }) => type === 'tries-again');
    const before = events.slice(0, failed).reduce<LabState | undefined>(reduce, undefined);
    expect(before && upcoming(before)).toEqual({ kind: 'take', step: 2 });
  });
});

const planWords = ({ state }: LessonRun): string => {
  const plan = upcoming(state);
  return plan.kind === 'take' ? `take ${plan.step}` : plan.kind;
};
