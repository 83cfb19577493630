import { nearMiss } from '../lesson/near-miss.ts';
import { namesIn, namesInSql } from '../lesson/values.ts';
import type { OwnStatement } from './own-session.ts';
import type { PlacedDirective } from './place-directives.ts';
import { mistakeAt, type SqlFile } from './source.ts';

/** What a script has kept so far: `:name` of anything else would reach the server as it stands. */
export class KnownValues {
  readonly #file: SqlFile;
  readonly #names = new Set<string>();

  constructor(file: SqlFile) {
    this.#file = file;
  }

  /** @throws UserError where a statement, or an answer to it, speaks of what nobody has kept before. */
  check(statement: OwnStatement, start: number, placed: readonly PlacedDirective[]): void {
    const { text } = this.#file;
    for (const name of namesInSql(statement.sql))
      this.#checkName(name, `:${name}`, text.indexOf(`:${name}`, start));
    for (const name of Object.keys(statement.keep ?? {})) this.#names.add(name);
    for (const { directive, start: at } of placed)
      if ('answer' in directive)
        for (const name of namesIn(directive.answer)) this.#checkName(name, `{${name}}`, at);
  }

  #checkName(name: string, said: string, at: number): void {
    if (this.#names.has(name)) return;
    const near = nearMiss(name, [...this.#names]);
    const hint = near === undefined ? '' : `; did you mean ${said.replace(name, near)}?`;
    throw mistakeAt(
      this.#file,
      at,
      `${said} is a value that no statement before it keeps${hint}`,
      `A comment keeps one behind the statement that has it: -- keep ${name} = column`,
    );
  }
}
