import { expect, it } from 'vitest';
import type { Session } from '../../src/engine/ports.ts';
import { Workers } from '../../src/race/workers.ts';
import { burstFrom, checkIn } from './applications.ts';

it('a request that was over before the start gate is not told to have started after its end', async () => {
  let now = 0;
  const gone = () => Promise.reject(new Error('nobody asks'));
  const session: Session = {
    name: 'w1',
    lost: Promise.resolve('The server closed the connection.'),
    execute: gone,
    executeWith: gone,
    close: () => {},
    cut: gone,
    cancel: gone,
  };
  const workers = new Workers({
    handler: burstFrom(checkIn).handler,
    reaches: [
      { session, redis: undefined, keys: undefined, clock: { now: () => ++now, delay: async () => {} } },
    ],
    reconnect: () => Promise.reject(new Error('no more connections')),
  });
  const { reply, takenAt, startedAt, doneAt } = await workers.handle({}, async () => {
    now += 1000;
  });
  expect(reply.status).toBe(503);
  expect([takenAt, startedAt, doneAt]).toEqual([1, 2, 2]);
});
