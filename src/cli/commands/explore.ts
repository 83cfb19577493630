import { Command } from '@commander-js/extra-typings';
import { usualOrders, wholeUpTo } from '../../explore/bound.ts';
import { oneOf, parseCount, parseTime } from '../words.ts';
import { type Cli, examples, formatOption } from './cli.ts';

export const exploreFormats = ['text', 'json', 'ndjson'] as const;

/** The word for all levels, and for the lesson and all its variants; without the option it is the same. */
const all = 'all';

export const exploreCommand = ({ edge, wish, action }: Cli) =>
  new Command('explore')
    .summary('run a lesson in every order of its steps, and print what they come to')
    .description(
      'Runs a lesson in every order in which the steps of its sessions can follow each other, at its levels and in its variants, and prints in how many of them the promise is violated, what else comes of them, the shortest bad order, and whether a fix holds in all of them. The exit code is 1 when a promise is violated in some order.',
    )
    .argument(
      '[what...]',
      'a lesson by its id, or a lesson file; or scripts in SQL, a session each: a.sql b.sql',
    )
    .option(
      '-l, --level <level>',
      'only this isolation level: ru, rc, rr, s, 1 to 4, or its full name; or all',
      all,
    )
    .option(
      '--variant <id>',
      'only this variant, or none for the lesson as it is; or all, one beside the other',
      all,
    )
    .option(
      '--requests <n>',
      'so many whole requests of its application, where the lesson has one (default: 2)',
    )
    .option(
      '--switches <n>',
      'only orders with so many switches: another session goes on though the one before is inside a transaction and does not wait',
    )
    .option(
      '--orders <n>',
      `so many runs at most at each level and in each variant (default: all where there are up to ${wholeUpTo} interleavings, else ${usualOrders})`,
    )
    .option('--time <time>', 'begin no run of a level and variant after so long, for instance 90s, 15m or 2h')
    .option(
      '-j, --jobs <n>',
      "how many run at a time (default: four for each processor; 2 on a server that is not isolab's own)",
    )
    .option(
      '--seed <n>',
      'where there are too many orders: a sample of all by chance, the same for the same number',
    )
    .option(
      '--record <file>',
      'also write the events of all runs to a file, with all evidence, for isolab replay',
    )
    .option('--setup <file>', 'with scripts: SQL that makes their tables and rows')
    .option('--promise <query>', 'with scripts: a SELECT whose rows break what must hold in the end')
    .option('--save <file>', 'with scripts: also write them as a lesson (.yaml), in the shortest bad order')
    .option('--from <log>', "the sessions out of MySQL's general query log, instead of scripts")
    .option('--connection <ids>', 'with --from: which connections, for instance 12,15')
    .option(...formatOption(exploreFormats))
    .addHelpText(
      'after',
      examples(
        ['isolab explore duplicate-book', 'can it go wrong, in how many orders, and do the fixes hold?'],
        ['isolab explore duplicate-book --level rc', 'at one level'],
        ['isolab explore duplicate-book --variant unique-index', 'one fix, at all levels'],
        ['isolab explore long-lesson.yaml --switches 2', 'all orders with up to two switches'],
        ['isolab explore long-lesson.yaml --time 5m', 'as many as there is time for'],
        ['isolab explore duplicate-book --format json', 'every order, for programs'],
        ['isolab explore a.sql b.sql --setup schema.sql', 'two transactions of your own'],
      ),
    )
    .action(
      action(async (words, options) => {
        const { level, variant, requests, switches, orders, time, jobs, seed } = options;
        const format = oneOf('format', options.format, exploreFormats);
        const bound = {
          ...(switches !== undefined && { switches: parseCount('--switches', switches, 1000, 0) }),
          ...(orders !== undefined && { orders: parseCount('--orders', orders, 1_000_000) }),
          ...(time !== undefined && { timeMs: parseTime('--time', time) }),
        };
        const whole = requests === undefined ? {} : { requests: parseCount('--requests', requests, 26) };
        const count = jobs === undefined ? {} : { jobs: parseCount('--jobs', jobs, 100) };
        const drawn = seed === undefined ? {} : { seed: parseCount('--seed', seed, 2 ** 31 - 1, 0) };
        const [{ whatToExplore }, { exploreLesson }] = await Promise.all([
          import('../actions/what-to-explore.ts'),
          import('../actions/explore-lesson.ts'),
        ]);
        return exploreLesson(edge, {
          ...(await whatToExplore(words, options)),
          level: level.toLowerCase() === all ? [] : [level],
          variant: variant === all ? undefined : variant,
          bound,
          ...whole,
          ...drawn,
          ...(options.record !== undefined && { record: options.record }),
          ...count,
          format,
          wish: wish(),
        });
      }),
    );
