import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { LabEvent } from '../../src/engine/events.ts';
import { reduce } from '../../src/engine/reduce.ts';
import { stepsOfRecording } from '../../src/engine/run/replay.ts';
import type { LessonRun } from '../../src/engine/run/run.ts';
import { startRun } from '../../src/engine/run/start-run.ts';
import type { LabState } from '../../src/engine/state.ts';
import type { Script } from '../../src/lesson/script.ts';
import { FakeClock, FakeServer } from './fake-server.ts';
import { scriptOfSteps, step } from './script-of.ts';

const begin = async (script: Script) => {
  const server = new FakeServer();
  const events: LabEvent[] = [];
  const clock = new FakeClock();
  const run = await startRun({
    script,
    server,
    clock,
    emit: (event) => events.push(event),
  });
  return { run, events, server, clock, world: server.world };
};

/** The story of a run in a line an event, without times. */
const story = (events: readonly LabEvent[]): readonly string[] => events.flatMap(lineOf);

const lineOf = (event: LabEvent): readonly string[] => {
  switch (event.type) {
    case 'run-started':
    case 'settled':
    case 'looked-aside':
      return [];
    case 'statement-sent':
      return [`${event.session} ${event.sql}${event.by === 'application' ? ' (application)' : ''}`];
    case 'statement-blocked':
      return [
        `${event.session} waits for ${event.waits.map((one) => ('session' in one.for ? one.for.session : 'outsider')).join(', ')}`,
      ];
    case 'statement-finished': {
      const { outcome } = event;
      const answer = outcome.kind === 'error' ? `error ${outcome.errno}` : outcome.kind;
      const why = outcome.kind === 'error' && outcome.cancelled ? ` (${outcome.cancelled})` : '';
      return [`${event.session} → ${answer}${why}`];
    }
    case 'step-skipped':
      return [`skip ${event.step} of ${event.session}: ${event.because}`];
    case 'step-deferred':
      return [`defer ${event.step} of ${event.session}`];
    case 'answered':
      return [`${event.session} answers ${event.answer}${event.rejected ? ' (rejected)' : ''}`];
    case 'run-finished':
      return [`end: ${event.end}`];
    case 'statement-running':
      return [`${event.session} is running`];
    case 'gave-up':
      return [`${event.session} gives up`];
    case 'tries-again':
      return [`${event.session} tries again: ${event.attempt}`];
    case 'session-lost':
      return [`${event.session} is lost`];
  }
};

const finished = async (script: Script) => {
  const { run, events, ...rest } = await begin(script);
  await run.finish();
  return { run, events, story: story(events), ...rest };
};

const until = async (run: LessonRun, holds: (state: LabState) => boolean): Promise<void> => {
  while (!holds(run.state)) await new Promise((resolve) => setImmediate(resolve));
};

