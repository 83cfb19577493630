import { Command } from '@commander-js/extra-typings';
import { UserError } from '../../errors.ts';
import { told } from '../../printable.ts';
import { oneOf, parseCount } from '../words.ts';
import { type Cli, collect, examples, formatOption, levelOption, variantOption } from './cli.ts';

export const raceFormats = ['text', 'json'] as const;

export const raceCommand = ({ edge, wish, action }: Cli) =>
  new Command('race')
    .summary('send many requests at once to the application of a lesson')
    .description(
      'Starts what a lesson describes as a real HTTP service on this machine, sends it many requests at once, and tells what came of them. It measures and does not judge: the exit code is 0 whatever the requests came to. isolab verify judges.',
    )
    .argument(
      '<lesson>',
      'a lesson by its id, or a lesson file; isolab list marks those that have an application',
    )
    .option('-n, --requests <n>', 'how many requests come at once (default: as the lesson says)')
    .option('-w, --workers <n>', 'how many of them are worked on at a time (default: as the lesson says)')
    .option(...levelOption)
    .option(...variantOption)
    .option('--repeat <n>', 'how many rounds, each in fresh tables', '1')
    .option('--no-gate', 'let every request go on as it comes, not the first ones in the same moment')
    .option(
      '--set <field=value>',
      'what requests say; {request} is the number of the request; may be given again',
      collect,
    )
    .option('--table', 'all levels and variants in one table')
    .option('--serve', 'keep the service up for clients of your own, and print each request')
    .option('--port <port>', 'with --serve: listen here (default: any free port)')
    .option(...formatOption(raceFormats))
    .addHelpText(
      'after',
      examples(
        ['isolab race daily-check-in', 'six clicks at once on four workers'],
        ['isolab race daily-check-in --variant for-update', 'with a fix'],
        ['isolab race daily-check-in --repeat 100 --no-gate', 'how often does it go wrong by itself?'],
        ['isolab race daily-check-in --table --repeat 20', 'every level and variant'],
        ['isolab race daily-check-in --serve --port 8080', 'for curl, or a load generator'],
      ),
    )
    .action(
      action(async (word, options) => {
        const format = oneOf('format', options.format, raceFormats);
        const rounds = parseCount('--repeat', options.repeat, 100_000);
        const { requests, workers, level, variant, set, port } = options;
        if (port !== undefined && !options.serve) throw new UserError('--port goes with --serve.');
        if (options.serve && (options.table || rounds > 1 || format !== 'text')) {
          throw new UserError('--serve goes with none of --table, --repeat and --format.');
        }
        const [{ findLesson }, { race }] = await Promise.all([
          import('../lessons.ts'),
          import('../actions/race.ts'),
        ]);
        return race(edge, {
          lesson: await findLesson(word),
          called: word,
          level,
          variant,
          ...(requests !== undefined && { requests: parseCount('--requests', requests, 1000) }),
          ...(workers !== undefined && { workers: parseCount('--workers', workers, 100) }),
          ...(set !== undefined && { set: fieldsOf(set) }),
          rounds,
          gate: options.gate,
          format,
          how: options.serve ? 'serve' : options.table ? 'table' : 'race',
          port: port === undefined ? 0 : parseCount('--port', port, 65_535),
          wish: wish(),
        });
      }),
    );

const fieldsOf = (words: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=');
      if (at > 0) return [word.slice(0, at), word.slice(at + 1)];
      throw new UserError(told`--set ${word} is no field=value.`, { next: ['For instance --set user=2'] });
    }),
  );
