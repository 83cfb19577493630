import { pathWords } from './path-words.ts';
import type { Problem } from './problem.ts';
import { oneStatement, type SplitSql, type SqlProblem, type SqlStatement, splitSql } from './split-sql.ts';
import type { Path, YamlSource } from './yaml-source.ts';

/** What building a lesson needs everywhere: the way back to the text, and the problems found so far. */
export class BuildContext {
  readonly source: YamlSource;
  readonly problems: Problem[] = [];

  constructor(source: YamlSource) {
    this.source = source;
  }

  report(path: Path, message: string, expected?: string): void {
    this.#add(path, this.source.valueSpan(path), message, expected);
  }

  reportKey(path: Path, message: string, expected?: string): void {
    this.#add(path, this.source.keySpan(path), message, expected);
  }

  /** Exactly one statement; a problem and the text as it is when it is not one. */
  statement(text: string, path: Path): string {
    const one = oneStatement(text);
    if ('sql' in one) return one.sql;
    this.#reportSql(one, path);
    return text;
  }

  /** The statements of a block, or of a list with one statement an item. */
  statements(given: string | readonly string[] | undefined, path: Path): readonly string[] {
    if (given === undefined) return [];
    if (typeof given !== 'string') return given.map((text, index) => this.statement(text, [...path, index]));
    const { statements, problem }: SplitSql = splitSql(given);
    if (problem) this.#reportSql(problem, path);
    return statements.map((one: SqlStatement) => one.sql);
  }

  line(path: Path): number {
    return this.source.place(this.source.valueSpan(path)).line;
  }

  #reportSql(problem: SqlProblem, path: Path): void {
    const cut = this.source.isCutByComment(path) ? cutByComment : undefined;
    this.#add(path, this.source.spanInText(path, problem.offset), `SQL: ${problem.message}`, cut);
  }

  #add(path: Path, span: { from: number; to: number }, message: string, expected?: string): void {
    this.problems.push({
      severity: 'error',
      message: `${pathWords(path, this.source.data)}${message}`,
      ...(expected !== undefined && { expected }),
      ...this.source.place(span),
    });
  }
}

const cutByComment = 'the SQL in quotes or after `|`, for YAML takes ` #` as the beginning of a comment';
