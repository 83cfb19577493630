import type { SqlReading } from '../lesson/sql-tokens.ts';
import type { LockNames } from './lock-names.ts';
import { textOfLiteral } from './sql-literal.ts';
import { type Code, codeOf, isAmbiguous, isSymbol, isWord, readings } from './sql-readings.ts';

/** What a statement that names locks is sent as. */
export type LocksSent =
  /** As it is. */
  | { readonly kind: 'same' }
  | { readonly kind: 'refused'; readonly because: string }
  | {
      readonly kind: 'changed';
      readonly sql: string;
      /** What stands in place of what was written. */
      readonly edits: readonly Edit[];
    };

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly from: string;
  readonly to: string;
}

const functions: ReadonlySet<string> = new Set(['get_lock', 'release_lock', 'is_free_lock', 'is_used_lock']);
const serviceFunctions: ReadonlySet<string> = new Set([
  'service_get_read_locks',
  'service_get_write_locks',
  'service_release_locks',
]);

/** Whether a text could be of interest here. */
export const mentionsLocks = (text: string): boolean =>
  /(?:get|release|is_free|is_used)_lock(?!\w)|service_(?:get_read|get_write|release)_locks/i.test(text);

/**
 * Gives the locks that a statement names names of the sandbox's own. On a server that is others', too, the
 * names must be seen to be harmless: written out, or made with DATABASE(). Whatever the
 * session's sql_mode, what is sent calls no such function with another name.
 */
export const ownLocks = (sql: string, names: LockNames, isOurs: boolean): LocksSent => {
  if (!mentionsLocks(sql)) return { kind: 'same' };
  const refused = (because: string): LocksSent => (isOurs ? { kind: 'same' } : { kind: 'refused', because });
  const ways = readings.map((reading) => callsIn(sql, reading));
  if (isAmbiguous(sql)) return refused('the lab cannot tell how the server reads it, and it may name a lock');
  if (ways.every((calls) => calls.length === 0)) return { kind: 'same' };
  if (ways.some((calls) => calls.some(({ isService }) => isService))) {
    return refused('the locking service has names that count for the whole server');
  }
  const edits: Edit[] = [];
  for (const { argument } of ways[0] ?? []) {
    if (isNull(argument)) continue;
    const text = textOfLiteral(argument);
    if (text === undefined && !isOurs && !isOfDatabase(argument)) return refused(otherForm);
    edits.push(editOf(sql, argument, text, names));
  }
  if (edits.some((one, at) => one.start < (edits[at - 1]?.end ?? 0))) return refused(otherForm);
  const changed = applied(sql, edits);
  const owned = new Set(edits.map(({ to }) => to));
  const isSafe = readings.every((reading) =>
    callsIn(changed, reading).every((call) => isOwnCall(call, changed, owned)),
  );
  if (!isSafe) return refused(otherForm);
  return { kind: 'changed', sql: changed, edits };
};

const otherForm =
  'names of locks count for the whole server, and only a name that is written out can be made the sandbox’s own';

const editOf = (sql: string, argument: readonly Code[], text: string | undefined, names: LockNames): Edit => {
  const start = argument[0]?.start ?? 0;
  const end = argument.at(-1)?.end ?? start;
  const from = sql.slice(start, end);
  const to = text === undefined ? `CONCAT('${names.prefix}',${from})` : literal(names.own(text), text);
  return { start, end, from, to };
};

/** A name of our own, or one that the server is to refuse; it reads the same in every sql_mode and character set. */
const literal = (own: string | undefined, written: string): string => {
  if (own !== undefined) return `'${own}'`;
  return written === '' ? "''" : `_utf8mb4 0x${Buffer.from(written).toString('hex')}`;
};

const applied = (sql: string, edits: readonly Edit[]): string =>
  edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((text, { start, end, to }) => text.slice(0, start) + to + text.slice(end), sql);

interface Call {
  readonly isService: boolean;
  /** The first argument; empty when there is none, or when no parenthesis closes it. */
  readonly argument: readonly Code[];
}

const callsIn = (sql: string, reading: SqlReading): readonly Call[] => {
  const code = codeOf(sql, reading);
  const calls: Call[] = [];
  for (const [at, one] of code.entries()) {
    // After a dot it is a stored function's name.
    if (!isSymbol(code[at + 1], '(') || isSymbol(code[at - 1], '.')) continue;
    const name = nameIn(one);
    const isService = serviceFunctions.has(name);
    if (isService || functions.has(name)) {
      calls.push({ isService, argument: firstArgument(code, at + 2) });
    }
  }
  return calls;
};

/** Quoted, too, it is the server's own function. */
const nameIn = ({ kind, text }: Code): string => {
  if (kind === 'word') return text.toLowerCase();
  return kind === 'quoted-name' ? text.slice(1, -1).toLowerCase() : '';
};

const firstArgument = (code: readonly Code[], from: number): readonly Code[] => {
  let depth = 0;
  for (let at = from; at < code.length; at++) {
    const one = code[at];
    if (depth === 0 && (isSymbol(one, ',') || isSymbol(one, ')'))) return code.slice(from, at);
    if (isSymbol(one, '(')) depth += 1;
    if (isSymbol(one, ')')) depth -= 1;
  }
  return [];
};

const isNull = (argument: readonly Code[]): boolean => argument.length === 1 && isWord(argument[0], 'NULL');

const isOwnCall = ({ argument }: Call, sql: string, owned: ReadonlySet<string>): boolean => {
  const [first] = argument;
  const last = argument.at(-1);
  if (first === undefined || last === undefined) return false;
  if (isNull(argument)) return true;
  if (!owned.has(sql.slice(first.start, last.end))) return false;
  // CONCAT's own parenthesis must be the one that closes it all.
  return !isWord(first, 'CONCAT') || firstArgumentsEnd(argument) === argument.length - 1;
};

/** Where the parenthesis that opens at 1 is closed. */
const firstArgumentsEnd = (code: readonly Code[]): number => {
  let depth = 0;
  for (let at = 1; at < code.length; at++) {
    if (isSymbol(code[at], '(')) depth += 1;
    if (isSymbol(code[at], ')')) depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
};

const pureFunctions: ReadonlySet<string> = new Set([
  'CONCAT',
  'SHA2',
  'SHA1',
  'SHA',
  'MD5',
  'DATABASE',
  'SCHEMA',
]);

/**
 * CONCAT(DATABASE(), '.x') and the like: by the schema's name it is the sandbox's own already, as good lessons
 * write it. Nothing in it may be a column, a variable or a function of the lesson's.
 */
const isOfDatabase = (argument: readonly Code[]): boolean =>
  argument.some(
    (one, at) =>
      (isWord(one, 'DATABASE') || isWord(one, 'SCHEMA')) &&
      isSymbol(argument[at + 1], '(') &&
      isSymbol(argument[at + 2], ')'),
  ) &&
  argument.every(({ kind, text }, at) => {
    if (kind === 'string') return true;
    if (kind === 'symbol') return ['(', ')', ','].includes(text);
    if (kind !== 'word') return false;
    return isSymbol(argument[at + 1], '(') ? pureFunctions.has(text.toUpperCase()) : /^\d+$/.test(text);
  });
