import { Command } from '@commander-js/extra-typings';
import { exitCodes } from '../errors.ts';
import type { RedisWish, ServerWish } from '../hosts/provider.ts';
import { printable } from '../printable.ts';
import { version } from '../version.ts';
import { checkCommand } from './commands/check.ts';
import { type Cli, examples } from './commands/cli.ts';
import { doctorCommand } from './commands/doctor.ts';
import { listCommand } from './commands/list.ts';
import { newCommand } from './commands/new.ts';
import { openCommand } from './commands/open.ts';
import { presentCommand } from './commands/present.ts';
import { progressCommand } from './commands/progress.ts';
import { raceCommand } from './commands/race.ts';
import { recordCommand } from './commands/record.ts';
import { replayCommand } from './commands/replay.ts';
import { runCommand } from './commands/run.ts';
import { schemaCommand } from './commands/schema.ts';
import { serverCommand } from './commands/server.ts';
import { verifyCommand } from './commands/verify.ts';
import { watchCommand } from './commands/watch.ts';
import { type Edge, widthOf } from './edge.ts';
import { writeText } from './text-output.ts';
import { oneOf } from './words.ts';

const providers = ['url', 'mysqld', 'embedded', 'docker'] as const;
const redisProviders = ['redis-server', 'embedded', 'docker'] as const;

const afterHelp = `${examples(
  ['isolab', 'open the lab with its list of lessons'],
  ['isolab duplicate-book', 'open one lesson'],
  ['isolab run duplicate-book --level rc', 'run it and print what happens'],
  ['isolab verify', 'prove what every lesson claims'],
  ['isolab race daily-check-in', 'send six requests at once to an application'],
  ['isolab list', 'the lessons'],
  ['isolab new my-lesson', 'begin a lesson of your own'],
  ['isolab doctor', 'what is there to run them on'],
)}
Exit codes:
  ${exitCodes.ok}    fine
  ${exitCodes.unproven}    something else happened than the lesson expects
  ${exitCodes.usage}    the command line, a lesson or a file is wrong
  ${exitCodes.noServer}    no MySQL server to use
  130  interrupted (129 SIGHUP, 143 SIGTERM)

Environment: ISOLAB_URL, ISOLAB_PASSWORD and ISOLAB_SCHEMA_PREFIX (a server; also in the group [isolab] of
~/.my.cnf), ISOLAB_REDIS_URL and ISOLAB_REDIS_PASSWORD, DOCKER_HOST, NO_COLOR, FORCE_COLOR,
XDG_CACHE_HOME (the fetched server), XDG_STATE_HOME (your progress), TMPDIR (running servers).
`;

/** The command line. `done` gets the exit code of the command that was run. */
export const buildProgram = (edge: Edge, done: (exitCode: number) => void): Command => {
  const program = new Command('isolab')
    .description(
      'An interactive MySQL isolation-level lab: step two sessions through all four levels on a real server and see what each one sees, waits for and locks.',
    )
    .version(version, '-V, --version')
    .option('--url <url>', 'use this server: mysql://USER:PASSWORD@HOST:PORT')
    .option(
      '--schema-prefix <prefix>',
      'with --url: the account may only use schemas that begin with this; a teacher has prepared it',
    )
    .option('--mysqld <path>', 'start this mysqld')
    .option(
      '--server <kind>',
      `take a server of this kind only: ${providers.join(', ')}; docker:IMAGE or docker:VERSION for another image than the usual one`,
    )
    .option(
      '--keep',
      'with Docker: take the container that an earlier run kept, and keep it for the next one',
    )
    .option(
      '--redis <url>',
      `for lessons that need a Redis, use this one: redis://USER:PASSWORD@HOST:PORT; or one of this kind: ${redisProviders.join(', ')}`,
    )
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => edge.stdout.write(text),
      writeErr: (text) => writeText(edge, edge.stderr, text),
      // It quotes what was typed.
      outputError: (text, write) => write(plainError(text)),
      getOutHelpWidth: () => Math.min(100, widthOf(edge.stdout)),
      getErrHelpWidth: () => Math.min(100, widthOf(edge.stderr)),
    })
    .showHelpAfterError('(isolab --help and isolab COMMAND --help tell more)')
    .exitOverride()
    .addHelpText('after', afterHelp);
  const cli: Cli = {
    edge,
    wish: () => wishOf(program.opts()),
    action:
      (work) =>
      async (...args) =>
        done(await work(...args)),
  };
  const commands = [
    runCommand,
    verifyCommand,
    raceCommand,
    listCommand,
    replayCommand,
    presentCommand,
    progressCommand,
    newCommand,
    checkCommand,
    recordCommand,
    watchCommand,
    schemaCommand,
    doctorCommand,
    serverCommand,
  ];
  program.addCommand(openCommand(cli).copyInheritedSettings(program), { isDefault: true });
  for (const make of commands) program.addCommand(make(cli).copyInheritedSettings(program));
  return program;
};

/** One line, and what commander may suggest in another one. */
const plainError = (text: string): string => {
  const [, error = text, suggestion = ''] = /^(.*?)(\n\(Did you mean [^\n]*\))?\n?$/s.exec(text) ?? [];
  return `${printable(error)}${suggestion}\n`;
};

const wishOf = (given: {
  readonly url?: string | undefined;
  readonly mysqld?: string | undefined;
  readonly server?: string | undefined;
  readonly keep?: true | undefined;
  readonly schemaPrefix?: string | undefined;
  readonly redis?: string | undefined;
}): ServerWish => ({
  ...(given.url !== undefined && { url: given.url }),
  ...(given.mysqld !== undefined && { mysqld: given.mysqld }),
  ...(given.keep && { keep: true }),
  ...(given.schemaPrefix !== undefined && { schemaPrefix: given.schemaPrefix }),
  ...(given.server !== undefined && kindOf(given.server)),
  ...(given.redis !== undefined && { redis: redisOf(given.redis) }),
});

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
