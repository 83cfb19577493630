import { appendFileSync, closeSync, writeSync } from 'node:fs';
import { UserError } from '../../errors.ts';
import { openOutput } from '../../files/open-output.ts';
import { printable, reasonOf, told } from '../../printable.ts';
import { githubReporter } from '../../report/verify/github.ts';
import { githubSummary } from '../../report/verify/github-summary.ts';
import { jsonReporter } from '../../report/verify/json.ts';
import { junitReporter } from '../../report/verify/junit.ts';
import { PrettyReporter } from '../../report/verify/pretty.ts';
import type { Sink, VerifyReporter } from '../../report/verify/reporter.ts';
import { tapReporter } from '../../report/verify/tap.ts';
import type { VerifyEvent } from '../../verify/events.ts';
import { type Edge, wantsColor, widthOf } from '../edge.ts';
import { type ReporterKind, reporterKinds } from '../reporter-kinds.ts';
import { writeText } from '../text-output.ts';
import { oneOf } from '../words.ts';

export interface OpenReporters extends Disposable {
  readonly tell: (event: VerifyEvent) => void;
}

/**
 * Reporters by the words of the command line, `kind` for stdout or `kind=file`. The files are opened before
 * anything is run, so that nothing is run in vain.
 *
 * @throws UserError when a kind is not known or a file cannot be written.
 */
export const openReporters = (edge: Edge, words: readonly string[]): OpenReporters => {
  const wanted = words.map(parse);
  const onStdout = wanted.filter(({ file }) => file === undefined).length;
  const handles: number[] = [];
  const close = () => {
    for (const handle of handles.splice(0)) closeSync(handle);
  };
  const reporters = wanted.map(({ kind, file }) => {
    if (file === undefined) return onTerminal(kind, edge, onStdout === 1);
    const handle = explain(file, () => openOutput(file));
    handles.push(handle);
    return inFile(kind, (text) => void explain(file, () => writeSync(handle, text)));
  });
  const summaries = wanted.some(({ kind }) => kind === 'github') ? stepSummary(edge) : [];
  return {
    tell: (event) => {
      for (const reporter of [...reporters, ...summaries]) reporter.tell(event);
    },
    [Symbol.dispose]: close,
  };
};

const parse = (word: string) => {
  const [kind = '', ...file] = word.split('=');
  const known = oneOf('reporter', kind, reporterKinds);
  return file.length === 0 ? { kind: known } : { kind: known, file: file.join('=') };
};

const onTerminal = (kind: ReporterKind, { stdout, env }: Edge, isAlone: boolean): VerifyReporter => {
  const asText: Sink = (text) => writeText({ env }, stdout, text);
  if (kind === 'tap') return tapReporter(asText);
  if (kind !== 'pretty') return inFile(kind, (text) => void stdout.write(text));
  const live = isAlone && stdout.isTTY && env['TERM'] !== 'dumb';
  return new PrettyReporter(asText, { width: widthOf(stdout), color: wantsColor(stdout, env), live });
};

const inFile = (kind: ReporterKind, write: Sink): VerifyReporter => {
  switch (kind) {
    case 'pretty':
      return new PrettyReporter(write, { width: 100, color: false, live: false });
    case 'json':
      return jsonReporter(write);
    case 'junit':
      return junitReporter(write);
    case 'tap':
      return tapReporter(write);
    case 'github':
      return githubReporter(write);
  }
};

/** What a step says on the page of its run, where there is one; others of the step have written there, too. */
const stepSummary = ({ env, stderr }: Edge): readonly VerifyReporter[] => {
  const file = env['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '') return [];
  const append = (text: string): void => {
    try {
      appendFileSync(file, text);
    } catch (error) {
      // What was proved is proved all the same.
      writeText({ env }, stderr, told`The summary ${file} cannot be written: ${reasonOf(error)}\n`);
    }
  };
  return [githubSummary(append)];
};

const explain = <T>(file: string, write: () => T): T => {
  try {
    return write();
  } catch (error) {
    throw new UserError(`The report ${printable(file)} cannot be written: ${reasonOf(error)}`, {
      next: ['Name a file that you may write to, in a folder that exists.'],
      cause: error,
    });
  }
};
