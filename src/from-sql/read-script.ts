import { UserError } from '../errors.ts';
import { told } from '../printable.ts';
import { cutScript } from './cut-script.ts';
import { whyLeftOut, whyLeftOutOfSetup, withoutDefiner } from './left-out.ts';
import { leavesTransactionOpen, type OwnSession, type OwnStatement } from './own-session.ts';
import { directivesOf, withDirectives } from './place-directives.ts';
import { lineAt, mistakeAt, plainFile, type SqlFile, sqlInWords } from './source.ts';

/**
 * A script as one session. A comment that is a word to isolab speaks of the statement that it stands behind: on its
 * line, or on lines below.
 *
 * @throws UserError with file and line.
 */
export const readScript = (given: SqlFile): { session: OwnSession; notes: readonly string[] } => {
  const file = plainFile(given);
  const cut = cutScript(file);
  const notes: string[] = [];
  const directives = directivesOf(cut, file);
  const statements = cut.statements.flatMap(({ sql, start }, index): readonly OwnStatement[] => {
    const placed = directives.filter(({ statement }) => statement === index);
    const because = whyLeftOut(sql);
    if (because === undefined) return [withDirectives(sql, placed, file)];
    const [first] = placed;
    if (first)
      throw mistakeAt(file, first.start, `\`${first.line}\` stands behind \`${sql}\`, which is left out`);
    notes.push(leftOut(file, start, sql, because));
    return [];
  });
  if (statements.length === 0) throw new UserError(told`There is no SQL statement in ${file.file}.`);
  if (!leavesTransactionOpen(statements)) return { session: { role: file.file, statements }, notes };
  notes.push(
    told`${file.file} ends inside its transaction. The mysql program hangs up there, and the server rolls it back: a ROLLBACK is added.`,
  );
  return { session: { role: file.file, statements: [...statements, { sql: 'ROLLBACK' }] }, notes };
};

/** The statements of a setup. @throws UserError with file and line. */
export const readSetup = (given: SqlFile): { statements: readonly string[]; notes: readonly string[] } => {
  const file = plainFile(given);
  const notes: string[] = [];
  const statements = cutScript(file).statements.flatMap(({ sql, start }) => {
    const because = whyLeftOutOfSetup(sql);
    const own = withoutDefiner(sql);
    if (own !== undefined)
      notes.push(
        told`${file.file}:${lineAt(file.text, start)}: its DEFINER is left out: it is the lab's account.`,
      );
    if (because === undefined) return [own ?? sql];
    notes.push(leftOut(file, start, sql, because));
    return [];
  });
  return { statements, notes };
};

const leftOut = ({ file, text }: SqlFile, start: number, sql: string, because: string): string =>
  told`${file}:${lineAt(text, start)}: ${sqlInWords(sql)} is left out: ${because}.`;
