import { Command } from '@commander-js/extra-typings';
import { parseCount, parseLevel } from '../words.ts';
import { type Cli, examples } from './cli.ts';

const collect = (word: string, before: readonly string[] = []): readonly string[] => [...before, word];

const reporters = 'pretty, json, junit, tap, github';

export const verifyCommand = ({ edge, wish, action }: Cli) =>
  new Command('verify')
    .summary('prove everything that lessons claim, at every level and in every variant')
    .description(
      'Runs lessons on a real server at every level and in every variant and compares what happens with what they claim. A variant that claims to prevent something passes only if it really happens without it. The exit code is 1 when something is not so, or not claimed at all.',
    )
    .argument(
      '[lessons...]',
      'lessons by their ids, files, folders or patterns (default: all that come with isolab)',
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
    .option('-j, --jobs <n>', 'how many run at a time (default: four for each processor)')
    .option('--repeat <n>', 'run everything so often; every repetition must come to the same', '1')
    .option('--bail', 'end with the first failure')
    .option('--limit <seconds>', 'how long one run may take', '120')
    .option(
      '-r, --reporter <kind[=file]>',
      `${reporters}; to a file, or to stdout; may be given again (default: pretty)`,
      collect,
    )
    .addHelpText(
      'after',
      examples(
        ['isolab verify', 'all lessons that come with isolab'],
        ['isolab verify duplicate-book --level rr', 'one lesson at one level'],
        ['isolab verify ./lessons --grep "lost-update"', 'some lessons of a folder'],
        ['isolab verify --repeat 100 --bail', 'is it the same every time?'],
        ['isolab verify -r pretty -r junit=out.xml', 'for people and for a CI server'],
      ),
    )
    .action(
      action(async (lessons, options) => {
        const { verifyLessons } = await import('../actions/verify-lessons.ts');
        return verifyLessons(edge, {
          lessons,
          filter: {
            ...(options.level && { levels: options.level.map(parseLevel) }),
            ...(options.variant && { variants: options.variant }),
            ...(options.grep !== undefined && { grep: options.grep }),
          },
          ...(options.jobs !== undefined && { jobs: parseCount('--jobs', options.jobs, 100) }),
          repeat: parseCount('--repeat', options.repeat, 1_000_000),
          bail: options.bail ?? false,
          limitMs: parseCount('--limit', options.limit, 86_400) * 1000,
          reporters: options.reporter ?? ['pretty'],
          wish: wish(),
        });
      }),
    );
