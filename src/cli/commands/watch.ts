import { Command } from '@commander-js/extra-typings';
import { everyLevelOption, oneVariantOption } from './author-options.ts';
import { type Cli, examples } from './cli.ts';

export const watchCommand = ({ edge, wish, action }: Cli) =>
  new Command('watch')
    .summary('run a lesson again whenever its file is saved')
    .description(
      'Runs a lesson file at every level and in every variant, now and after every save, and shows what is wrong with it, which expectations do not hold and what has changed since the last run. Ctrl-C ends it.',
    )
    .argument('<lesson>', 'a lesson file, or a lesson by its id')
    .option(...everyLevelOption)
    .option(...oneVariantOption)
    .addHelpText(
      'after',
      examples(
        ['isolab watch my-lesson.yaml', 'all of it'],
        ['isolab watch my-lesson.yaml --level rr', 'at one level, which is faster'],
      ),
    )
    .action(
      action(async (word, options) => {
        const [{ lessonFile }, { watchLesson }] = await Promise.all([
          import('../lesson-files.ts'),
          import('../actions/watch-lesson.ts'),
        ]);
        return watchLesson(edge, { file: await lessonFile(word), ...options, wish: wish() });
      }),
    );
