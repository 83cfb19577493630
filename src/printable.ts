/**
 * Text from outside (a value, an error message, a lesson, the name of a file) without anything that makes a terminal
 * do things: control characters become visible symbols, characters that reorder or hide text become their number.
 * For one line; a line break is a control character like any other.
 */
export const printable = (text: string): string => text.replaceAll(harmful, symbolFor);

/** The same for text of several lines; tabs become two spaces. */
export const printableLines = (text: string): readonly string[] =>
  text.split(/\r\n|\n/).map((line) => printable(line.replaceAll('\t', '  ')));

/** What went wrong, in the words of the system or of a library, for one line. They may quote names from outside. */
export const reasonOf = (error: unknown): string =>
  printable(error instanceof Error ? error.message : String(error));

/** Controls and invisible format characters, except the joiners that emoji and many scripts need. */
const harmful = /[\p{Cc}\u2028\u2029\u{FEFF}]|(?![\u200C\u200D])\p{Cf}/gu;

const symbolFor = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x24_00 + code);
  if (code === 0x7f) return '␡';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
};

/**
 * A template whose values are from outside: each is made printable, the template itself stays as it is. Several lines
 * of a value become one.
 */
export const told = (template: TemplateStringsArray, ...values: readonly (string | number)[]): string =>
  String.raw({ raw: template }, ...values.map((value) => printable(String(value))));
