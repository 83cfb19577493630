import { needsRedis } from '../lesson/script.ts';
import { observe } from './observe.ts';
import type { RedisSession, Session } from './ports.ts';
import { LessonRun, type RunOptions } from './run.ts';

/**
 * Makes a sandbox, sets it up, connects the sessions.
 *
 * @throws UserError when the lesson's setup fails, or the signal's reason; when the sandbox cannot be removed then,
 * that comes around the reason, as a SuppressedError.
 */
export const startRun = async (options: RunOptions): Promise<LessonRun> => {
  const { script, server, signal } = options;
  signal?.throwIfAborted();
  const sandbox = await server.createSandbox({ redis: needsRedis(script.steps) });
  // Disposed of once more below, where it is awaited.
  const stop = () => void sandbox[Symbol.asyncDispose]().catch(() => {});
  signal?.addEventListener('abort', stop, { once: true });
  try {
    signal?.throwIfAborted();
    await sandbox.setUp(script.setup, script.setupLimitMs);
    const sessions = new Map<string, Session>();
    const redis = new Map<string, RedisSession>();
    for (const { name, level } of script.sessions) {
      sessions.set(name, await sandbox.openSession(name, level));
      if (sandbox.redis) redis.set(name, await sandbox.redis.openSession(name));
    }
    return new LessonRun(options, sandbox, { sessions, redis }, await observe(sandbox, script));
  } catch (error) {
    // Why there is no run matters more than that something of it may stay.
    await Promise.allSettled([sandbox[Symbol.asyncDispose]()]);
    if (signal?.aborted) {
      // Who stopped it gets no other message: what could not be removed comes around the reason.
      await using _ = sandbox;
      signal.throwIfAborted();
    }
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
};
