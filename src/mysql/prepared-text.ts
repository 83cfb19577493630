import { textOfString } from './sql-literal.ts';
import { type Code, codeOf, isSymbol, isWord, readings } from './sql-readings.ts';

/** Where PREPARE takes its statement from. */
export type PreparedFrom =
  | { readonly kind: 'text'; readonly text: string; readonly start: number; readonly end: number }
  /** The variable as it is written: @v. */
  | { readonly kind: 'variable'; readonly variable: string; readonly start: number; readonly end: number };

/** What a statement that is PREPARE itself prepares, in the default sql_mode. */
export const preparedFrom = (sql: string): PreparedFrom | undefined => {
  const code = codeOf(sql);
  if (!isWord(code[0], 'PREPARE') || !isWord(code[2], 'FROM')) return undefined;
  const [first, second, ...more] = code.slice(3).filter(({ kind }) => kind !== 'semicolon');
  if (first === undefined) return undefined;
  if (first.kind === 'string' && second === undefined) {
    return { kind: 'text', text: textOfString(first.text), start: first.start, end: first.end };
  }
  const isVariable = isSymbol(first, '@') && second?.start === first.end && isNameOf(second);
  if (!isVariable || more.length > 0) return undefined;
  return { kind: 'variable', variable: `@${second.text}`, start: first.start, end: second.end };
};

const isNameOf = ({ kind, text }: Code): boolean =>
  (kind === 'word' || kind === 'string' || kind === 'quoted-name') && /^[^\\\x80-\uffff]*$/.test(text);

/**
 * The texts that PREPARE is given anywhere in a statement, as written, in whatever way the server reads it;
 * `@` for a variable.
 */
export const preparedTexts = (sql: string): readonly string[] => {
  if (!/prepare/i.test(sql)) return [];
  const texts = readings.flatMap((reading) => {
    const code = codeOf(sql, reading);
    return code.flatMap((one, at) =>
      isWord(one, 'PREPARE') && isWord(code[at + 2], 'FROM')
        ? [isSymbol(code[at + 3], '@') ? '@' : (code[at + 3]?.text ?? '')]
        : [],
    );
  });
  return [...new Set(texts)];
};
