import { describe, expect, it } from 'vitest';
import type { LabServer, Sandbox, SandboxNeeds } from '../../src/engine/ports.ts';
import { SandboxPool } from '../../src/engine/run/sandbox-pool.ts';
import { FakeServer } from './fake-server.ts';

/** Sandboxes that are renewed when the test says so; each tells what becomes of it. */
class RenewingServer implements LabServer {
  readonly about = { version: '0.0', provider: 'url', place: 'memory' } as const;
  readonly lost = new Promise<string>(() => {});
  readonly made: RenewingSandbox[] = [];

  async createSandbox(needs?: SandboxNeeds): Promise<Sandbox> {
    const plain = await new FakeServer().createSandbox();
    const made = new RenewingSandbox(plain, this.made.length + 1, needs?.redis === true);
    this.made.push(made);
    return made.sandbox;
  }
}

class RenewingSandbox {
  readonly number: number;
  readonly hasRedis: boolean;
  readonly log: string[] = [];
  readonly sandbox: Sandbox;
  canBeRenewed = true;
  renewal: () => Promise<void> = async () => {};
  removal: () => Promise<void> = async () => {};

  constructor(plain: Sandbox, number: number, hasRedis: boolean) {
    this.number = number;
    this.hasRedis = hasRedis;
    const canBeRenewed = () => this.canBeRenewed;
    this.sandbox = {
      ...plain,
      get canBeRenewed() {
        return canBeRenewed();
      },
      setUp: async (statements) => void this.log.push(`set up ${statements.join('; ')}`),
      openSession: async (name, level) => {
        const session = await plain.openSession(name, level);
        return { ...session, close: () => void this.log.push(`${name} closed`) };
      },
      renew: async () => {
        await this.renewal();
        if (this.log.includes('removed')) throw new Error('It was removed.');
        this.log.push('renewed');
      },
      [Symbol.asyncDispose]: async () => {
        if (this.log.includes('removed')) return;
        this.log.push('removed');
        await this.removal();
      },
    };
  }
}

/** Until everything has happened that needs nobody. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Which sandbox was set up so last, from 1; 0 for none. */
const numberOf = (server: RenewingServer, setup: string): number =>
  server.made.findIndex(({ log }) => log.at(-1) === `set up ${setup}`) + 1;

/** Takes a sandbox and sets it up; tells which it was. */
const take = async (pool: SandboxPool, server: RenewingServer, setup: string, redis = false) => {
  const sandbox = await pool.createSandbox({ setup: [setup], redis });
  await sandbox.setUp([setup]);
  return { sandbox, number: numberOf(server, setup) };
};

