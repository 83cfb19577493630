import { describe, expect, it } from 'vitest';
import type { LabServer, Sandbox } from '../../src/engine/ports.ts';
import { startRun } from '../../src/engine/run/start-run.ts';
import { UserError, unwrap } from '../../src/errors.ts';
import { FakeClock, FakeServer } from './fake-server.ts';
import { scriptOfSteps, step } from './script-of.ts';

const reason = new Error('Ctrl-C');
const stays = new UserError('The schema could not be removed.');

const serverOf = (sandboxPart: Partial<Sandbox>): LabServer => {
  const server = new FakeServer();
  return {
    about: server.about,
    lost: server.lost,
    createSandbox: async () => ({ ...(await server.createSandbox()), ...sandboxPart }),
  };
};

const start = (server: LabServer, signal: AbortSignal) =>
  startRun({
    script: scriptOfSteps([step('A', 'rows 1')]),
    server,
    clock: new FakeClock(),
    signal,
    emit: () => {},
  });

describe('a run that cannot begin', () => {
  it('says why, also when its sandbox cannot be removed', async () => {
    const broken = new UserError("The lesson's setup failed.");
    const server = serverOf({
      setUp: () => Promise.reject(broken),
      [Symbol.asyncDispose]: () => Promise.reject(stays),
    });
    const failure: unknown = await start(server, new AbortController().signal).catch(
      (error: unknown) => error,
    );
    expect(unwrap(failure)).toEqual({ error: broken, cleaningUp: [stays] });
  });

  it('ends with the reason of who stopped it, whatever the setup says to being ended', async () => {
    const stop = new AbortController();
    const ended = Promise.withResolvers<void>();
    const server = serverOf({
      setUp: () => {
        stop.abort(reason);
        return ended.promise;
      },
      [Symbol.asyncDispose]: async () => ended.reject(new Error('killed')),
    });
    await expect(start(server, stop.signal)).rejects.toBe(reason);
  });

  it('ends with that reason also when no sandbox could be had', async () => {
    const stop = new AbortController();
    const { about, lost } = serverOf({});
    const createSandbox = async () => {
      stop.abort(reason);
      throw new UserError('There is no Redis.');
    };
    await expect(start({ about, lost, createSandbox }, stop.signal)).rejects.toBe(reason);
  });

  it('ends with that reason, and what could not be removed around it', async () => {
    const stop = new AbortController();
    const server = serverOf({
      setUp: async () => stop.abort(reason),
      openSession: () => Promise.reject(new Error('removed')),
      [Symbol.asyncDispose]: () => Promise.reject(stays),
    });
    const failure: unknown = await start(server, stop.signal).catch((error: unknown) => error);
    expect(failure).toMatchObject({ error: stays, suppressed: reason });
  });
});
