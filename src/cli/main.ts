import { homedir } from 'node:os';
import { type Edge, proseWidthOf } from './edge.ts';
import { reportFailure } from './failure.ts';
import { buildProgram } from './program.ts';
import { disturbancesOf, listenForStops, stopsOf } from './signals.ts';
import { writeText } from './text-output.ts';
import { passwordWarning } from './visible-password.ts';

/** The whole program: reads the command line, does it, and sets the exit code. */
export const main = async (process: NodeJS.Process): Promise<void> => {
  const edge: Edge = {
    env: process.env,
    homeFolder: homedir(),
    platform: process.platform,
    self: { file: process.execPath, args: [...process.execArgv, ...process.argv.slice(1, 2)] },
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    ...listenForStops(process),
    onDisturbed: disturbancesOf(process),
    stop: stopsOf(process),
  };
  const warning = passwordWarning(process.argv.slice(2));
  if (warning !== undefined) {
    // From here on, ps shows this instead of the arguments.
    process.title = 'isolab';
    process.stderr.write(warning);
  }
  try {
    await buildProgram(edge, (exitCode) => {
      process.exitCode = exitCode;
    }).parseAsync(process.argv);
  } catch (error) {
    const { text, exitCode } = reportFailure(error, proseWidthOf(edge.stderr));
    if (text !== '') writeText(edge, process.stderr, text);
    process.exitCode = exitCode;
  }
};
