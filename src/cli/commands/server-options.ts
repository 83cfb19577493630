import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { UserError } from '../../errors.ts';
import type { RedisWish, ServerWish } from '../../hosts/provider.ts';
import { oneOf } from '../words.ts';

export const providers = ['url', 'mysqld', 'embedded', 'docker'] as const;
export const redisProviders = ['redis-server', 'embedded', 'docker'] as const;

const serverOptions = (): readonly Option[] =>
  [
    new Option('--url <url>', 'use this server: mysql://USER:PASSWORD@HOST:PORT'),
    new Option(
      '--schema-prefix <prefix>',
      'with --url: the account may only use schemas that begin with this; a teacher has prepared it',
    ),
    new Option('--mysqld <path>', 'start this mysqld'),
    new Option(
      '--server <kind>',
      `take a server of this kind only: ${providers.join(', ')}; docker:IMAGE or docker:VERSION for another image than the usual one`,
    ),
    new Option(
      '--keep',
      'with Docker: take the container that an earlier run kept, and keep it for the next one',
    ),
    new Option(
      '--redis <url>',
      `for lessons that need a Redis, use this one: redis://USER:PASSWORD@HOST:PORT; or one of this kind: ${redisProviders.join(', ')}`,
    ),
  ].map((option) => option.helpGroup('Server options:'));

/** A command that uses a server, and can be told which. */
export const withServerOptions = <C extends CommandUnknownOpts>(command: C): C => {
  for (const option of serverOptions()) command.addOption(option);
  return command;
};

/** A command without a server: an option that says which would be passed over, and is refused. */
export const withoutServerOptions = <C extends CommandUnknownOpts>(command: C): C => {
  for (const option of serverOptions()) {
    command.addOption(option.hideHelp());
    command.on(`option:${option.name()}`, () => {
      throw new UserError(`${option.long} says which server to use, and ${pathOf(command)} needs none.`, {
        next: ['Leave it out.'],
      });
    });
  }
  return command;
};

/** For instance `isolab server status`. */
const pathOf = (command: CommandUnknownOpts): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;

/** What the options say. */
export const wishOf = (given: Readonly<Record<string, unknown>>): ServerWish => {
  const text = (key: string): string | undefined => {
    const value = given[key];
    return typeof value === 'string' ? value : undefined;
  };
  const [url, mysqld, schemaPrefix, server, redis] = [
    text('url'),
    text('mysqld'),
    text('schemaPrefix'),
    text('server'),
    text('redis'),
  ];
  return {
    ...(url !== undefined && { url }),
    ...(mysqld !== undefined && { mysqld }),
    ...(given['keep'] === true && { keep: true }),
    ...(schemaPrefix !== undefined && { schemaPrefix }),
    ...(server !== undefined && kindOf(server)),
    ...(redis !== undefined && { redis: redisOf(redis) }),
  };
};

/** What has a colon is a URL, or an image: a URL may hold a password, and is never quoted. */
const redisOf = (word: string): RedisWish => {
  const image = /^docker:(?!\/\/)(.+)$/i.exec(word)?.[1];
  if (image !== undefined) return { provider: 'docker', image };
  return word.includes(':') ? { url: word } : { provider: oneOf('kind of Redis', word, redisProviders) };
};

const kindOf = (word: string): ServerWish => {
  const image = /^docker:(.+)$/i.exec(word)?.[1];
  return image === undefined
    ? { provider: oneOf('kind of server', word, providers) }
    : { provider: 'docker', image };
};
