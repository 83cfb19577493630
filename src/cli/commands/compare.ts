import { Command } from '@commander-js/extra-typings';
import { UserError } from '../../errors.ts';
import { oneOf } from '../words.ts';
import { type Cli, examples, formatOption } from './cli.ts';

export const compareFormats = ['text', 'json', 'markdown'] as const;

export const compareCommand = ({ edge, wish, action }: Cli) =>
  new Command('compare')
    .summary('run a lesson at all its levels, or in all its variants, and print what comes out otherwise')
    .description(
      'Runs a lesson at all its levels, or in all its variants, each to its end, and prints step by step what came of them: rows, errors, waits, answers, and the tables at the end. ≠ marks what is otherwise than at the level and in the variant that are asked for. It compares and does not judge: the exit code is 0 whatever differs. isolab verify judges.',
    )
    .argument('<lesson>', 'a lesson by its id, or a lesson file')
    .option('--levels', 'all levels beside each other (default)')
    .option('--variants', 'the lesson as it is and all its variants beside each other')
    .option(
      '-l, --level <level>',
      'the level that the others are held against, or at which variants are compared: ru, rc, rr, s, 1 to 4, or its full name (default: the level that the lesson starts with)',
    )
    .option(
      '--variant <id>',
      'the variant that the others are held against, or in which levels are compared (default: none, the lesson as it is)',
    )
    .option(...formatOption(compareFormats))
    .addHelpText(
      'after',
      examples(
        ['isolab compare duplicate-book', 'the four levels'],
        ['isolab compare duplicate-book --level ru', 'what is otherwise than at READ UNCOMMITTED'],
        ['isolab compare duplicate-book --variants', 'the bug beside its fixes'],
        ['isolab compare duplicate-book --variant unique-index', 'the levels, with the fix'],
        ['isolab compare duplicate-book --format markdown', 'a table to paste'],
      ),
    )
    .action(
      action(async (word, options) => {
        const format = oneOf('format', options.format, compareFormats);
        if (options.levels && options.variants) {
          throw new UserError('--levels and --variants are two comparisons.', {
            next: ['Choose one of them.'],
          });
        }
        const [{ findPlainLesson }, { compareLesson }] = await Promise.all([
          import('../lessons.ts'),
          import('../actions/compare-lesson.ts'),
        ]);
        return compareLesson(edge, {
          lesson: await findPlainLesson(word),
          level: options.level,
          variant: options.variant,
          by: options.variants ? 'variant' : 'level',
          format,
          wish: wish(),
        });
      }),
    );
