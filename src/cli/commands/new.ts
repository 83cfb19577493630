import { Command } from '@commander-js/extra-typings';
import { type Cli, examples } from './cli.ts';

export const newCommand = ({ edge, action }: Cli) =>
  new Command('new')
    .summary('write a lesson to begin with')
    .description(
      'Writes a lesson with comments that runs as it is; change it into your own. A file that is there already is never overwritten. Needs no server.',
    )
    .argument('<id>', 'lower-case words joined by hyphens, for instance lost-update')
    .option('-o, --out <file>', 'the file, or the folder for it (default: ID.yaml in this folder)')
    .addHelpText(
      'after',
      examples(
        ['isolab new my-lesson', 'my-lesson.yaml in this folder'],
        ['isolab new my-lesson --out lessons/', 'lessons/my-lesson.yaml'],
      ),
    )
    .action(
      action(async (id, options) => {
        const { newLesson } = await import('../actions/new-lesson.ts');
        return newLesson(edge, { id, ...options });
      }),
    );
