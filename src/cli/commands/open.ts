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
    .summary('open the lab: the map of its course, or one lesson')
    .description(
      'Opens the lab in the terminal: the map of its course, of a course of your own, or one lesson. Without a terminal, runs the lesson and prints it as text, or lists the course. The word open may be left out.',
    )
    .argument('[lesson]', 'a lesson by its id, a lesson file, or a course file (.course.yaml)')
    .option(...levelOption)
    .option(...variantOption)
    .option(...orderOption)
    .option(...requestsOption)
    .option('--from-start', 'begin at the first step, not where you were in the lesson')
    .option(...noQuestionsOption)
    .option('--out <file>', 'of an exercise: where your answer stands (default: ./ID.yaml)')
    .option(...themeOption)
    .addHelpText(
      'after',
      examples(
        ['isolab', 'the map of the course'],
        ['isolab duplicate-book', 'one lesson, where you were in it'],
        ['isolab duplicate-book --level serializable', 'at another level'],
        ['isolab open ./my-lesson.yaml', 'a lesson of your own'],
        ['isolab monday.course.yaml', 'a course of your own'],
      ),
    )
    .action(
      action(async (lesson, options, command) => {
        const { openLesson } = await import('../actions/open-lesson.ts');
        const commands = command.parent?.commands.map((one) => one.name()) ?? [];
        return openLesson(edge, { lesson, ...options, commands, wish: wish() });
      }),
    );
