import { createHash } from 'node:crypto';
import { bytesOfLiteral } from './sql-literal.ts';
import {
  type Code,
  codeOf,
  isAmbiguous,
  isStoredProgram,
  isSymbol,
  isWord,
  readings,
} from './sql-readings.ts';

/** What may be sent in place of a statement about XA. */
export type XaSent =
  /** It is none. */
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly because: string }
  /** `end` rolls the transaction back that it may leave prepared. */
  | { readonly kind: 'sent'; readonly sql: string; readonly end?: string };

/** Bytes that each part of an xid may have. https://dev.mysql.com/doc/refman/9.7/en/xa-statements.html */
const mostBytes = 64;

/**
 * MySQL has no privilege for xids: whoever names one ends that transaction, whoever prepared it. So what a lesson
 * calls 'order-77' is sent as an xid that begins with its schema's name, in a statement that is written anew, and
 * what is not understood is not sent at all.
 */
export const ownXa = (sql: string, schema: string): XaSent => {
  // A comment's version or a number may stand right before it.
  if (!/(?<![a-z_$])xa\b/i.test(sql)) return { kind: 'none' };
  const ways = readings.map((reading) => codeOf(sql, reading));
  const code = ways[0] ?? [];
  if (isWord(code[0], 'XA')) return sentAs(code, schema);
  if (ways.some((way) => way.some((_, at) => beginsWithXa(way, at)))) return notUnderstood;
  const isProgram = ways.some(isStoredProgram);
  if (isProgram && ways.some((way) => way.some((_, at) => isXaAt(way, at)))) {
    return { kind: 'refused', because: 'XA in a stored program could end the transactions of others' };
  }
  const several = (sql.match(/\/\*!\d/g)?.length ?? 0) > 1;
  // After SET NAMES macroman, say, such a character may be a blank: two dashes before it begin a comment, and XA may come after it.
  const mayBeBlank = /--[^\0-\x7f]|[^\0-\x7f]xa\b/i.test(sql);
  return several || mayBeBlank || (isProgram && isAmbiguous(sql)) ? notUnderstood : { kind: 'none' };
};

const notUnderstood: XaSent = { kind: 'refused', because: 'the lab does not understand this XA statement' };

const verbs = ['START', 'BEGIN', 'END', 'PREPARE', 'COMMIT', 'ROLLBACK'];
const ends = ['', 'JOIN', 'RESUME', 'SUSPEND', 'SUSPEND FOR MIGRATE', 'ONE PHASE'];

/** Where a statement may begin, also one of several. */
const beginsWithXa = (code: readonly Code[], at: number): boolean => {
  if (!isWord(code[at], 'XA') || (at > 0 && code[at - 1]?.kind !== 'semicolon')) return false;
  return at === 0 || ['RECOVER', ...verbs].some((verb) => isWord(code[at + 1], verb));
};

/** Inside a stored program, where `xa` may be a name as well. */
const isXaAt = (code: readonly Code[], at: number): boolean => {
  const [word, verb, next, after] = code.slice(at, at + 4);
  if (!isWord(word, 'XA')) return false;
  if (isWord(verb, 'RECOVER')) return true;
  if (!verbs.some((one) => isWord(verb, one))) return false;
  return next !== undefined && (isQuoted(next) || /^0[xb]/.test(next.text) || after?.kind === 'string');
};

const isQuoted = ({ kind }: Code): boolean => kind !== 'word' && kind !== 'symbol' && kind !== 'semicolon';

const sentAs = (all: readonly Code[], schema: string): XaSent => {
  const last = all.findLastIndex(({ kind }) => kind !== 'semicolon');
  const [, verbCode, ...rest] = all.slice(0, last + 1);
  const verb = verbCode?.kind === 'word' ? verbCode.text.toUpperCase() : '';
  if (verb === 'RECOVER') {
    // It needs XA_RECOVER_ADMIN, which no sandbox's account has: the server says so.
    return rest.every(({ kind }) => kind === 'word') ? { kind: 'sent', sql: words(all) } : notUnderstood;
  }
  if (!verbs.includes(verb)) return notUnderstood;
  const [xid, end] = xidAndEnd(rest);
  if (!ends.includes(end)) return notUnderstood;
  const [gtrid, bqual, format, ...more] = xid;
  const own = gtrid && ownXid(schema, gtrid, bqual, format);
  if (own === undefined || more.length > 0) return notUnderstood;
  return {
    kind: 'sent',
    sql: `XA ${verb} ${own}${end === '' ? '' : ` ${end}`}`,
    ...(verb === 'PREPARE' && { end: `XA ROLLBACK ${own}` }),
  };
};

const words = (code: readonly Code[]): string =>
  code
    .filter(({ kind }) => kind === 'word')
    .map(({ text }) => text)
    .join(' ');

/** The parts of the xid between its commas, and the words after it. */
const xidAndEnd = (code: readonly Code[]): readonly [readonly (readonly Code[])[], string] => {
  const parts: Code[][] = [[]];
  let at = 0;
  for (; at < code.length; at++) {
    const one = code[at];
    if (one === undefined || ends.some((end) => end !== '' && isWord(one, end.split(' ')[0] ?? ''))) break;
    if (isSymbol(one, ',')) parts.push([]);
    else parts.at(-1)?.push(one);
  }
  const rest = code.slice(at);
  const isPlain = rest.every(({ kind }) => kind === 'word');
  return [parts, isPlain ? words(rest).toUpperCase() : '?'];
};

const ownXid = (
  schema: string,
  gtridCode: readonly Code[],
  bqualCode: readonly Code[] | undefined,
  formatCode: readonly Code[] | undefined,
): string | undefined => {
  const gtrid = bytesOfLiteral(gtridCode);
  const bqual = bqualCode && bytesOfLiteral(bqualCode);
  if (gtrid === undefined || gtrid.length > mostBytes) return undefined;
  if (bqualCode !== undefined && (bqual === undefined || bqual.length > mostBytes)) return undefined;
  const format = formatCode?.[0]?.text;
  const isNumber = format === undefined || /^(\d{1,10}|0x[\da-f]{1,8})$/i.test(format);
  if (!isNumber || (formatCode?.length ?? 1) !== 1) return undefined;
  return [literal(ownGtrid(schema, gtrid)), bqual && literal(bqual), format]
    .filter((part) => part !== undefined)
    .join(',');
};

/** Begins with the schema's name, so that it is recognised when its run was killed. */
const ownGtrid = (schema: string, gtrid: Buffer): Buffer => {
  const whole = Buffer.concat([Buffer.from(`${schema}/`), gtrid]);
  if (whole.length <= mostBytes) return whole;
  const hash = createHash('sha256').update(gtrid).digest('hex');
  return Buffer.from(`${schema}#${hash}`).subarray(0, mostBytes);
};

/** What may be the schema's name in an xid of ours. */
export const schemaInGtrid = (gtrid: string): string => gtrid.replace(/[/#].*$/s, '');

/** Reads the same in every sql_mode and character set. */
const literal = (bytes: Buffer): string => {
  const text = bytes.toString('latin1');
  return /^[\w\-./:# ]*$/.test(text) ? `'${text}'` : `X'${bytes.toString('hex')}'`;
};
