import { Command } from '@commander-js/extra-typings';
import { UserError } from '../../errors.ts';
import { oneOf, parseCount } from '../words.ts';
import { type Cli, examples, formatOption } from './cli.ts';

export const deadlockFormats = ['text', 'json'] as const;

export const deadlockCommand = ({ edge, action }: Cli) =>
  new Command('deadlock')
    .summary('explain a deadlock of your own server')
    .description(
      'Reads the text of SHOW ENGINE INNODB STATUS, or an error log with innodb_print_all_deadlocks, of MySQL 5.7 and later or MariaDB, and tells who waited for whom, for which lock, with which statement, who was rolled back, and what usually helps. Text that is cut off is told as far as it goes. Nothing of it leaves this machine. Needs no server.',
    )
    .argument('<file>', 'a file with the text; - reads it from stdin')
    .option('--nth <n>', 'of several deadlocks, this one (default: the last one)')
    .option('--all', 'all of them')
    .option(
      '--save <file>',
      'begin a lesson with it, a file that ends in .yaml: its statements, and what is to be filled in',
    )
    .option(...formatOption(deadlockFormats))
    .addHelpText(
      'after',
      examples(
        [String.raw`mysql -e 'SHOW ENGINE INNODB STATUS\G' | isolab deadlock -`, 'the last deadlock'],
        ['isolab deadlock /var/log/mysql/error.log --all', 'every one of a log'],
        ['isolab deadlock status.txt --save my-deadlock.yaml', 'begin a lesson with it'],
      ),
    )
    .action(
      action(async (file, options) => {
        const format = oneOf('format', options.format, deadlockFormats);
        const { nth, all, save } = options;
        if (nth !== undefined && all) throw new UserError('--nth chooses one, and --all all: leave one out.');
        const which = nth === undefined ? (all ? 'all' : 'last') : parseCount('--nth', nth, 1_000_000);
        const { deadlock } = await import('../actions/deadlock.ts');
        return deadlock(edge, { file, which, format, ...(save !== undefined && { save }) });
      }),
    );
