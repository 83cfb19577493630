import { Argument, Command } from '@commander-js/extra-typings';
import { exitCodes } from '../../errors.ts';
import { scripts, shells } from '../completion/scripts.ts';
import { oneOf } from '../words.ts';
import { type Cli, examples } from './cli.ts';

export const completionCommand = ({ edge, action }: Cli) =>
  new Command('completion')
    .summary('print a script with which a shell completes commands, options and lessons')
    .description(
      'Prints a script for bash, zsh or fish. Once a shell has run it, Tab completes commands, options, their words, lessons and files. Needs no server.',
    )
    .addArgument(shellArgument())
    .addHelpText(
      'after',
      examples(
        ['source <(isolab completion bash)', 'in ~/.bashrc'],
        ['source <(isolab completion zsh)', 'in ~/.zshrc, after compinit'],
        ['isolab completion fish | source', 'in ~/.config/fish/config.fish'],
      ),
    )
    .action(
      action((word) => {
        edge.stdout.write(scripts[oneOf('shell', word, shells)]);
        return Promise.resolve(exitCodes.ok);
      }),
    );

/** With its words for help and completion; what is none of them is answered as everywhere. */
const shellArgument = () => {
  const argument = new Argument('<shell>', 'whose script');
  argument.argChoices = [...shells];
  return argument;
};

/** What the scripts ask; nobody types it. */
export const completeCommand = ({ edge, action }: Cli) =>
  new Command('__complete')
    .argument('[words...]', 'the command line so far, the last word being typed')
    .action(
      action(async (words, _, command) => {
        const { completeWords } = await import('../actions/complete-words.ts');
        return completeWords(edge, command.parent ?? command, words);
      }),
    );
