import { UserError } from '../errors.ts';
import { printable } from '../printable.ts';
import { digitsOf } from './digits.ts';
import { example, type HistoryText, mistakeAt } from './mistake.ts';
import type { Operation } from './operation.ts';
import { strangeAt } from './strange.ts';

/**
 * A history in the notation of textbooks and papers, read generously: r1(x), R1[X], r_1(x), r₁(x), read1(x), r1x; blanks,
 * commas, semicolons, dots, arrows, dashes or nothing between operations, and brackets around all. @throws UserError with the place
 */
export const readHistory = (source: HistoryText): readonly Operation[] => {
  const { text } = source;
  const operations: Operation[] = [];
  let at = title.exec(text)?.[0].length ?? 0;
  for (;;) {
    at += matchAt(between, text, at)?.[0].length ?? 0;
    if (at >= text.length) break;
    const found = matchAt(head, text, at);
    if (found === null) throw strangeAt(source, at);
    const read = operationsAt(source, at, found);
    operations.push(...read.operations);
    if (operations.length > mostOperations)
      throw mistakeAt(
        source,
        at,
        `A history has up to ${mostOperations} operations, and this is one more.`,
        'Leave out what the question is not about.',
      );
    at = read.end;
  }
  if (operations.length === 0)
    throw new UserError('The history is empty.', { next: [`Write one: ${example}`] });
  return operations;
};

/** Far more than anybody follows. */
const mostOperations = 500;

/** "H1:" or "S =" before the first operation. */
const title = /^\s*(?:h|s|history|schedule)[\s_]*(?:\d*|[₀-₉]*)'?\s*[:=]/i;

const between = /(?:[\s,;.…·|→⇒<>⟨⟩{}–—-]|=>)+/y;

/** The kind and the number of the transaction, which may stand low. */
const head =
  /(read|rf|rs|r|write|w|begin|bot|b|commit|eot|c|abort|rollback|a)_?(?:(\d+|[₀-₉]+)|\{(\d+)\})(?![\d₀-₉])/iy;

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

interface ReadOn {
  readonly operations: readonly Operation[];
  readonly end: number;
}

const mostTransaction = 9999;

const operationsAt = (source: HistoryText, at: number, found: RegExpExecArray): ReadOn => {
  const [whole, word = '', low = '', braced = ''] = found;
  const transaction = Number(digitsOf(low + braced));
  if (transaction > mostTransaction)
    throw mistakeAt(source, at, `A transaction has a number up to ${mostTransaction}.`, `Write ${example}`);
  const after = at + whole.length;
  const kind = kindOf(word.toLowerCase());
  if (kind === 'begin' || kind === 'commit' || kind === 'abort') {
    if (/[([{]/.test(source.text.charAt(after)))
      throw mistakeAt(
        source,
        after,
        `${whole} is about all of T${transaction}: it names no item.`,
        `Write ${whole}`,
      );
    return { operations: [{ kind, transaction, at }], end: after };
  }
  const items = itemsAt(source, after, whole);
  return {
    end: items.end,
    operations: items.items.map(({ item, value }) => {
      const access = { transaction, item, at, ...(value !== undefined && { value }) };
      if (kind === 'write') return { kind, ...access };
      return { kind: 'read', ...access, ...(kind !== 'read' && { lock: kind }) };
    }),
  };
};

const kindOf = (word: string): 'begin' | 'read' | 'share' | 'update' | 'write' | 'commit' | 'abort' => {
  if (word === 'rs') return 'share';
  if (word === 'rf') return 'update';
  if (word.startsWith('b')) return 'begin';
  if (word.startsWith('w')) return 'write';
  if (word.startsWith('c') || word === 'eot') return 'commit';
  return word.startsWith('a') || word === 'rollback' ? 'abort' : 'read';
};

interface Named {
  readonly item: string;
  readonly value?: number;
}

/** What stands in brackets: x; x = 5; x, 5; x, y. Or a single letter without any. */
const itemsAt = (
  source: HistoryText,
  at: number,
  operation: string,
): { readonly items: readonly Named[]; readonly end: number } => {
  const { text } = source;
  const alone = matchAt(bare, text, at);
  if (alone !== null) return { items: [{ item: alone[0] }], end: at + alone[0].length };
  const open = matchAt(opening, text, at);
  if (open === null) throw mistakeAt(source, at, `${operation} names no item.`, `Name one: ${operation}(x)`);
  const inside = at + open[0].length;
  const close = text.slice(inside).search(/[)\]\n]/);
  if (close < 0 || text[inside + close] === '\n')
    throw mistakeAt(
      source,
      inside - 1,
      `This bracket of ${operation} is not closed.`,
      `Close it: ${operation}(x)`,
    );
  const items: Named[] = [];
  let from = inside;
  for (const part of text.slice(inside, inside + close).split(',')) {
    const value = wholeNumber(part);
    const last = items.at(-1);
    if (value !== undefined && last !== undefined && last.value === undefined)
      items.splice(-1, 1, { ...last, value });
    else items.push(namedIn(source, part, from, operation));
    from += part.length + 1;
  }
  const end = inside + close + 1;
  const came = matchAt(cameBack, text, end);
  const last = items.at(-1);
  if (came === null || last === undefined || last.value !== undefined) return { items, end };
  return { items: [...items.slice(0, -1), { ...last, value: Number(came[1]) }], end: end + came[0].length };
};

const bare = /[a-z](?!\w)/iy;
const opening = /\s*[([]/y;

/** r1(x) = 10 */
const cameBack = /\s*:?=\s*(-?\d{1,15})(?!\d)/y;

const namedIn = (source: HistoryText, part: string, from: number, operation: string): Named => {
  const [, item, , given] = /^\s*([a-z]\w{0,29})\s*(?:(:?=|←)\s*(.*?)\s*)?$/i.exec(part) ?? [];
  const at = from + (/^\s*/.exec(part)?.[0].length ?? 0);
  if (item === undefined && condition.test(part))
    throw mistakeAt(
      source,
      at,
      `"${printable(part.trim())}" is about all rows that fulfil a condition, and an item is one row, called by its name.`,
      `Write the rows themselves: ${operation}(x), or ${operation}(x, y)`,
      'isolab phantom-read   is a lesson about rows that come into an answer',
    );
  if (item === undefined)
    throw mistakeAt(
      source,
      at,
      `${part.trim() === '' ? 'There is no item here' : `"${printable(part.trim())}" is no item`}: an item is a row, and its name is a letter, and letters, digits and _ behind it.`,
      `Write ${operation}(x)`,
    );
  if (given === undefined) return { item };
  const value = wholeNumber(given);
  if (value === undefined)
    throw mistakeAt(
      source,
      at,
      `"${printable(given)}" is no value: a value is a whole number.`,
      `Write ${operation}(${item}=5), or ${operation}(${item}): isolab takes a value of its own.`,
    );
  return { item, value };
};

/** y in P, P: x > 5, x WHERE … */
const condition = /^\s*\w+\s*(?:[<>∈:≤≥]|(?:in|where|between|like)\b)/i;

const wholeNumber = (text: string): number | undefined =>
  /^\s*-?\d{1,15}\s*$/.test(text) ? Number(text) : undefined;
