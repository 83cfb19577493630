import { Command } from '@commander-js/extra-typings';
import { exitCodes } from '../../errors.ts';
import { oneOf } from '../words.ts';
import { type Cli, examples, formatOption } from './cli.ts';

export const checkFormats = ['text', 'json', 'github'] as const;

export const checkCommand = ({ edge, action }: Cli) =>
  new Command('check')
    .summary('tell everything about lesson and course files that can be known without a server')
    .description(
      `Checks lesson files and course files: their format, sessions, the order of steps, SQL, prose, and whether everything is expected that verify could prove. The exit code is ${exitCodes.usage} when a lesson cannot run, ${exitCodes.unproven} when only something is unproven, and ${exitCodes.ok} otherwise; warnings do not count. Needs no server.`,
    )
    .argument(
      '<files...>',
      'lessons by their ids, files, folders or patterns in quotes; courses by their files, with their lessons',
    )
    .option(...formatOption(checkFormats))
    .addHelpText(
      'after',
      examples(
        ['isolab check my-lesson.yaml', 'one lesson'],
        ['isolab check duplicate-book', 'one that comes with isolab'],
        ["isolab check lessons/ 'courses/**/*.yaml'", 'many'],
        ['isolab check monday.course.yaml', 'a course and its lessons'],
        ['isolab check lessons/ --format github', 'annotations for GitHub Actions'],
      ),
    )
    .action(
      action(async (words, options) => {
        const format = oneOf('format', options.format, checkFormats);
        const { checkLessons } = await import('../actions/check-lessons.ts');
        return checkLessons(edge, { words, format });
      }),
    );
