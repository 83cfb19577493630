import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { isSoak, seedOf } from '../campaign.ts';
import { OwnLab } from '../e2e/own-lab.ts';
import { ended, start } from './isolab.ts';

const args = ['explore', 'duplicate-book', '--level', 's', '--server', 'embedded', '--format', 'ndjson'];

/** 8 orders without a variant, and as many with each. */
const death = fc.record({
  orders: fc.nat(20),
  signal: fc.constantFrom('SIGKILL', 'SIGINT', 'SIGTERM', 'server'),
});

const deaths = fc.sample(death, { numRuns: isSoak ? 50 : 4, seed: seedOf(process.env) });

it('whatever ends it, and whenever, no server and after the next start nothing is left of an exploration', async () => {
  await using lab = await OwnLab.make();
  const env = { ...lab.env, ISOLAB_URL: '' };
  for (const { orders, signal } of deaths) {
    const about = `${signal} after ${orders} orders`;
    const child = start(args, { env });
    const gone = ended(child);
    const server = await lab.server();
    const isThere = Promise.withResolvers<void>();
    let text = '';
    child.stdout?.on('data', (data: Buffer) => {
      text += String(data);
      if (text.split('"type":"order"').length > orders) isThere.resolve();
    });
    await Promise.race([isThere.promise, gone]);
    if (signal === 'server') process.kill(server.pid, 'SIGKILL');
    else child.kill(signal);
    const { exitCode } = await gone;
    // What was over by then has its own code.
    const codes = { SIGKILL: [null], SIGINT: [130, 0, 1], SIGTERM: [143, 0, 1], server: [3, 0, 1] }[signal];
    expect(codes, about).toContain(exitCode);
    await lab.without(server);
  }
  expect((await ended(start([...args, '--variant', 'none'], { env }))).exitCode).toBe(0);
  await lab.nothingLeft();
});
