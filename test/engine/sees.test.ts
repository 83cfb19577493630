import { expect, test } from 'vitest';
import { sightOf } from '../../src/engine/run/sees.ts';
import { FakeClock, FakeServer } from './fake-server.ts';
import { scriptOfSteps, step } from './script-of.ts';

const script = scriptOfSteps([step('A', 'lock k'), step('B', 'lock k')], { watch: ['t'] });
const options = { script, clock: new FakeClock(), signal: new AbortController().signal };
const next = { kind: 'next' } as const;

test('a session that waits itself reads nothing, and its sandbox is removed', async () => {
  const server = new FakeServer();
  const sight = await sightOf({ ...options, server, session: 'B', actions: [next, next] });
  expect(sight).toEqual({ kind: 'busy', status: 'blocked' });
  expect(server.disposed).toBe(1);
});

test('a look that is outdated is called off, and leaves nothing behind', async () => {
  const server = new FakeServer();
  const controller = new AbortController();
  server.world.onReading = () => controller.abort(new Error('outdated'));
  const actions = [next, { kind: 'submit', session: 'B', sql: 'hang' } as const];
  await expect(
    sightOf({ ...options, server, session: 'A', actions, signal: controller.signal }),
  ).rejects.toThrow('outdated');
  expect(server.disposed).toBe(1);
});
