import { Command } from '@commander-js/extra-typings';
import { type Cli, examples } from './cli.ts';
import { withoutServerOptions } from './server-options.ts';

export const progressCommand = ({ edge, action }: Cli) => {
  const progress = new Command('progress')
    .summary('show or forget what you have done so far')
    .description('Tells which lessons you have begun and seen to the end, and your score. Needs no server.')
    .addHelpText(
      'after',
      examples(
        ['isolab progress', 'what you have done'],
        ['isolab progress reset duplicate-book', 'forget one lesson'],
        ['isolab progress reset --yes', 'forget everything, without a question'],
      ),
    )
    .action(
      action(async () => {
        const { showProgress } = await import('../actions/progress.ts');
        return showProgress(edge);
      }),
    );
  const reset = withoutServerOptions(new Command('reset'))
    .description('Forgets what you have done in one lesson, or in all. On a terminal it asks first.')
    .argument('[lesson]', 'a lesson by its id')
    .option('-y, --yes', 'forget without asking');
  return progress.addCommand(
    reset.action(
      action(async (lesson, { yes }) => {
        const { resetProgress } = await import('../actions/progress.ts');
        return resetProgress(edge, lesson, yes ?? false);
      }),
    ),
  );
};
