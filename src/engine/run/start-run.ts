import { endOnFailure, unlessCalledOff } from '../../ending.ts';
import { needsRedis, type Script } from '../../lesson/script.ts';
import type { RedisSession, Sandbox, Session } from '../ports.ts';
import { observe } from './observe.ts';
import { type Connections, LessonRun, type RunOptions } from './run.ts';

/**
 * Makes a sandbox, sets it up, connects the sessions.
 *
 * @throws UserError when the lesson's setup fails, or the signal's reason; when the sandbox cannot be removed then,
 * that comes around it, as a SuppressedError.
 */
export const startRun = async (options: RunOptions): Promise<LessonRun> => {
  const { script, server, signal } = options;
  signal?.throwIfAborted();
  const { isAside: endsQuiet = false } = options;
  const needs = { redis: needsRedis(script.steps), setup: script.setup, endsQuiet };
  const made = await server.createSandbox(needs).catch((error: unknown) => {
    throw unlessCalledOff(error, signal);
  });
  return await endOnFailure(made, signal, async (sandbox) => {
    await sandbox.setUp(script.setup, script.setupLimitMs);
    const connections = await connect(sandbox, script);
    for (const [name, session] of connections.sessions)
      for (const sql of options.prelude?.(name) ?? []) await session.execute(sql);
    const observation = options.evidence === 'outcomes' ? {} : await observe(sandbox, script);
    return new LessonRun(options, sandbox, connections, observation);
  });
};

/** All sessions at a time; when one cannot be opened, the others are there or not when that is told. */
const connect = async (sandbox: Sandbox, { sessions }: Pick<Script, 'sessions'>): Promise<Connections> => {
  const opened = await Promise.allSettled(
    sessions.map(async ({ name, level }) => ({
      session: await sandbox.openSession(name, level),
      redis: await sandbox.redis?.openSession(name),
    })),
  );
  const connections = { sessions: new Map<string, Session>(), redis: new Map<string, RedisSession>() };
  for (const one of opened) {
    if (one.status === 'rejected') throw one.reason;
    const { session, redis } = one.value;
    connections.sessions.set(session.name, session);
    if (redis !== undefined) connections.redis.set(redis.name, redis);
  }
  return connections;
};
