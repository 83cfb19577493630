import { expect, test } from 'vitest';
import { type RunAction, retrace } from '../../src/engine/run/retrace.ts';
import { sightsOf } from '../../src/engine/run/sees.ts';
import { FakeClock, FakeServer } from './fake-server.ts';
import { scriptOfSteps, step } from './script-of.ts';

const script = scriptOfSteps([step('A', 'lock k'), step('B', 'lock k')], { watch: ['t'] });
const options = { script, clock: new FakeClock(), signal: new AbortController().signal };
const next = { kind: 'next' } as const;

/** What a run of its own comes to. */
const firstOf = async (actions: readonly RunAction[]) => {
  await using run = await retrace({ ...options, server: new FakeServer(), actions, emit: () => {} });
  return run.state;
};

test('a session that waits itself reads nothing, and its sandbox is removed', async () => {
  const server = new FakeServer();
  const actions = [next, next];
  const first = await firstOf(actions);
  const { B } = await sightsOf({ ...options, first, server, actions });
  expect(B).toEqual({ kind: 'busy' });
  expect(server.disposed).toBe(1);
});

test('a look that is outdated is called off, and leaves nothing behind', async () => {
  const server = new FakeServer();
  const controller = new AbortController();
  server.world.onReading = () => controller.abort(new Error('outdated'));
  const actions = [next, { kind: 'submit', session: 'B', sql: 'hang' } as const];
  await expect(
    sightsOf({
      ...options,
      first: await firstOf([]),
      server,
      actions,
      signal: controller.signal,
    }),
  ).rejects.toThrow('outdated');
  expect(server.disposed).toBe(1);
});

test('nothing is concluded where the way cannot be gone again', async () => {
  const actions = [next, { kind: 'submit', session: 'B', sql: 'rows 2' } as const];
  const other = [next, { kind: 'submit', session: 'B', sql: 'rows 3' } as const];
  const server = new FakeServer();
  const sights = await sightsOf({
    ...options,
    first: await firstOf(other),
    server,
    actions,
  });
  expect(sights).toEqual({ A: { kind: 'left' }, B: { kind: 'left' } });
  expect(server.disposed).toBe(1);
});
