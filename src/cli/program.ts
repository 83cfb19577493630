import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, Option } from '@commander-js/extra-typings';
import type { ServerWish } from '../server/provider.ts';
import { formats, runCommand } from './commands/run.ts';
import type { Edge } from './edge.ts';
import { findLesson } from './lessons.ts';
import { packageFolder } from './package-folder.ts';
import { version } from './version.ts';
import { oneOf } from './words.ts';

const lessons = () => join(packageFolder(fileURLToPath(import.meta.url)), 'lessons');
export const buildProgram = (edge: Edge, done: (exitCode: number) => void) => {
  const program = new Command('isolab')
    .version(version)
    .exitOverride()
    .option('--url <url>')
    .option('--mysqld <path>')
    .addOption(new Option('--server <kind>').choices(['url', 'mysqld', 'embedded'] as const));
  program
    .command('run <lesson>')
    .option('--level <l>')
    .option('--variant <v>')
    .option('--format <f>', '', 'text')
    .option('--record <file>')
    .action(async (word, options) => {
      const { level, variant, record } = options;
      const { server, ...rest } = program.opts();
      const wish: ServerWish = { ...rest, ...(server && { provider: server }) };
      done(
        await runCommand(edge, {
          lesson: await findLesson(word, lessons()),
          format: oneOf('format', options.format, formats),
          wish,
          ...(level !== undefined && { level }),
          ...(variant !== undefined && { variant }),
          ...(record !== undefined && { record }),
        }),
      );
    });
  return program;
};
