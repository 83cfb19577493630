import { Command } from '@commander-js/extra-typings';
import { UserError } from '../../errors.ts';
import { wholeUpTo } from '../../explore/bound.ts';
import { told } from '../../printable.ts';
import { usualOrders } from '../../verify/orders-bound.ts';
import type { Shard } from '../../verify/shard.ts';
import { reporterKinds } from '../reporter-kinds.ts';
import { oneOf, parseCount, parseLevel } from '../words.ts';
import { type Cli, collect, examples } from './cli.ts';
import { listFormats } from './list.ts';

export const verifyCommand = ({ edge, wish, action }: Cli) =>
  new Command('verify')
    .summary('prove everything that lessons claim, at every level and in every variant')
    .description(
      'Runs lessons on a real server at every level and in every variant and compares what happens with what they claim. A variant that claims to prevent something passes only if it really happens without it, and with it in no order of the steps. The exit code is 1 when something is not so, or not claimed at all.',
    )
    .argument(
      '[lessons...]',
      'lessons by their ids, files, folders or patterns, and courses by their files (default: all that come with isolab)',
    )
    .option(
      '-l, --level <level>',
      'only this isolation level: ru, rc, rr, s, 1 to 4, or its full name; may be given again',
      collect,
    )
    .option(
      '--variant <id>',
      'only this variant, or none for the lessons as they are; may be given again',
      collect,
    )
    .option('-g, --grep <pattern>', 'only what fits this regular expression, for instance "insert|@ READ"')
    .option(
      '--last-failed',
      'only what failed when it ran last; if nothing did, everything. Without lessons: of those that come with isolab and those in this folder and below',
    )
    .option(
      '--shard <n/count>',
      'only this part of it, for several machines: 1/3, 2/3 and 3/3 are everything, and pairs stay together',
    )
    .option('--list', 'only tell what would run, a case or pair a line; needs no server')
    .option('-f, --format <format>', `with --list: ${listFormats.join(', ')} (default: text)`)
    .option('-j, --jobs <n>', 'how many run at a time (default: four for each processor)')
    .option('--repeat <n>', 'run everything so often; every repetition must come to the same', '1')
    .option(
      '--orders <n>',
      `where there are more than ${wholeUpTo} orders of the steps: run so many of them, those with the fewest switches`,
      String(usualOrders),
    )
    .option('--bail', 'end with the first failure')
    .option('--limit <seconds>', 'how long one run may take', '120')
    .option(
      '-r, --reporter <kind[=file]>',
      `${reporterKinds.join(', ')}; to a file, or to stdout; may be given again (default: pretty)`,
      collect,
    )
    .addHelpText(
      'after',
      examples(
        ['isolab verify', 'all lessons that come with isolab'],
        ['isolab verify duplicate-book --level rr', 'one lesson at one level'],
        ['isolab verify ./lessons --grep "lost-update"', 'some lessons of a folder'],
        ['isolab verify --last-failed', 'again what failed'],
        ['isolab verify --shard 1/3', 'a third of it, on one of three machines'],
        ['isolab verify --list --shard 1/3', 'what that would be'],
        ['isolab verify duplicate-book --orders 3000', 'fixes in more of many orders'],
        ['isolab verify --repeat 100 --bail', 'is it the same every time?'],
        ['isolab verify -r pretty -r junit=out.xml', 'for people and for a CI server'],
      ),
    )
    .action(
      action(async (lessons, options) => {
        const choice = {
          lessons,
          filter: {
            ...(options.level && { levels: options.level.map(parseLevel) }),
            ...(options.variant && { variants: options.variant }),
            ...(options.grep !== undefined && { grep: options.grep }),
          },
          ...(options.shard !== undefined && { shard: parseShard(options.shard) }),
          lastFailed: options.lastFailed ?? false,
        };
        const format = oneOf('format', options.format ?? 'text', listFormats);
        if (options.list) {
          const { listCases } = await import('../actions/list-cases.ts');
          return listCases(edge, choice, format);
        }
        if (options.format !== undefined) {
          throw new UserError('--format goes with --list.', {
            next: ['A report in another form: --reporter json (or junit, tap, github)'],
          });
        }
        const { verifyLessons } = await import('../actions/verify-lessons.ts');
        return verifyLessons(edge, {
          ...choice,
          ...(options.jobs !== undefined && { jobs: parseCount('--jobs', options.jobs, 100) }),
          repeat: parseCount('--repeat', options.repeat, 1_000_000),
          orders: parseCount('--orders', options.orders, 1_000_000),
          bail: options.bail ?? false,
          limitMs: parseCount('--limit', options.limit, 86_400) * 1000,
          reporters: options.reporter ?? ['pretty'],
          wish: wish(),
        });
      }),
    );

/** The second of three is `2/3`. @throws UserError */
const parseShard = (word: string): Shard => {
  const [, index = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(word) ?? []).map(Number);
  if (index >= 1 && index <= count) return { index, count };
  throw new UserError(told`--shard ${word} is no part of a whole.`, {
    next: ['Of three parts there are 1/3, 2/3 and 3/3.'],
  });
};
