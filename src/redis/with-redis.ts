import { endAll } from '../ending.ts';
import type { LabServer, RedisServer, Sandbox } from '../engine/ports.ts';

/** A lab whose sandboxes have keys in Redis when they need them. Disposing of it stops Redis, and not the lab. */
export interface LabWithRedis extends LabServer, AsyncDisposable {}

/**
 * Adds Redis to a lab. It is obtained when the first sandbox needs it, shared by all, and obtained anew when it
 * went away or could not be had.
 */
export const withRedis = (
  lab: LabServer,
  obtain: () => Promise<RedisServer & AsyncDisposable>,
): LabWithRedis => {
  const obtained = new Set<Promise<RedisServer & AsyncDisposable>>();
  const gone = new WeakSet<RedisServer>();
  let current: Promise<RedisServer & AsyncDisposable> | undefined;

  const redis = (): Promise<RedisServer> => {
    if (current !== undefined) return current;
    const obtaining = obtain();
    const forget = (): void => {
      if (current === obtaining) current = undefined;
    };
    current = obtaining;
    obtained.add(obtaining);
    const watch = (server: RedisServer) =>
      void server.lost.then(() => {
        gone.add(server);
        forget();
      });
    obtaining.then(watch, forget);
    return obtaining;
  };

  return {
    about: lab.about,
    lost: lab.lost,
    createSandbox: async (needs) => {
      if (!needs?.redis) return await lab.createSandbox(needs);
      const [sandbox, keys] = await Promise.allSettled([
        lab.createSandbox({ ...needs, redis: false }),
        redis().then(async (server) => ({ server, keys: await server.createKeys() })),
      ]);
      if (sandbox.status === 'fulfilled' && keys.status === 'fulfilled') {
        const { server } = keys.value;
        return together(sandbox.value, keys.value.keys, () => gone.has(server));
      }
      // Why there is no sandbox is told, and not that the half of it could not be removed either.
      await Promise.allSettled([
        disposeOf(sandbox),
        keys.status === 'fulfilled' ? keys.value.keys[Symbol.asyncDispose]() : undefined,
      ]);
      for (const one of [sandbox, keys]) if (one.status === 'rejected') throw one.reason;
      throw new Error('neither a sandbox nor why there is none');
    },
    [Symbol.asyncDispose]: async () => {
      current = undefined;
      const servers = await Promise.allSettled(obtained);
      obtained.clear();
      await endAll(servers.map(disposeOf));
    },
  };
};

/** `isGone`: the server of these keys has gone away. */
const together = (
  sandbox: Sandbox,
  redis: NonNullable<Sandbox['redis']>,
  isGone: () => boolean,
): Sandbox => ({
  observer: sandbox.observer,
  redis,
  setUp: (statements, limitMs) => sandbox.setUp(statements, limitMs),
  openSession: (name, level) => sandbox.openSession(name, level),
  get canBeRenewed() {
    return sandbox.canBeRenewed && !isGone();
  },
  renew: () => endAll([sandbox.renew(), redis.clear()]),
  [Symbol.asyncDispose]: () => endAll([sandbox[Symbol.asyncDispose](), redis[Symbol.asyncDispose]()]),
});

const disposeOf = async (one: PromiseSettledResult<AsyncDisposable>): Promise<void> => {
  if (one.status === 'fulfilled') await one.value[Symbol.asyncDispose]();
};
