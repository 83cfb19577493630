import { type Code, isWord } from './sql-readings.ts';

/**
 * The text of one string literal of any form: 'x', 'x' 'y', N'x', X'78', 0x78, b'01111000', _utf8mb4'x'; a whole
 * number as its digits. Undefined for what is none, or is not to be had without knowing more of the session.
 * https://dev.mysql.com/doc/refman/9.7/en/literals.html
 */
export const textOfLiteral = (code: readonly Code[]): string | undefined => {
  const [first, ...rest] = code;
  if (first === undefined) return undefined;
  if (first.kind === 'word' && rest.length > 0 && readsAsUtf8.has(first.text.toLowerCase())) {
    return utf8(bytesOfLiteral(rest));
  }
  if (isWord(first, 'N') && rest[0]?.start === first.end) return textOfStrings(rest);
  if (first.kind === 'string') return textOfStrings(code);
  if (first.kind === 'word' && rest.length === 0 && /^(0|[1-9]\d{0,17})$/.test(first.text)) return first.text;
  return utf8(bytesOfLiteral(code));
};

/** The bytes of 'x', X'78', 0x78, b'01111000' or 0b01111000. */
export const bytesOfLiteral = (code: readonly Code[]): Buffer | undefined => {
  const [first, second] = code;
  if (code.length === 1 && first?.kind === 'string') return Buffer.from(textOfString(first.text));
  const isMarked = code.length === 2 && second?.kind === 'string' && second.start === first?.end;
  const digits = isMarked ? second.text.slice(1, -1) : '';
  const hex = isMarked && isWord(first, 'X') ? digits : /^0x([\da-f]+)$/i.exec(alone(code))?.[1];
  // 0X41 is a name.
  if (hex !== undefined && !alone(code).startsWith('0X') && /^[\da-f]*$/i.test(hex)) {
    if (isMarked && hex.length % 2 === 1) return undefined;
    return Buffer.from(hex.length % 2 === 1 ? `0${hex}` : hex, 'hex');
  }
  const bits = isMarked && isWord(first, 'B') ? digits : /^0b([01]+)$/.exec(alone(code))?.[1];
  if (bits === undefined || !/^[01]*$/.test(bits)) return undefined;
  const padded = bits.padStart(Math.ceil(bits.length / 8) * 8, '0');
  return Buffer.from((padded.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
};

const alone = ([first, ...rest]: readonly Code[]): string =>
  first?.kind === 'word' && rest.length === 0 ? first.text : '';

const readsAsUtf8: ReadonlySet<string> = new Set(['_utf8mb4', '_utf8mb3', '_utf8']);

const utf8 = (bytes: Buffer | undefined): string | undefined => {
  if (bytes === undefined) return undefined;
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : undefined;
};

const textOfStrings = (code: readonly Code[]): string | undefined =>
  code.every(({ kind }) => kind === 'string')
    ? code.map(({ text }) => textOfString(text)).join('')
    : undefined;

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\x1a',
  '%': '\\%',
  _: '\\_',
};

/** What stands in a quoted string, in the default sql_mode. */
export const textOfString = (quoted: string): string => {
  const quote = quoted.charAt(0);
  return quoted
    .slice(1, -1)
    .replaceAll(/\\([\s\S])|(['"])\2/gu, (whole, escaped?: string, doubled?: string) => {
      if (escaped !== undefined) return escapes[escaped] ?? escaped;
      return doubled === quote ? quote : whole;
    });
};
