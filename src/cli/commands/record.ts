import { Command } from '@commander-js/extra-typings';
import { parseCount } from '../words.ts';
import { everyLevelOption, oneVariantOption } from './author-options.ts';
import { type Cli, examples } from './cli.ts';

export const recordCommand = ({ edge, wish, action }: Cli) =>
  new Command('record')
    .summary('run a lesson and write what happens into its file')
    .description(
      'Runs a lesson file at every level and in every variant, twice and where the server may choose more often, and writes what happened into it as expect and end, and as every_order where the file has that, for you to review. Everything else in the file stays as it is. Shows the changes first; on a terminal it asks before it writes them.',
    )
    .argument(
      '<lesson>',
      'a lesson file, or a lesson by its id; those of an installed isolab are only shown (--dry-run)',
    )
    .option(
      '-u, --update',
      'also replace expectations that do not hold (without it only missing ones are filled in)',
    )
    .option(
      '--every-order',
      'also write in how many of all orders the invariant is violated, where nothing says so yet (every_order)',
    )
    .option(...everyLevelOption)
    .option(...oneVariantOption)
    .option(
      '--repeat <n>',
      'where the server may choose (a deadlock, two that wait for one lock): until so many runs in a row bring nothing new',
      '10',
    )
    .option(
      '--beside',
      'into a file of its own beside the lesson, my-lesson.expect.yaml; where that is there already, it is written to anyway',
    )
    .option('-n, --dry-run', 'only show the changes')
    .option('-y, --yes', 'write without asking')
    .addHelpText(
      'after',
      examples(
        ['isolab record my-lesson.yaml', 'fill in what is missing'],
        ['isolab record my-lesson.yaml --update --dry-run', 'what has become different?'],
        ['isolab record my-lesson.yaml --variant fix', 'one variant only'],
        ['isolab record my-lesson.yaml --beside', 'what it comes to, in a file of its own'],
        ['isolab record my-lesson.yaml --every-order', 'in how many orders is it so?'],
      ),
    )
    .action(
      action(async (word, options) => {
        const [{ lessonFile }, { recordFile }] = await Promise.all([
          import('../lesson-files.ts'),
          import('../actions/record-file.ts'),
        ]);
        return recordFile(edge, {
          file: await lessonFile(word),
          ...options,
          repeat: parseCount('--repeat', options.repeat, 10_000),
          wish: wish(),
        });
      }),
    );