describe('a run', () => {
  it('takes the steps in order and finishes by itself after the last one', async () => {
    const { story: told, run } = await finished(
      scriptOfSteps([step('A', 'rows 1'), step('B', 'ok 1'), step('A', 'COMMIT')]),
    );
    expect(told).toEqual(['A rows 1', 'A → rows', 'B ok 1', 'B → ok', 'A COMMIT', 'A → ok', 'end: complete']);
    expect(run.state.finished).toEqual({ end: 'complete' });
  });

  it('defers the steps of a blocked session until it is free, and lets the others go on', async () => {
    const { story: told } = await finished(
      scriptOfSteps([
        step('A', 'START TRANSACTION'),
        step('A', 'lock k'),
        step('B', 'START TRANSACTION'),
        step('B', 'lock k'),
        step('B', 'rows 2'),
        step('A', 'COMMIT'),
        step('B', 'COMMIT'),
      ]),
    );
    expect(told.slice(5)).toEqual([
      'B → ok',
      'B lock k',
      'B waits for A',
      'defer 4 of B',
      'A COMMIT',
      'A → ok',
      'B → ok',
      'B rows 2',
      'B → rows',
      'B COMMIT',
      'B → ok',
      'end: complete',
    ]);
  });

  it('tells the same story whichever answer arrives first', async () => {
    const script = scriptOfSteps([
      step('A', 'START TRANSACTION'),
      step('A', 'lock k'),
      step('B', 'lock k'),
      step('C', 'lock k'),
      step('A', 'COMMIT'),
    ]);
    const stories = new Set<string>();
    for (const late of ['', 'A', 'B', 'C', 'AB', 'AC', 'BC', 'ABC']) {
      const { run, events, world } = await begin(script);
      for (const session of late) world.late.add(session);
      await run.finish();
      stories.add(story(events).join('\n'));
    }
    expect(stories.size).toBe(1);
  });

  it('does not call a circle of row locks blocked, and skips what belonged to the dead transaction', async () => {
    const { story: told } = await finished(
      scriptOfSteps([
        step('A', 'START TRANSACTION'),
        step('A', 'lock a'),
        step('B', 'START TRANSACTION'),
        step('B', 'lock b'),
        step('A', 'lock b'),
        step('B', 'lock a'),
        step('B', 'COMMIT'),
        step('A', 'COMMIT'),
        step('B', 'START TRANSACTION'),
        step('B', 'rows 1'),
      ]),
    );
    expect(told.slice(8)).toEqual([
      'A lock b',
      'A waits for B',
      'B lock a',
      'B → error 1213',
      'A → ok',
      'skip 6 of B: transaction-gone',
      'A COMMIT',
      'A → ok',
      'B START TRANSACTION',
      'B → ok',
      'B rows 1',
      'B → rows',
      'end: complete',
    ]);
  });

  it('rolls back, answers and ends the session when the application rejects', async () => {
    const { story: told } = await finished(
      scriptOfSteps([
        step('A', 'START TRANSACTION'),
        step('A', 'rows 1', { rejectIf: [{ condition: { kind: 'found' }, answer: 'exists' }] }),
        step('A', 'ok 1'),
        step('A', 'COMMIT', { answer: 'stored' }),
      ]),
    );
    expect(told).toEqual([
      'A START TRANSACTION',
      'A → ok',
      'A rows 1',
      'A → rows',
      'A ROLLBACK (application)',
      'A answers exists (rejected)',
      'A → ok',
      'skip 2 of A: rejected',
      'skip 3 of A: rejected',
      'end: complete',
    ]);
  });

  it('catches an error by number or symbol, also when it comes after a wait', async () => {
    const { story: told } = await finished(
      scriptOfSteps([
        step('A', 'fail 1062', {
          rejectIf: [{ condition: { kind: 'errno', error: 'ER_DUP_ENTRY' }, answer: 'twice' }],
        }),
        step('B', 'fail 1205', { onError: 'stop' }),
        step('B', 'rows 1'),
      ]),
    );
    expect(told).toEqual([
      'A fail 1062',
      'A → error 1062',
      'A answers twice (rejected)',
      'B fail 1205',
      'B → error 1205',
      'B gives up',
      'skip 2 of B: failed',
      'end: complete',
    ]);
  });

  it('takes a conditional step only when the step it names came to that', async () => {
    const { story: told } = await finished(
      scriptOfSteps([
        step('A', 'rows 0', { name: 'lookup' }),
        step('A', 'ok 1', { when: { step: 'lookup', is: { kind: 'missing' } } }),
        step('A', 'ok 2', { when: { step: 'lookup', is: { kind: 'found' } } }),
      ]),
    );
    expect(told).toEqual([
      'A rows 0',
      'A → rows',
      'A ok 1',
      'A → ok',
      'skip 2 of A: condition',
      'end: complete',
    ]);
  });

  it('cancels a statement at its limit, says so, and goes on', async () => {
    const { story: told, world } = await finished(
      scriptOfSteps([step('A', 'hang', { limitMs: 2_000 }), step('A', 'rows 1')]),
    );
    expect(told).toEqual([
      'A hang',
      'A is running',
      'A → error 1317 (limit)',
      'A rows 1',
      'A → rows',
      'end: complete',
    ]);
    expect(world.cancelled).toEqual(['A']);
  });

  it('tells the answers of others while a statement that is over its limit takes its time to end', async () => {
    const { run, events, world } = await begin(
      scriptOfSteps([step('A', 'lock k'), step('B', 'lock k'), step('C', 'hang', { limitMs: 1000 })]),
    );
    world.givesIn = async () => {
      world.timeOut('B');
      for (let turns = 0; turns < 1000 && run.state.sessions[1]?.status === 'blocked'; turns++) {
        await nextTurn();
      }
    };
    await run.finish();
    expect(story(events).slice(4)).toEqual([
      'C hang',
      'C is running',
      'B → error 1205',
      'C → error 1317 (limit)',
      'end: complete',
    ]);
  });

  it('breaks down when a statement that is over its limit cannot be cancelled', async () => {
    const { run, world } = await begin(scriptOfSteps([step('A', 'hang', { limitMs: 1000 })]));
    world.givesIn = () => Promise.reject(new Error('nobody is left to kill it'));
    await expect(run.finish()).rejects.toThrow('nobody is left to kill it');
  });

  it('does not count the time of a wait: a student may think for longer than the limit', async () => {
    const { run, events, world, clock } = await begin(
      scriptOfSteps([
        step('A', 'lock k'),
        step('B', 'lock k hang', { limitMs: 1000 }),
        step('C', 'rows 1'),
        step('A', 'COMMIT'),
      ]),
    );
    await run.next();
    await run.next();
    await clock.delay(5000);
    await run.next();
    await clock.delay(5000);
    const { readings } = world;
    world.onReading = (reading) => {
      if (reading === readings + 3) world.answer('B', { kind: 'ok', affected: 1, warnings: 0, info: '' });
    };
    await run.finish();
    expect(world.cancelled).toEqual([]);
    expect(story(events)).toContain('B → ok');
  });

  it('still shows who waits as waiting, and does not end it, when the holder is at work for long', async () => {
    const { run, events, world } = await begin(
      scriptOfSteps([
        step('A', 'START TRANSACTION'),
        step('A', 'lock k'),
        step('B', 'lock k', { limitMs: 1_000 }),
        step('A', 'hang', { limitMs: 5_000 }),
        step('A', 'COMMIT'),
      ]),
    );
    for (let taken = 0; taken < 4; taken++) await run.next();
    expect(run.state.sessions[1]?.status).toBe('blocked');
    await run.finish();
    expect(world.cancelled).toEqual(['A']);
    expect(story(events).slice(4)).toEqual([
      'B lock k',
      'B waits for A',
      'A hang',
      'A is running',
      'A → error 1317 (limit)',
      'A COMMIT',
      'A → ok',
      'B → ok',
      'end: complete',
    ]);
  });

  it('waits for the end of a wait when the step says so', async () => {
    const { run, events, world } = await begin(
      scriptOfSteps([
        step('A', 'START TRANSACTION'),
        step('A', 'lock k'),
        step('B', 'lock k', { until: 'finished' }),
        step('A', 'COMMIT'),
      ]),
    );
    world.onReading = () => {
      if (run.state.sessions[1]?.status === 'blocked') world.timeOut('B');
    };
    await run.finish();
    expect(story(events).slice(4)).toEqual([
      'B lock k',
      'B waits for A',
      'B → error 1205',
      'A COMMIT',
      'A → ok',
      'end: complete',
    ]);
  });

  it('throws a reading of the locks away when an answer overtook it', async () => {
    const { run, events, world } = await begin(
      scriptOfSteps([step('A', 'START TRANSACTION'), step('A', 'lock k'), step('B', 'lock k')]),
    );
    world.onReading = () => world.timeOut('B');
    await run.finish();
    expect(story(events)).not.toContain('B waits for A');
    expect(story(events)).toContain('B → error 1205');
  });

  it('ends blocked statements that nobody is left to free, and says that they were stuck', async () => {
    const { story: told } = await finished(
      scriptOfSteps([
        step('A', 'START TRANSACTION'),
        step('A', 'lock k'),
        step('B', 'lock k'),
        step('B', 'rows 1'),
      ]),
    );
    expect(told.slice(4)).toEqual([
      'B lock k',
      'B waits for A',
      'B → error 1317 (stuck)',
      'skip 3 of B: stuck',
      'end: stuck',
    ]);
  });

  it('ends them one after the other, whoever waits before the one it waits for', async () => {
    const { world } = await finished(
      scriptOfSteps([
        step('A', 'START TRANSACTION'),
        step('A', 'lock k'),
        step('B', 'START TRANSACTION'),
        step('B', 'lock l'),
        step('B', 'lock k'),
        step('C', 'lock l'),
      ]),
    );
    expect(world.cancelled).toEqual(['C', 'B']);
  });

  it('tells how a killed statement ended, though its wait is still shown for a moment', async () => {
    const { run, events, world } = await begin(scriptOfSteps([step('A', 'lock k'), step('B', 'lock k')]));
    world.diesSlowly = true;
    await run.finish();
    expect(story(events).slice(-2)).toEqual(['B → error 1317 (stuck)', 'end: stuck']);
  });

  it('follows what happens between steps: a wait that ends, a connection that dies', async () => {
    const { run, events, world } = await begin(
      scriptOfSteps([
        step('A', 'START TRANSACTION'),
        step('A', 'lock k'),
        step('B', 'lock k'),
        step('A', 'rows 1'),
        step('B', 'rows 1'),
      ]),
    );
    for (let taken = 0; taken < 3; taken++) await run.next();
    world.lose('A');
    await until(run, (state) => state.settled && state.sessions.every((one) => one.status !== 'blocked'));
    await run.finish();
    expect(story(events).slice(5)).toEqual([
      'B waits for A',
      'B → ok',
      'A is lost',
      'skip 3 of A: lost',
      'B rows 1',
      'B → rows',
      'end: complete',
    ]);
  });

  it('reports a connection lost in flight as an outcome', async () => {
    const { story: told } = await finished(scriptOfSteps([step('A', 'die'), step('A', 'rows 1')]));
    expect(told).toEqual(['A die', 'A → lost', 'A is lost', 'skip 1 of A: lost', 'end: complete']);
  });

  it('shows a finished statement while another is still at work', async () => {
    const { run, events, world } = await begin(scriptOfSteps([step('A', 'hang'), step('B', 'rows 1')]));
    const first = run.next();
    await until(run, (state) => state.sessions[0]?.status === 'running');
    world.answer('A', { kind: 'rows', columns: ['n'], rows: [] });
    await first;
    await run.finish();
    expect(story(events)).toEqual([
      'A hang',
      'A is running',
      'A → rows',
      'B rows 1',
      'B → rows',
      'end: complete',
    ]);
  });

  it('takes statements of the user beside the script, with the same evidence', async () => {
    const { run, events } = await begin(
      scriptOfSteps([
        step('A', 'START TRANSACTION'),
        step('A', 'lock k'),
        step('B', 'rows 1'),
        step('A', 'COMMIT'),
      ]),
    );
    for (let taken = 0; taken < 2; taken++) await run.next();
    await run.submit('B', 'lock k');
    await expect(run.submit('B', 'rows 1')).rejects.toThrow(/blocked/);
    await run.finish();
    await run.submit('A', 'rows 2');
    expect(story(events).slice(4)).toEqual([
      'B lock k',
      'B waits for A',
      'defer 2 of B',
      'A COMMIT',
      'A → ok',
      'B → ok',
      'B rows 1',
      'B → rows',
      'end: complete',
      'A rows 2',
      'A → rows',
    ]);
  });

  describe('while a statement is at work', () => {
    const script = scriptOfSteps([step('A', 'rows 1'), step('B', 'rows 1')]);

    it('takes those of the user in other sessions at once, and is settled when all are over', async () => {
      const { run, events, server } = await begin(script);
      const hanging = run.submit('B', 'hang');
      // Not yet known to be at work: they are kept, in their order.
      const others = [run.submit('A', 'START TRANSACTION'), run.submit('A', 'lock k')];
      await until(run, () => story(events).includes('A → ok') && story(events).length === 6);
      expect(story(events)).toEqual([
        'B hang',
        'B is running',
        'A START TRANSACTION',
        'A → ok',
        'A lock k',
        'A → ok',
      ]);
      expect(run.state.settled).toBe(false);
      server.world.answer('B', { kind: 'ok', affected: 0, warnings: 0, info: '' });
      await Promise.all([hanging, ...others]);
      expect(events.filter(({ type }) => type === 'settled')).toHaveLength(1);
      await run.next();
      expect(story(events).slice(6)).toEqual(['B → ok', 'A rows 1', 'A → rows']);
      const steps = stepsOfRecording(events).slice(1);
      expect(steps.map(([first]) => story(first ? [first] : []).join())).toEqual([
        'B hang',
        'A START TRANSACTION',
        'A lock k',
        'A rows 1',
      ]);
    });

    it('tells who waits for it, and that another one is at work, too', async () => {
      const { run, events, server } = await begin(script);
      void run.submit('B', 'lock k');
      void run.submit('B', 'hang');
      await until(run, (state) => state.sessions[1]?.status === 'running');
      void run.submit('A', 'lock k');
      await until(run, (state) => state.sessions[0]?.status === 'blocked');
      expect(story(events)).toEqual([
        'B lock k',
        'B → ok',
        'B hang',
        'B is running',
        'A lock k',
        'A waits for B',
      ]);
      await run.cancel('A');
      server.world.answer('B', { kind: 'ok', affected: 0, warnings: 0, info: '' });
    });
  });

  it('takes a statement that may free those that wait for their time to be up', async () => {
    const { run, events } = await begin(
      scriptOfSteps([step('A', 'START TRANSACTION'), step('A', 'lock k'), step('B', 'lock k')]),
    );
    for (let taken = 0; taken < 3; taken++) await run.next();
    const ending = run.next();
    const freeing = run.submit('A', 'COMMIT');
    await Promise.all([ending, freeing]);
    expect(story(events).slice(-4)).toEqual(['A COMMIT', 'A → ok', 'B → ok', 'end: complete']);
  });

  it('ends a statement when the user asks for it, and says that it was the user', async () => {
    const { run, events } = await begin(scriptOfSteps([step('A', 'rows 1')]));
    const hanging = run.submit('A', 'hang');
    await until(run, (state) => state.sessions[0]?.status === 'running');
    await run.cancel('A');
    await hanging;
    await run.cancel('A');
    expect(story(events)).toEqual(['A hang', 'A is running', 'A → error 1317 (user)']);
  });

  it('can be read back from its events alone', async () => {
    const { run, events } = await finished(
      scriptOfSteps(
        [step('A', 'START TRANSACTION'), step('A', 'lock k'), step('B', 'lock k'), step('A', 'COMMIT')],
        { invariant: { says: 'nothing is wrong', violations: 'SELECT 1' } },
      ),
    );
    const read = events
      .map((event): LabEvent => JSON.parse(JSON.stringify(event)))
      .reduce<LabState | undefined>(reduce, undefined);
    expect(read).toEqual(run.state);
    expect(run.state.finished?.violations).toEqual({ columns: [], rows: [] });
  });

  it('removes its sandbox when disposed of, and when it cannot begin', async () => {
    const { run, server } = await begin(scriptOfSteps([step('A', 'hang')]));
    void run.next();
    await run[Symbol.asyncDispose]();
    expect(server.disposed).toBe(1);
    await run.finish();
  });
});
