import { Command } from '@commander-js/extra-typings';
import { UserError } from '../../errors.ts';
import { parseCount } from '../words.ts';
import { type Cli, collect, examples } from './cli.ts';

export const exerciseCommand = ({ edge, wish, action }: Cli) =>
  new Command('exercise')
    .summary('break a program, fix one, or read what a server says; the server judges')
    .description(
      'Writes the file of an exercise into this folder, and judges it now and after every save: in every order of the steps, and in a burst. A file that is there already is taken as it is. Without an exercise it lists them. Ctrl-C ends it.',
    )
    .argument('[exercise]', 'an exercise by its id, or an exercise file')
    .option('--out <file>', 'where your answer stands (default: ./ID.yaml)')
    .option('--once', 'judge it once, and end; the exit code is 1 when it is not solved')
    .option('--hint [n]', 'show a hint, or so many of them')
    .option('--grade <files...>', 'judge files that were handed in')
    .option(
      '-r, --reporter <kind[=file]>',
      'with --grade: pretty, json or junit; may be given again',
      collect,
    )
    .option('--limit <seconds>', 'with --grade: how long one file may take', '120')
    .addHelpText(
      'after',
      examples(
        ['isolab exercise', 'the exercises'],
        ['isolab exercise fix-queue', 'do one, in your own editor'],
        ['isolab exercise fix-queue --once', 'judge what you have, and end'],
        ['isolab exercise fix-queue --hint', 'a little help'],
        ['isolab exercise --grade handed-in/*.yaml -r junit=out.xml', 'a whole class'],
      ),
    )
    .action(
      action(async (word, { out, once = false, hint, grade, reporter = ['pretty'], limit }) => {
        if (grade !== undefined) {
          const { gradeAnswers } = await import('../actions/grade-answers.ts');
          const limitMs = parseCount('--limit', limit, 86_400) * 1000;
          const asked = { files: grade, reporters: reporter, limitMs, wish: wish() };
          return gradeAnswers(edge, { ...asked, ...(word !== undefined && { word }) });
        }
        if (word !== undefined && hint !== undefined) {
          const { hintExercise } = await import('../actions/hint-exercise.ts');
          return hintExercise(edge, word, hint === true ? 1 : parseCount('--hint', hint, 9));
        }
        if (word === undefined) {
          if (hint !== undefined || once || out !== undefined)
            throw new UserError('Which exercise?', { next: ['isolab exercise lists them.'] });
          const { listExercises } = await import('../actions/list-exercises.ts');
          return listExercises(edge);
        }
        const { doExercise } = await import('../actions/do-exercise.ts');
        return doExercise(edge, { word, ...(out !== undefined && { out }), once, wish: wish() });
      }),
    );
