import { CommanderError } from 'commander';
import { exitCodes, UserError, unwrap } from '../errors.ts';
import { failedToo, forPeople } from '../failure-words.ts';
import { printable, printableLines } from '../printable.ts';
import { wrappedAtBlanks } from '../text/fit.ts';
import { version } from '../version.ts';
import { Stopped } from './edge.ts';

/** What to say about a failure, and the exit code. */
export interface FailureReport {
  readonly text: string;
  readonly exitCode: number;
}

/** EX_SOFTWARE of sysexits.h. */
const bugExitCode = 70;

/** @param width where its prose is broken. */
export const reportFailure = (thrown: unknown, width = Number.POSITIVE_INFINITY): FailureReport => {
  const error = forPeople(unwrap(thrown).error);
  const also = failedToo(thrown)
    .flatMap((one) => alsoLines(one, width))
    .map((line) => `${line}\n`)
    .join('');
  // Commander has said what is wrong; it throws to end help and version too.
  if (error instanceof CommanderError) {
    return { text: also, exitCode: error.exitCode === 0 ? exitCodes.ok : exitCodes.usage };
  }
  if (error instanceof Stopped) return { text: also, exitCode: error.exitCode };
  if (error instanceof UserError) {
    const next = nextLines(error, width)
      .map((one) => `${one}\n`)
      .join('');
    const message = messageLines(`isolab: ${error.message}`, width).join('\n');
    return { text: `${message}\n${next}${also}`, exitCode: error.exitCode };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const causes = error instanceof Error ? causesOf(error) : [];
  return {
    text: [
      'isolab: this is a bug in isolab, not something that you did.',
      ...printableLines([stack, ...causes].join('\n')),
      `isolab ${version}, Node.js ${process.versions.node}, ${process.platform} ${process.arch}`,
      '  → Please report it with the text above and what isolab doctor prints.',
      also,
    ].join('\n'),
    exitCode: bugExitCode,
  };
};

const causesOf = ({ cause }: Error): readonly string[] =>
  cause instanceof Error ? [`caused by ${cause.stack ?? cause.message}`, ...causesOf(cause)] : [];

const alsoLines = (error: Error, width: number): readonly string[] => [
  ...messageLines(`Cleaning up failed as well: ${error.message}`, width),
  ...(error instanceof UserError ? nextLines(error, width) : []),
];

/** What is indented is no prose: a line of a file, with a sign under its place. */
const messageLines = (message: string, width: number): readonly string[] =>
  printableLines(message).flatMap((line) => (line.startsWith('  ') ? [line] : wrappedAtBlanks(line, width)));

const nextLines = ({ next }: UserError, width: number): readonly string[] =>
  next.flatMap((one) => {
    const [first = '', ...others] = isCommand(one)
      ? [printable(one)]
      : wrappedAtBlanks(printable(one), width - 4);
    return [`  → ${first}`, ...others.map((line) => `    ${line}`)];
  });

/** To be copied in one piece: prose begins with a capital. */
const isCommand = (text: string): boolean => /^[a-z]/.test(text);
