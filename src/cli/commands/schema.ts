import { Command } from '@commander-js/extra-typings';
import { UserError } from '../../errors.ts';
import { type Cli, examples } from './cli.ts';

export const schemaCommand = ({ edge, action }: Cli) =>
  new Command('schema')
    .summary('print the format of lessons, courses or expectations as a JSON Schema')
    .description(
      'Prints the format of lesson files, or of course files, as a JSON Schema, with which editors complete and check them. Needs no server.',
    )
    .option('--course', 'the format of courses, which are lists of lessons by topic')
    .option('--expect', 'the format of files with what is expected of the lesson beside them')
    .option('-o, --out <file>', 'write it to this file, over an older one')
    .addHelpText(
      'after',
      examples(
        ['isolab schema --out lesson.schema.json', 'where the lessons of isolab new look for it'],
        ['isolab schema --course --out course.schema.json', 'the same for courses'],
        ['isolab schema | jq .properties.steps', 'a part of it'],
      ),
    )
    .action(
      action(async (options) => {
        const { printSchema } = await import('../actions/print-schema.ts');
        const { course, expect, out } = options;
        if (course && expect) throw new UserError('There is one format at a time: --course or --expect.');
        return printSchema(edge, course ? 'course' : expect ? 'expect' : 'lesson', out);
      }),
    );
