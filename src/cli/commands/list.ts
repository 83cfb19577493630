import { Command } from '@commander-js/extra-typings';
import { oneOf } from '../words.ts';
import { type Cli, examples, formatOption } from './cli.ts';

export const listFormats = ['text', 'json'] as const;

export const listCommand = ({ edge, action }: Cli) =>
  new Command('list')
    .summary('list the lessons, their variants and levels')
    .description('Lists the lessons that come with isolab, by topic, with their variants. Needs no server.')
    .option(...formatOption(listFormats))
    .addHelpText(
      'after',
      examples(
        ['isolab list', 'all lessons'],
        ["isolab list --format json | jq '.lessons[].id'", 'their ids'],
      ),
    )
    .action(
      action(async (options) => {
        const format = oneOf('format', options.format, listFormats);
        const { listLessons } = await import('../actions/list-lessons.ts');
        return listLessons(edge, format);
      }),
    );
