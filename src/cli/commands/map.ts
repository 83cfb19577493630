import { Command } from '@commander-js/extra-typings';
import { UserError } from '../../errors.ts';
import { oneOf } from '../words.ts';
import { type Cli, examples, formatOption } from './cli.ts';

export const mapFormats = ['text', 'json', 'markdown'] as const;

export const mapCommand = ({ edge, wish, action }: Cli) =>
  new Command('map')
    .summary('run all lessons and print which anomalies happen at which level')
    .description(
      'Runs all lessons, as they are, at their levels on a real server, and prints the table of anomalies and levels as these runs have filled it: what happens, what is in the way where it does not, which lesson shows it, and what every letter means (P1, G1a, A5A …). Lessons that need Redis are left out, and those in which a session has a level of its own.',
    )
    .argument('[lessons...]', 'lessons by their ids, or lesson files (default: all that isolab brings along)')
    .option(...formatOption(mapFormats))
    .option('--letters', 'print at once what the letters mean, and run nothing')
    .addHelpText(
      'after',
      examples(
        ['isolab map', 'the table, and a glossary'],
        ['isolab map --format markdown', 'to paste'],
        ['isolab map --letters', 'what P4 or A5A means'],
        ['isolab map lost-update my-lesson.yaml', 'as these lessons show it'],
      ),
    )
    .action(
      action(async (words, options) => {
        const format = oneOf('format', options.format, mapFormats);
        if (options.letters) {
          if (words.length > 0 || format !== 'text')
            throw new UserError('--letters goes with no lesson and no --format: it runs nothing.');
          const { mapLetters } = await import('../actions/map-letters.ts');
          return mapLetters(edge);
        }
        const [{ findPlainLesson, shippedLessons }, { anomalyMap }] = await Promise.all([
          import('../lessons.ts'),
          import('../actions/map.ts'),
        ]);
        const lessons =
          words.length > 0
            ? await Promise.all(words.map((word) => findPlainLesson(word)))
            : [...(await shippedLessons()).lessons];
        return anomalyMap(edge, { lessons, format, wish: wish() });
      }),
    );
