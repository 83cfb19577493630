import { pathWords } from './path-words.ts';
import type { Problem } from './problem.ts';
import { oneStatement, type SplitSql, type SqlProblem, type SqlStatement, splitSql } from './split-sql.ts';
import { isCutProgram, lineComments } from './sql-slips.ts';
import type { Span } from './text-lines.ts';
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
    this.#reportSwallowed(text, path);
    if ('sql' in one) return one.sql;
    this.#reportSql(one, path);
    return text;
  }

  /** The statements of a block, or of a list with one statement an item. */
  statements(given: string | readonly string[] | undefined, path: Path): readonly string[] {
    if (given === undefined) return [];
    if (typeof given !== 'string') return given.map((text, index) => this.statement(text, [...path, index]));
    const { statements, problem }: SplitSql = splitSql(given);
    this.#reportSwallowed(given, path);
    const cut = statements.find(({ sql }) => isCutProgram(sql));
    if (cut) {
      this.#add(
        path,
        this.source.spanInText(path, cut.start),
        `SQL: ${cutProgram}`,
        'a list with one statement an item',
      );
      return [];
    }
    if (problem) this.#reportSql(problem, path);
    return statements.map((one: SqlStatement) => one.sql);
  }

  /** The line in the lesson's own file; of what another one says, that of what it is said of. */
  line(path: Path): number {
    const span = this.source.valueSpan(path);
    return span.lines && path.length > 0 ? this.line(path.slice(0, -1)) : this.source.place(span).line;
  }

  /** YAML joins the lines of a text that is no block, and what stands behind a comment is then part of it. */
  #reportSwallowed(text: string, path: Path): void {
    const span = this.source.lineThatGoesOn(path, lineComments(text));
    if (span) this.#add(path, span, `SQL: ${swallowed}`, 'the SQL as a block after `|`');
  }

  #reportSql(problem: SqlProblem, path: Path): void {
    const cut = this.source.isCutByComment(path) ? cutByComment : undefined;
    this.#add(path, this.source.spanInText(path, problem.offset), `SQL: ${problem.message}`, cut);
  }

  #add(path: Path, span: Span, message: string, expected?: string): void {
    this.problems.push({
      severity: 'error',
      message: `${pathWords(path, this.source.data)}${message}`,
      ...(expected !== undefined && { expected }),
      ...this.source.place(span),
    });
  }
}

const swallowed = 'this comment takes in the lines below it, for YAML joins the lines of this text';

const cutProgram =
  'text is cut at every semicolon, also at those between BEGIN and END of this stored program';

const cutByComment = 'the SQL in quotes or after `|`, for YAML takes ` #` as the beginning of a comment';
