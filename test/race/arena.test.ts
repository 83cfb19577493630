import { describe, expect, it } from 'vitest';
import type { LabServer } from '../../src/engine/ports.ts';
import { unwrap } from '../../src/errors.ts';
import { Arena } from '../../src/race/arena.ts';
import { FakeServer } from '../engine/fake-server.ts';
import { clock } from '../mysql/real-lab.ts';
import { burstFrom, checkIn } from './applications.ts';

/** A server on which nothing can be set up, and nothing be removed. */
const failing = (onSetUp: () => void = () => {}): LabServer => ({
  about: { version: '0.0', provider: 'url', place: 'memory' },
  lost: new Promise(() => {}),
  createSandbox: async () => ({
    ...(await new FakeServer().createSandbox()),
    setUp: async () => {
      onSetUp();
      throw new Error('the setup failed');
    },
    [Symbol.asyncDispose]: () => Promise.reject(new Error('the schema stays')),
  }),
});

describe('an arena whose sandbox cannot be removed', () => {
  it('tells why it did not open', async () => {
    const { signal } = new AbortController();
    const opened = Arena.open({ script: burstFrom(checkIn), server: failing(), clock, signal });
    await expect(opened).rejects.toThrow('the setup failed');
  });

  it('is stopped for the reason of the stop, with what stays around it', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    const server = failing(() => abort.abort(reason));
    const opened = Arena.open({ script: burstFrom(checkIn), server, clock, signal: abort.signal });
    const failure = unwrap(await opened.catch((error: unknown) => error));
    expect(failure).toEqual({ error: reason, cleaningUp: [new Error('the schema stays')] });
  });
});
