import { UserError } from '../errors.ts';
import { told } from '../printable.ts';
import { cutScript } from './cut-script.ts';
import { KnownValues } from './known-values.ts';
import { whyLeftOut, whyLeftOutOfSetup, withoutDefiner } from './left-out.ts';
import { type OwnStatement, standingAfter } from './own-session.ts';
import { directivesOf, withDirectives } from './place-directives.ts';
import { mistakeAt, placesIn, plainFile, type SqlFile, sqlInWords } from './source.ts';

export interface Read<Statement> {
  readonly statements: readonly Statement[];
  /** What was left out or added, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * A script as what one session sends. A comment that is a word to isolab speaks of the statement that it stands behind: on its
 * line, or on lines below.
 *
 * @throws UserError with file and line.
 */
export const readScript = (given: SqlFile): Read<OwnStatement> => {
  const file = plainFile(given);
  const cut = cutScript(file);
  const placeOf = placesIn(file);
  const notes: string[] = [];
  const known = new KnownValues(file);
  const directives = Map.groupBy(directivesOf(cut, file), ({ statement }) => statement);
  const statements = cut.statements.flatMap(({ sql, start }, index): readonly OwnStatement[] => {
    const placed = directives.get(index) ?? [];
    const because = whyLeftOut(sql);
    if (because === undefined) {
      const statement = withDirectives(sql, placed, file);
      known.check(statement, start, placed);
      return [statement];
    }
    const [first] = placed;
    if (first)
      throw mistakeAt(file, first.start, `\`${first.line}\` stands behind \`${sql}\`, which is left out`);
    notes.push(leftOut(placeOf(start), sql, because));
    return [];
  });
  if (statements.length === 0) throw new UserError(told`There is no SQL statement in ${file.file}.`);
  if (!standingAfter(statements).isOpen) return { statements, notes };
  notes.push(
    told`${file.file} ends inside its transaction. The mysql program hangs up there, and the server rolls it back: a ROLLBACK is added.`,
  );
  return { statements: [...statements, { sql: 'ROLLBACK' }], notes };
};

export interface ReadSetup extends Read<string> {
  /** Where each of the statements stands: file and line. */
  readonly places: readonly string[];
}

/** The statements of a setup. @throws UserError with file and line. */
export const readSetup = (given: SqlFile): ReadSetup => {
  const file = plainFile(given);
  const placeOf = placesIn(file);
  const notes: string[] = [];
  const places: string[] = [];
  const statements = cutScript(file).statements.flatMap(({ sql, start }) => {
    const because = whyLeftOutOfSetup(sql);
    const own = withoutDefiner(sql);
    if (own !== undefined)
      notes.push(told`${placeOf(start)}: its DEFINER is left out: it is the lab's account.`);
    if (because === undefined) {
      places.push(placeOf(start));
      return [own ?? sql];
    }
    notes.push(leftOut(placeOf(start), sql, because));
    return [];
  });
  return { statements, notes, places };
};

const leftOut = (place: string, sql: string, because: string): string =>
  told`${place}: ${sqlInWords(sql)} is left out: ${because}.`;
