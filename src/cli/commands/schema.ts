import { Command } from '@commander-js/extra-typings';
import { type Cli, examples } from './cli.ts';

export const schemaCommand = ({ edge, action }: Cli) =>
  new Command('schema')
    .summary('print the format of lessons as a JSON Schema')
    .description(
      'Prints the format of lesson files as a JSON Schema, with which editors complete and check them. Needs no server.',
    )
    .option('-o, --out <file>', 'write it to this file, over an older one')
    .addHelpText(
      'after',
      examples(
        ['isolab schema --out lesson.schema.json', 'where the lessons of isolab new look for it'],
        ['isolab schema | jq .properties.steps', 'a part of it'],
      ),
    )
    .action(
      action(async (options) => {
        const { printSchema } = await import('../actions/print-schema.ts');
        return printSchema(edge, options.out);
      }),
    );
