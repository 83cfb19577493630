import { Command } from '@commander-js/extra-typings';
import {
  type Cli,
  examples,
  levelOption,
  noQuestionsOption,
  orderOption,
  requestsOption,
  themeOption,
  variantOption,
} from './cli.ts';

export const openCommand = ({ edge, wish, action }: Cli) =>
  new Command('open')
    .summary('open the lab: its list of lessons, or one lesson')
    .description(
      'Opens the lab in the terminal: the list of lessons, or one lesson. Without a terminal, runs the lesson and prints it as text. The word open may be left out.',
    )
    .argument('[lesson]', 'a lesson by its id, or a lesson file')
    .option(...levelOption)
    .option(...variantOption)
    .option(...orderOption)
    .option(...requestsOption)
    .option('--from-start', 'begin at the first step, not where you were in the lesson')
    .option(...noQuestionsOption)
    .option(...themeOption)
    .addHelpText(
      'after',
      examples(
        ['isolab', 'the list of lessons'],
        ['isolab duplicate-book', 'one lesson, where you were in it'],
        ['isolab duplicate-book --level serializable', 'at another level'],
        ['isolab open ./my-lesson.yaml', 'a lesson of your own'],
      ),
    )
    .action(
      action(async (lesson, options, command) => {
        const { openLesson } = await import('../actions/open-lesson.ts');
        const commands = command.parent?.commands.map((one) => one.name()) ?? [];
        return openLesson(edge, { lesson, ...options, commands, wish: wish() });
      }),
    );
