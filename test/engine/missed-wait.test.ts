import { describe, expect, it } from 'vitest';
import { runToEnd } from '../../src/author/run-to-end.ts';
import { runCase } from '../../src/verify/run-case.ts';
import { FakeClock, FakeServer } from './fake-server.ts';
import { scriptOfSteps, step } from './script-of.ts';

const script = scriptOfSteps([
  step('A', 'START TRANSACTION'),
  step('A', 'lock k'),
  step('B', 'lock k', { expect: { waitsFor: ['A'] } }),
  step('A', 'COMMIT'),
]);

/** The first run's wait is over, with 1205, before it can be seen; later runs see theirs. */
const serverThatStandsStillOnce = (): FakeServer => {
  const server = new FakeServer();
  server.world.onReading = () => server.world.timeOut('B');
  return server;
};

describe('a run in which a wait timed out before the lab could see it', () => {
  it('proves nothing, and is made anew', async () => {
    const server = serverThatStandsStillOnce();
    const run = await runCase(script, {
      server,
      clock: new FakeClock(),
      limitMs: 60_000,
      evidence: 'outcomes',
    });
    expect(run.findings.filter(({ verdict }) => verdict === 'fails')).toEqual([]);
    expect(run.recording.some(({ type }) => type === 'statement-blocked')).toBe(true);
    expect([server.made, server.disposed]).toEqual([2, 2]);
  });

  it('is not written down as what happens', async () => {
    const server = serverThatStandsStillOnce();
    const { signal } = new AbortController();
    const state = await runToEnd(script, { server, clock: new FakeClock(), signal });
    expect(state.timeline.some((one) => one.kind === 'statement' && one.waits.length > 0)).toBe(true);
    expect([server.made, server.disposed]).toEqual([2, 2]);
  });
});
