import { Command } from '@commander-js/extra-typings';
import { oneOf } from '../words.ts';
import { type Cli, examples, formatOption } from './cli.ts';

export const listFormats = ['text', 'json'] as const;

export const listCommand = ({ edge, action }: Cli) =>
  new Command('list')
    .summary('list the lessons, their variants and levels')
    .description(
      'Lists the lessons that come with isolab, or those of a course of your own, by topic: what each topic needs, how long each lesson takes, what it needs beside MySQL, and its variants. Needs no server.',
    )
    .argument('[course]', 'a course file (.course.yaml); without one, the course that comes with isolab')
    .option(...formatOption(listFormats))
    .addHelpText(
      'after',
      examples(
        ['isolab list', 'all lessons'],
        ['isolab list monday.course.yaml', 'those of a course'],
        ["isolab list --format json | jq '.lessons[].id'", 'their ids'],
      ),
    )
    .action(
      action(async (course, options) => {
        const format = oneOf('format', options.format, listFormats);
        const { listLessons } = await import('../actions/list-lessons.ts');
        return listLessons(edge, format, course);
      }),
    );
