import { conditionOf, impossible } from '../lesson/conditions.ts';
import type { CutScript } from './cut-script.ts';
import { type Directive, directiveIn } from './directive.ts';
import type { OwnStatement } from './own-session.ts';
import { mistakeAt, type SqlFile, sqlInWords } from './source.ts';

/** A directive and the statement that it stands in or behind, counted from 0. */
export interface PlacedDirective {
  readonly directive: Directive;
  readonly line: string;
  readonly start: number;
  readonly statement: number;
}

/** What the comments of a script say. @throws UserError where one cannot be understood or has no statement. */
export const directivesOf = (
  { statements, comments }: CutScript,
  file: SqlFile,
): readonly PlacedDirective[] => {
  const names = new Map<string, number>();
  const placed: PlacedDirective[] = [];
  for (const { text, start: begin, statement } of comments) {
    for (const [index, whole] of text.split('\n').entries()) {
      const line = whole.replace(/^[\s*]+/, '');
      const directive = directiveIn(line, new Set(names.keys()));
      if (directive === undefined) continue;
      const start = index === 0 ? begin : file.text.indexOf(line, begin);
      if (directive.kind === 'misunderstood')
        throw mistakeAt(file, start, directive.message, directive.possible);
      if (statement < 0)
        throw mistakeAt(
          file,
          start,
          `\`${line}\` speaks of the statement before it, and there is none`,
          'Put it behind its statement, on the same line or below.',
        );
      if (directive.kind === 'as') {
        if (names.has(directive.name))
          throw mistakeAt(file, start, `another statement is called ${directive.name} already`);
        names.set(directive.name, statement);
      }
      if (directive.kind === 'when') {
        const asked = names.get(directive.name) ?? -1;
        if (asked === statement) throw mistakeAt(file, start, `${directive.name} is this statement itself`);
        const sql = statements[asked]?.sql ?? '';
        const problem = impossible(conditionOf(directive.condition), { sql });
        if (problem !== undefined) throw mistakeAt(file, start, `\`${line}\` ${problem}: ${sqlInWords(sql)}`);
      }
      placed.push({ directive, line, start, statement });
    }
  }
  return placed;
};

/** The statement with what its comments say, each of which says it once. */
export const withDirectives = (
  sql: string,
  placed: readonly PlacedDirective[],
  file: SqlFile,
): OwnStatement => {
  const rejectIf: (readonly [string, string])[] = [];
  const keep = new Map<string, string>();
  let rest: Pick<OwnStatement, 'as' | 'answer' | 'when'> = {};
  for (const { directive, line, start } of placed) {
    const twice = () => mistakeAt(file, start, `\`${line}\`: its statement has such a comment already`);
    switch (directive.kind) {
      case 'reject': {
        const { condition, answer } = directive;
        if (rejectIf.some(([one]) => one === condition)) throw twice();
        const problem = impossible(conditionOf(condition), { sql });
        if (problem !== undefined) throw mistakeAt(file, start, `\`${line}\` ${problem}: ${sqlInWords(sql)}`);
        rejectIf.push([condition, answer]);
        break;
      }
      case 'keep':
        if (keep.has(directive.name)) throw twice();
        keep.set(directive.name, directive.column);
        break;
      case 'answer':
        if (rest.answer !== undefined) throw twice();
        rest = { ...rest, answer: directive.answer };
        break;
      case 'as':
        if (rest.as !== undefined) throw twice();
        rest = { ...rest, as: directive.name };
        break;
      case 'when':
        if (rest.when !== undefined) throw twice();
        rest = { ...rest, when: directive };
        break;
    }
  }
  return {
    sql,
    ...rest,
    ...(rejectIf.length > 0 && { rejectIf }),
    ...(keep.size > 0 && { keep: Object.fromEntries(keep) }),
  };
};
