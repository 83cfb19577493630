import stringWidth from 'string-width';
import { UserError } from '../errors.ts';
import { told } from '../printable.ts';

/**
 * Something that is wrong with a lesson, and where. `error`: the lesson cannot run. `unproven`: it claims
 * something that no expectation proves. `warning`: it runs, but probably not as meant.
 */
export interface Problem {
  readonly severity: 'error' | 'unproven' | 'warning';
  readonly message: string;
  /** What would be right here. */
  readonly expected?: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
  /** How much of the line it is about, at least 1. */
  readonly length: number;
}

/** A lesson that cannot be used, with everything that is wrong with it. */
export class LessonError extends UserError {
  readonly file: string | undefined;
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], source: { readonly file?: string; readonly text: string }) {
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
  source: { readonly file?: string; readonly text: string },
): string => {
  const lines = source.text.split(/\r?\n/);
  const shown = problems.slice(0, mostShown).map((one) => describe(one, source.file ?? 'lesson', lines));
  const more = problems.length - shown.length;
  if (more > 0) shown.push(`… and ${more} more.`);
  return shown.join('\n\n');
};

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
