import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { exitCodes, UserError } from '../errors.ts';
import { told } from '../printable.ts';
import { version } from '../version.ts';
import { checkCommand } from './commands/check.ts';
import { type Cli, examples } from './commands/cli.ts';
import { compareCommand } from './commands/compare.ts';
import { completeCommand, completionCommand } from './commands/completion.ts';
import { deadlockCommand } from './commands/deadlock.ts';
import { doctorCommand } from './commands/doctor.ts';
import { exerciseCommand } from './commands/exercise.ts';
import { exploreCommand } from './commands/explore.ts';
import { historyCommand } from './commands/history.ts';
import { listCommand } from './commands/list.ts';
import { mapCommand } from './commands/map.ts';
import { newCommand } from './commands/new.ts';
import { openCommand } from './commands/open.ts';
import { presentCommand } from './commands/present.ts';
import { progressCommand } from './commands/progress.ts';
import { quizCommand } from './commands/quiz.ts';
import { raceCommand } from './commands/race.ts';
import { recordCommand } from './commands/record.ts';
import { replayCommand } from './commands/replay.ts';
import { reviewCommand } from './commands/review.ts';
import { runCommand } from './commands/run.ts';
import { schemaCommand } from './commands/schema.ts';
import { serverCommand } from './commands/server.ts';
import { wishOf, withoutServerOptions, withServerOptions } from './commands/server-options.ts';
import { verifyCommand } from './commands/verify.ts';
import { watchCommand } from './commands/watch.ts';
import { type Edge, proseWidthOf, widthOf } from './edge.ts';
import { reportFailure } from './failure.ts';
import { writeText } from './text-output.ts';

const afterHelp = `${examples(
  ['isolab', 'open the lab with the map of its course'],
  ['isolab duplicate-book', 'open one lesson'],
  ['isolab run duplicate-book --level rc', 'run it and print what happens'],
  ['isolab verify', 'prove what every lesson claims'],
  ['isolab compare duplicate-book', 'what comes out otherwise at the four levels'],
  ['isolab explore duplicate-book', 'what can happen in any order, and whether the fixes hold'],
  ['isolab history "r1(x) w2(x) c2 c1"', 'a history out of a textbook, at all levels'],
  ['isolab race daily-check-in', 'send six requests at once to an application'],
  ['isolab map', 'which anomalies happen at which level'],
  ['isolab deadlock status.txt', 'explain a deadlock of your own server'],
  ['isolab review', 'a few questions about what you have seen'],
  ['isolab list', 'the lessons'],
  ['isolab new my-lesson', 'begin a lesson of your own'],
  ['isolab doctor', 'what is there to run them on'],
)}
Exit codes:
  ${exitCodes.ok}    fine
  ${exitCodes.unproven}    something else happened than the lesson expects
  ${exitCodes.usage}    the command line, a lesson or a file is wrong
  ${exitCodes.noServer}    no MySQL server to use
  130  interrupted (129 SIGHUP, 143 SIGTERM; 141: nobody reads the output)

Environment: ISOLAB_URL, ISOLAB_PASSWORD and ISOLAB_SCHEMA_PREFIX (a server; also in the group [isolab] of
~/.my.cnf), ISOLAB_REDIS_URL and ISOLAB_REDIS_PASSWORD, DOCKER_HOST, NO_COLOR, FORCE_COLOR,
XDG_CACHE_HOME (the fetched server), XDG_STATE_HOME (your progress, what failed last), TMPDIR (running servers).
`;

/** The command line. `done` gets the exit code of the command that was run. */
export const buildProgram = (edge: Edge, done: (exitCode: number) => void): Command => {
  let given: Readonly<Record<string, unknown>> = {};
  const program = withServerOptions(new Command('isolab'))
    .description(
      'An interactive MySQL isolation-level lab: step two sessions through all four levels on a real server and see what each one sees, waits for and locks.',
    )
    .version(version, '-V, --version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .configureOutput({
      writeOut: (text) => edge.stdout.write(text),
      writeErr: (text) => writeText(edge, edge.stderr, text),
      getOutHelpWidth: () => Math.min(100, widthOf(edge.stdout)),
      getErrHelpWidth: () => Math.min(100, widthOf(edge.stderr)),
    })
    .exitOverride()
    .addHelpText('after', afterHelp)
    // Each command has the options that mean something to it; before its name those of a server may always stand.
    .enablePositionalOptions()
    .hook('preAction', (_, command) => {
      given = { ...program.opts(), ...command.opts() };
    });
  const cli: Cli = {
    edge,
    wish: () => wishOf(given),
    action:
      (work) =>
      async (...args) =>
        done(await work(...args)),
  };
  const open = withServerOptions(openCommand(cli));
  program.addCommand(open, { isDefault: true });
  const commands = [
    withServerOptions(runCommand(cli)),
    withServerOptions(verifyCommand(cli)),
    withServerOptions(compareCommand(cli)),
    withServerOptions(exploreCommand(cli)),
    withServerOptions(exerciseCommand(cli)),
    withServerOptions(reviewCommand(cli)),
    withServerOptions(quizCommand(cli)),
    withServerOptions(mapCommand(cli)),
    withServerOptions(historyCommand(cli)),
    withServerOptions(raceCommand(cli)),
    withoutServerOptions(deadlockCommand(cli)),
    withoutServerOptions(listCommand(cli)),
    withoutServerOptions(replayCommand(cli)),
    withServerOptions(presentCommand(cli)),
    withoutServerOptions(progressCommand(cli)),
    withoutServerOptions(newCommand(cli)),
    withoutServerOptions(checkCommand(cli)),
    withServerOptions(recordCommand(cli)),
    withServerOptions(watchCommand(cli)),
    withoutServerOptions(schemaCommand(cli)),
    withServerOptions(doctorCommand(cli)),
    serverCommand(cli),
    withoutServerOptions(completionCommand(cli)),
  ];
  for (const command of commands) program.addCommand(command);
  program.addCommand(completeCommand(cli), { hidden: true });
  for (const command of withAllBelow(program)) {
    if (command.parent !== null) command.copyInheritedSettings(command.parent);
    command.configureOutput({
      outputError: (text, write) => write(refusal(command, text, proseWidthOf(edge.stderr))),
    });
  }
  return program;
};

const withAllBelow = (command: CommandUnknownOpts): readonly CommandUnknownOpts[] => [
  command,
  ...command.commands.flatMap(withAllBelow),
];

/** What commander says of a command line that it does not understand, in the form of everything that is refused. */
const refusal = (command: CommandUnknownOpts, text: string, width: number): string => {
  const [, error = text, suggestion] =
    /^(?:error: )?(.*?)(?:\n\((Did you mean [^\n]*)\))?\n?$/s.exec(text) ?? [];
  const missing = command.registeredArguments.find((one) =>
    error.includes(`required argument '${one.name()}'`),
  );
  const next = [
    ...(suggestion === undefined ? [] : [suggestion]),
    ...(missing?.argChoices ? [`There are ${missing.argChoices.join(', ')}.`] : []),
    `${pathOf(command)} --help tells more.`,
  ];
  return reportFailure(new UserError(told`${error}`, { next }), width).text;
};

const pathOf = (command: CommandUnknownOpts): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