describe('a pool of sandboxes', () => {
  it('gives the next run what the last one has given back', async () => {
    const server = new RenewingServer();
    await using pool = new SandboxPool(server);
    const first = await take(pool, server, 'a');
    await first.sandbox[Symbol.asyncDispose]();
    await settled();
    const second = await take(pool, server, 'a');
    expect([first.number, second.number, server.made.length]).toEqual([1, 1, 1]);
    expect(server.made[0]?.log).toEqual(['set up a', 'renewed', 'set up a']);
    await second.sandbox[Symbol.asyncDispose]();
  });

  it('prefers one that was set up in the same way', async () => {
    const server = new RenewingServer();
    await using pool = new SandboxPool(server);
    const [a, b] = [await take(pool, server, 'a'), await take(pool, server, 'b')];
    for (const { sandbox } of [a, b]) await sandbox[Symbol.asyncDispose]();
    await settled();
    const again = await take(pool, server, 'b');
    expect(again.number).toBe(b.number);
    await again.sandbox[Symbol.asyncDispose]();
  });

  it('makes others while two are renewed, and then waits for these three', async () => {
    const server = new RenewingServer();
    await using pool = new SandboxPool(server);
    const slow = Promise.withResolvers<void>();
    for (const expected of [1, 2, 3]) {
      const { sandbox, number } = await take(pool, server, `setup ${expected}`);
      expect(number).toBe(expected);
      for (const one of server.made) one.renewal = () => slow.promise;
      await sandbox[Symbol.asyncDispose]();
    }
    const last = take(pool, server, 'c');
    await settled();
    expect(server.made).toHaveLength(3);
    slow.resolve();
    const { sandbox, number } = await last;
    expect(number).toBe(1);
    await sandbox[Symbol.asyncDispose]();
  });

  it('gives nobody two at a time', async () => {
    const server = new RenewingServer();
    await using pool = new SandboxPool(server);
    const all = await Promise.all(['a', 'b', 'c'].map((setup) => take(pool, server, setup)));
    for (const { sandbox } of all) await sandbox[Symbol.asyncDispose]();
    const again = await Promise.all(['d', 'e', 'f', 'g'].map((setup) => take(pool, server, setup)));
    expect(new Set(again.map(({ number }) => number)).size).toBe(4);
    for (const { sandbox } of again) await sandbox[Symbol.asyncDispose]();
  });

  it('gives none without Redis to who needs it, and none with it to who does not', async () => {
    const server = new RenewingServer();
    await using pool = new SandboxPool(server);
    const plain = await take(pool, server, 'a');
    await plain.sandbox[Symbol.asyncDispose]();
    await settled();
    const redis = await take(pool, server, 'a', true);
    expect(server.made.map(({ hasRedis }) => hasRedis)).toEqual([false, true]);
    await redis.sandbox[Symbol.asyncDispose]();
  });

  it('removes what cannot be renewed, and waits for that', async () => {
    const server = new RenewingServer();
    await using pool = new SandboxPool(server);
    const { sandbox } = await take(pool, server, 'a');
    const [made] = server.made;
    if (made) made.canBeRenewed = false;
    await sandbox[Symbol.asyncDispose]();
    expect(made?.log).toEqual(['set up a', 'removed']);
  });

  it('removes one that could not be renewed, and makes another one', async () => {
    const server = new RenewingServer();
    await using pool = new SandboxPool(server);
    const { sandbox } = await take(pool, server, 'a');
    const [made] = server.made;
    if (made) made.renewal = () => Promise.reject(new Error('a table is held'));
    await sandbox[Symbol.asyncDispose]();
    const second = await take(pool, server, 'b');
    expect([second.number, made?.log.at(-1)]).toEqual([2, 'removed']);
    await second.sandbox[Symbol.asyncDispose]();
  });

  it('gives nobody one that has died while it was idle', async () => {
    const server = new RenewingServer();
    await using pool = new SandboxPool(server);
    const { sandbox } = await take(pool, server, 'a');
    await sandbox[Symbol.asyncDispose]();
    await settled();
    const [made] = server.made;
    if (made) made.canBeRenewed = false;
    const second = await take(pool, server, 'a');
    expect([second.number, made?.log.at(-1)]).toEqual([2, 'removed']);
    await second.sandbox[Symbol.asyncDispose]();
  });

  it('closes the sessions of who gives one back, also one that was still being opened', async () => {
    const server = new RenewingServer();
    await using pool = new SandboxPool(server);
    const { sandbox } = await take(pool, server, 'a');
    await sandbox.openSession('A', 'REPEATABLE READ');
    const opening = sandbox.openSession('B', 'REPEATABLE READ');
    const back = sandbox[Symbol.asyncDispose]();
    await expect(opening).rejects.toThrow('given back');
    await expect(sandbox.openSession('C', 'REPEATABLE READ')).rejects.toThrow('given back');
    await expect(sandbox.setUp(['b'])).rejects.toThrow('given back');
    await back;
    expect(server.made[0]?.log.filter((line) => line.endsWith('closed'))).toEqual(['A closed', 'B closed']);
  });

  it('removes all of them at its end, those that are being renewed and those that come later as well', async () => {
    const server = new RenewingServer();
    const pool = new SandboxPool(server);
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((setup) => take(pool, server, setup)));
    const slow = Promise.withResolvers<void>();
    for (const one of server.made) one.renewal = () => slow.promise;
    await a?.sandbox[Symbol.asyncDispose]();
    await b?.sandbox[Symbol.asyncDispose]();
    const end = pool[Symbol.asyncDispose]();
    slow.resolve();
    await end;
    await c?.sandbox[Symbol.asyncDispose]();
    expect(server.made.map(({ log }) => log.at(-1))).toEqual(['removed', 'removed', 'removed']);
  });

  it('does not wait at its end for a renewal that takes long', async () => {
    const server = new RenewingServer();
    const pool = new SandboxPool(server);
    const { sandbox } = await take(pool, server, 'a');
    const removed = Promise.withResolvers<void>();
    const [made] = server.made;
    if (made) made.renewal = () => removed.promise;
    if (made) made.removal = async () => removed.resolve();
    await sandbox[Symbol.asyncDispose]();
    await pool[Symbol.asyncDispose]();
    expect(made?.log).toEqual(['set up a', 'removed']);
  });

  it('makes room for one that cannot be made, or a session that cannot be opened, and tries once more', async () => {
    const server = new RenewingServer();
    await using pool = new SandboxPool(server);
    const { sandbox } = await take(pool, server, 'a');
    await sandbox[Symbol.asyncDispose]();
    await settled();
    const [made] = server.made;
    const create = server.createSandbox.bind(server);
    let refusals = 0;
    server.createSandbox = async (needs) => {
      if (made?.log.at(-1) === 'removed') return await create(needs);
      refusals++;
      throw new Error('too many connections');
    };
    const other = await take(pool, server, 'b', true);
    expect([refusals, other.number]).toEqual([1, 2]);
    await other.sandbox[Symbol.asyncDispose]();
    await pool[Symbol.asyncDispose]();
    server.createSandbox = () => Promise.reject(new Error('the server is gone'));
    await expect(pool.createSandbox()).rejects.toThrow('the server is gone');
  });

  it('tells at its end what could not be removed', async () => {
    const server = new RenewingServer();
    const pool = new SandboxPool(server);
    const { sandbox } = await take(pool, server, 'a');
    const [made] = server.made;
    if (made) made.removal = () => Promise.reject(new Error('the schema stays'));
    await sandbox[Symbol.asyncDispose]();
    await settled();
    await expect(pool[Symbol.asyncDispose]()).rejects.toThrow('the schema stays');
  });
});
