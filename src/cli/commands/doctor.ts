import { Command } from '@commander-js/extra-typings';
import { type Cli, examples } from './cli.ts';

export const doctorCommand = ({ edge, wish, action }: Cli) =>
  new Command('doctor')
    .summary('tell what isolab finds on this machine')
    .description(
      'Tells which servers isolab can use and why not others, tries the one it would take, and names its folders. Fetches nothing. The exit code is 3 when there is no server to use.',
    )
    .addHelpText(
      'after',
      examples(
        ['isolab doctor', 'everything'],
        ['isolab doctor --url mysql://root@localhost:3306', 'look at one server'],
      ),
    )
    .action(
      action(async () => {
        const { doctor } = await import('../actions/doctor.ts');
        return doctor(edge, wish());
      }),
    );
