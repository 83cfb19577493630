import { describe, expect, test } from 'vitest';
import type { LabEvent } from '../../src/engine/events.ts';
import { type RunAction, retrace } from '../../src/engine/run/retrace.ts';
import type { LabState } from '../../src/engine/state.ts';
import { FakeClock, FakeServer } from './fake-server.ts';
import { scriptOfSteps, step } from './script-of.ts';

const script = scriptOfSteps([
  step('A', 'START TRANSACTION'),
  step('A', 'lock k'),
  step('B', 'lock k'),
  step('A', 'COMMIT'),
]);
const next: RunAction = { kind: 'next' };

/** The run again, and all that was told of it. */
const again = async (actions: readonly RunAction[], signal?: AbortSignal, server = new FakeServer()) => {
  const events: LabEvent[] = [];
  const begun: RunAction[] = [];
  const missed: string[] = [];
  const run = await retrace({
    script,
    server,
    clock: new FakeClock(),
    actions,
    emit: (event) => events.push(event),
    onAction: (action) => begun.push(action),
    onMissed: (_, reason) => missed.push(reason.message),
    ...(signal && { signal }),
  });
  return { run, server, events, begun, missed };
};

/** What the timeline says, without times. */
const told = (state: LabState) =>
  state.timeline.map((one) =>
    one.kind === 'statement'
      ? [one.session, one.sql, one.by, one.status, one.waits.length > 0]
      : [one.session, one.kind],
  );

describe('a run that is gone again', () => {
  test('is where the other one was, with the steps and the statements of the user in their order', async () => {
    const actions: RunAction[] = [next, { kind: 'submit', session: 'B', sql: 'rows 2' }, next, next];
    const { run, begun, missed } = await again(actions);
    expect(told(run.state)).toEqual([
      ['A', 'START TRANSACTION', 'script', 'finished', false],
      ['B', 'rows 2', 'user', 'finished', false],
      ['A', 'lock k', 'script', 'finished', false],
      ['B', 'lock k', 'script', 'blocked', true],
    ]);
    expect(begun).toEqual(actions);
    expect(missed).toEqual([]);
    const end = await run.finish();
    expect(end.finished).toMatchObject({ end: 'complete' });
  });

  test('ends a statement that the user ended, also one that would never have ended', async () => {
    const { run } = await again([
      next,
      { kind: 'submit', session: 'B', sql: 'hang' },
      { kind: 'cancel', session: 'B' },
      next,
    ]);
    expect(told(run.state)).toEqual([
      ['A', 'START TRANSACTION', 'script', 'finished', false],
      ['B', 'hang', 'user', 'finished', false],
      ['A', 'lock k', 'script', 'finished', false],
    ]);
    expect(run.state.timeline[1]).toMatchObject({ outcome: { errno: 1317, cancelled: 'user' } });
  });

  test('leaves out what its session cannot take here, and says so', async () => {
    const { run, missed } = await again([
      next,
      next,
      next,
      { kind: 'submit', session: 'B', sql: 'rows 1' },
      next,
    ]);
    expect(missed).toEqual(['Session B cannot take a statement now: it is blocked.']);
    expect(run.state.finished).toMatchObject({ end: 'complete' });
  });

  test('lets the same sessions go next, and says who cannot here', async () => {
    const take = (session: string): RunAction => ({ kind: 'take', session });
    const { run, events, begun, missed } = await again([next, take('B'), take('A'), take('A')]);
    expect(told(run.state)).toEqual([
      ['A', 'START TRANSACTION', 'script', 'finished', false],
      ['B', 'lock k', 'script', 'finished', false],
      ['A', 'lock k', 'script', 'blocked', true],
    ]);
    expect(begun).toHaveLength(4);
    expect(missed).toEqual(["It cannot be A's turn now: its statement is not over."]);
    const sent = events.filter((event) => event.type === 'statement-sent');
    // With B's step gone before, A's is the next one of the script.
    expect(sent.map(({ outOfTurn }) => outOfTurn)).toEqual([undefined, true, undefined]);
    expect(run.state.outOfTurn).toEqual({ step: 2, statement: 1, open: [] });
  });

  test('takes nothing of a run that is over', async () => {
    const all: RunAction[] = [next, next, next, next, next];
    const { run, begun } = await again([...all, { kind: 'take', session: 'A' }]);
    expect(run.state.finished).toMatchObject({ end: 'complete' });
    expect(begun.every(({ kind }) => kind === 'next')).toBe(true);
  });

  test('leaves nothing behind when it is called off, before its start or in the middle of a wait', async () => {
    const reason = new Error('outdated');
    const server = new FakeServer();
    await expect(again([next], AbortSignal.abort(reason), server)).rejects.toBe(reason);
    const controller = new AbortController();
    server.world.onReading = () => controller.abort(reason);
    const hang: RunAction = { kind: 'submit', session: 'B', sql: 'hang' };
    await expect(again([next, hang, next], controller.signal, server)).rejects.toBe(reason);
    expect(server.disposed).toBe(1);
  });
});
