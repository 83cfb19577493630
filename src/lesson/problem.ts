import stringWidth from 'string-width';
import { UserError } from '../errors.ts';
import { told } from '../printable.ts';
import type { Place } from './text-lines.ts';

/**
 * Something that is wrong with a lesson, and where. `error`: the lesson cannot run. `unproven`: it claims
 * something that no expectation proves. `warning`: it runs, but probably not as meant.
 */
export interface Problem extends Place {
  readonly severity: 'error' | 'unproven' | 'warning';
  readonly message: string;
  /** What would be right here. */
  readonly expected?: string;
}

/** The text of a lesson, with what makes it whole and says where it is from. */
export interface LessonOrigin {
  readonly file?: string;
  /** What is expected of it, where that stands in a file of its own: lost-update.expect.yaml. */
  readonly expected?: ExpectFile;
}

export interface ExpectFile {
  readonly file: string;
  readonly text: string;
}

/** A lesson that cannot be used, with everything that is wrong with it. */
export class LessonError extends UserError {
  readonly file: string | undefined;
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], source: LessonOrigin & { readonly text: string }) {
    super(describeProblems(problems, source), {
      next: ['lessons/README.md describes the format of a lesson.'],
    });
    this.file = source.file;
    this.problems = problems;
  }
}

const mostShown = 20;

/** Problems for people: place, message, the lines around with a marker, and what was expected. */
export const describeProblems = (
  problems: readonly Problem[],
  source: LessonOrigin & { readonly text: string },
): string => {
  const { file: own = 'lesson', text, expected } = source;
  const lines = linesOf(text);
  const linesBeside = expected === undefined ? [] : linesOf(expected.text);
  const shown = problems
    .slice(0, mostShown)
    .map((one) =>
      one.file === undefined ? describe(one, own, lines) : describe(one, one.file, linesBeside),
    );
  const more = problems.length - shown.length;
  if (more > 0) shown.push(`… and ${more} more.`);
  return shown.join('\n\n');
};

const linesOf = (text: string): readonly string[] => text.split(/\r?\n/);

const describe = (problem: Problem, file: string, lines: readonly string[]): string => {
  const word = problem.severity === 'error' ? '' : `${problem.severity}: `;
  return [
    told`${file}:${problem.line}:${problem.column}: ${word}${printable(problem.message)}`,
    ...frame(problem, lines),
    ...(problem.expected === undefined ? [] : [`  expected: ${printable(problem.expected)}`]),
  ].join('\n');
};

/** The line before, the line itself, a marker under the place, and the line after. */
const frame = (problem: Problem, lines: readonly string[]): string[] => {
  const gutter = String(problem.line + 1).length;
  const windowStart = Math.max(0, problem.column - 1 - 50);
  const shown = (text: string) => printable(text.slice(windowStart, windowStart + 90));
  const numbered = (line: number): string[] => {
    const text = lines[line - 1];
    if (text === undefined || (line !== problem.line && text.trim() === '')) return [];
    return [`  ${String(line).padStart(gutter)} | ${shown(text)}`.trimEnd()];
  };
  const own = lines[problem.line - 1] ?? '';
  const before = stringWidth(shown(own).slice(0, problem.column - 1 - windowStart));
  const marked = shown(own)
    .slice(problem.column - 1 - windowStart)
    .slice(0, problem.length);
  const marker = '^'.repeat(Math.max(1, stringWidth(marked)));
  return [
    ...numbered(problem.line - 1),
    ...numbered(problem.line),
    `  ${' '.repeat(gutter)} | ${' '.repeat(before)}${marker}`,
    ...numbered(problem.line + 1),
  ];
};

/** A lesson file may hold anything, also what would make a terminal do things. */
const printable = (text: string): string => text.replaceAll(/\p{Cc}|\p{Cf}/gu, '·');
