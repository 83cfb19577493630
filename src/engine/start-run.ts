import { endOnFailure } from '../ending.ts';
import { needsRedis } from '../lesson/script.ts';
import { observe } from './observe.ts';
import type { RedisSession, Session } from './ports.ts';
import { LessonRun, type RunOptions } from './run.ts';

/**
 * Makes a sandbox, sets it up, connects the sessions.
 *
 * @throws UserError when the lesson's setup fails, or the signal's reason; when the sandbox cannot be removed then,
 * that comes around it, as a SuppressedError.
 */
export const startRun = async (options: RunOptions): Promise<LessonRun> => {
  const { script, server, signal } = options;
  signal?.throwIfAborted();
  const made = await server.createSandbox({ redis: needsRedis(script.steps) });
  return await endOnFailure(made, signal, async (sandbox) => {
    await sandbox.setUp(script.setup);
    const sessions = new Map<string, Session>();
    const redis = new Map<string, RedisSession>();
    for (const { name, level } of script.sessions) {
      sessions.set(name, await sandbox.openSession(name, level));
      if (sandbox.redis) redis.set(name, await sandbox.redis.openSession(name));
    }
    return new LessonRun(options, sandbox, { sessions, redis }, await observe(sandbox, script));
  });
};
