import { Command } from '@commander-js/extra-typings';
import { oneOf } from '../words.ts';
import { type Cli, examples, formatOption } from './cli.ts';
import { runFormats } from './run.ts';

export const replayCommand = ({ edge, action }: Cli) =>
  new Command('replay')
    .summary('print a recorded run; needs no server')
    .description('Prints a run that isolab run --record wrote, as if it happened now. Needs no server.')
    .argument('<file>', 'a recording; - reads it from stdin')
    .option(...formatOption(runFormats))
    .addHelpText(
      'after',
      examples(
        ['isolab replay run.ndjson', 'the run as text'],
        ['isolab replay run.ndjson --format json', 'as one JSON document'],
      ),
    )
    .action(
      action(async (file, options) => {
        const format = oneOf('format', options.format, runFormats);
        const { replayRecording } = await import('../actions/replay-recording.ts');
        return replayRecording(edge, file, format);
      }),
    );
