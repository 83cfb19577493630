import { Command } from '@commander-js/extra-typings';
import { UserError } from '../../errors.ts';
import { told } from '../../printable.ts';
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

export const presentCommand = ({ edge, wish, action }: Cli) =>
  new Command('present')
    .summary('show a lesson, or a course, to a class')
    .description(
      'Shows a lesson on the terminal in large, and says nothing before it happens. Space or a presenter takes the next step, and puts its question to the class first; p plays by itself. Speaker notes are shown on demand. Of a course, its prose and its lessons come one after the other.',
    )
    .argument('<lesson>', 'a lesson by its id, a lesson file, or a course file (.course.yaml)')
    .option(...levelOption)
    .option(...variantOption)
    .option(...orderOption)
    .option(...requestsOption)
    .option('--auto', 'play by itself')
    .option('--loop', 'play by itself, again and again')
    .option('--speed <seconds>', 'how long each step stays when it plays by itself', '4')
    .option('--typing', 'write statements letter by letter')
    .option('--notes <file>', 'speaker notes in Markdown (default: LESSON.notes.md beside the lesson)')
    .option(...noQuestionsOption)
    .option(...themeOption)
    .addHelpText(
      'after',
      examples(
        ['isolab present duplicate-book', 'one key forward'],
        ['isolab present duplicate-book --auto --loop --speed 6', 'for a screen in the hall'],
        ['isolab present monday.course.yaml', 'a course; Space at the end of a lesson goes to the next'],
        ['isolab present ./my-lesson.yaml --notes talk.md', 'with notes; n shows them'],
      ),
    )
    .action(
      action(async (lesson, { speed, auto, loop, typing, ...options }) => {
        const { presentLesson } = await import('../actions/present-lesson.ts');
        return presentLesson(edge, {
          ...options,
          lesson,
          stepMs: parseSpeed(speed),
          isPlaying: auto ?? loop ?? false,
          loops: loop ?? false,
          types: typing ?? false,
          wish: wish(),
        });
      }),
    );

/** Seconds, also parts of one. @throws UserError */
const parseSpeed = (word: string): number => {
  const seconds = Number(word);
  if (/^\d+(\.\d+)?$/.test(word) && seconds >= 0.5 && seconds <= 30) return Math.round(seconds * 1000);
  throw new UserError(told`--speed ${word} is no number of seconds from 0.5 to 30.`);
};
