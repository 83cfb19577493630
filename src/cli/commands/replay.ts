import { Command } from '@commander-js/extra-typings';
import { oneOf } from '../words.ts';
import { type Cli, examples, noQuestionsOption, themeOption } from './cli.ts';
import { runFormats } from './run.ts';

export const replayCommand = ({ edge, action }: Cli) =>
  new Command('replay')
    .summary('play a recorded run; needs no server')
    .description(
      'Plays a run that isolab run --record wrote: on a terminal step by step, as if it happened now, long waits shortened; without one, or in a format that is asked for, it is printed. Needs no server.',
    )
    .argument('<file>', 'a recording; - reads it from stdin')
    .option('-l, --level <level>', 'of several runs, one at this level')
    .option('--variant <id>', 'of several runs, one in this variant; none for the lesson as it is')
    .option('--order <word>', 'of several runs, the one in this order')
    .option('-f, --format <format>', `print it: ${runFormats.join(', ')}`)
    .option(...noQuestionsOption)
    .option(...themeOption)
    .addHelpText(
      'after',
      examples(
        ['isolab replay run.ndjson', 'play it'],
        ['isolab replay run.ndjson --format text', 'print it as text'],
        ['isolab replay orders.ndjson --level rc --order AAABBBBA', 'one of many'],
        ['isolab replay run.ndjson --format json', 'as one JSON document'],
      ),
    )
    .action(
      action(async (file, options) => {
        const format = options.format === undefined ? undefined : oneOf('format', options.format, runFormats);
        const { replayRecording } = await import('../actions/replay-recording.ts');
        return replayRecording(edge, file, { ...options, format });
      }),
    );
