import { exitCodes, UserError } from '../errors.ts';
import { told } from '../printable.ts';
import type { RedisClient } from './client.ts';
import { textsIn } from './reply.ts';

/** The first version with accounts (ACL). */
const oldest = 6;

/** @throws UserError (exit code 3) when lessons cannot run on this server. */
export const probe = async (client: RedisClient, place: string): Promise<{ readonly version: string }> => {
  const facts = factsIn(textsIn([await client.ask(['INFO'])])[0] ?? '');
  const refuse = (why: string, ...next: readonly string[]): UserError =>
    new UserError(told`The Redis at ${place} cannot be used: ${why}.`, {
      exitCode: exitCodes.noServer,
      next: [...next, 'Or leave out --redis: isolab then starts a Redis of its own.'],
    });
  const version = facts.get('redis_version');
  if (version === undefined) throw refuse('it does not tell its version (INFO)');
  if (Number.parseInt(version, 10) < oldest) {
    throw refuse(`it is Redis ${version}, which has no accounts, and the lab needs ${oldest}.0 or later`);
  }
  if (facts.get('redis_mode') === 'cluster') throw refuse('it is a cluster', 'Name a single server.');
  if (facts.get('role') === 'slave') throw refuse('it is a replica', 'Name its master.');
  return { version };
};

/** Lines of the form name:value. https://redis.io/docs/latest/commands/info/ */
const factsIn = (text: string): ReadonlyMap<string, string> =>
  new Map([...text.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name = '', value = '']) => [name, value]));
