import { Command } from '@commander-js/extra-typings';
import { oneOf } from '../words.ts';
import {
  type Cli,
  examples,
  formatOption,
  levelOption,
  orderOption,
  requestsOption,
  variantOption,
} from './cli.ts';

export const runFormats = ['text', 'json', 'ndjson'] as const;

export const runCommand = ({ edge, wish, action }: Cli) =>
  new Command('run')
    .summary('run a lesson from its first step to its last and print what happens')
    .description(
      'Runs a lesson on a real server and prints what each session sent, saw and waited for. The exit code is 1 when something else happened than the lesson expects; of another order than its own it expects nothing.',
    )
    .argument('<lesson>', 'a lesson by its id, or a lesson file')
    .option(...levelOption)
    .option(...variantOption)
    .option(...orderOption)
    .option(...requestsOption)
    .option(...formatOption(runFormats))
    .option('--record <file>', 'also write the events to a file, for isolab replay')
    .addHelpText(
      'after',
      examples(
        ['isolab run duplicate-book', 'the lesson at its own level'],
        ['isolab run duplicate-book --level rc', 'at READ COMMITTED'],
        ['isolab run duplicate-book --variant unique-index', 'with the fix'],
        ['isolab run duplicate-book --order AAAABBBB', 'one after the other'],
        ['isolab run ./my-lesson.yaml --format json', 'one JSON document'],
        ['isolab run duplicate-book --record run.ndjson', 'keep what happened'],
      ),
    )
    .action(
      action(async (word, options) => {
        const format = oneOf('format', options.format, runFormats);
        const [{ findPlainLesson }, { runLesson }] = await Promise.all([
          import('../lessons.ts'),
          import('../actions/run-lesson.ts'),
        ]);
        return runLesson(edge, { ...options, lesson: await findPlainLesson(word), format, wish: wish() });
      }),
    );
