import type { Span } from './text-lines.ts';

/** A line whose beginning fits nothing around it. */
export interface IndentationSlip {
  readonly span: Span;
  readonly message: string;
  readonly expected: string;
}

/** A key or a dash that is open: what begins in its column goes on with it. */
interface Open {
  readonly kind: 'key' | 'item';
  readonly column: number;
  readonly name: string;
  readonly line: number;
}

/**
 * The first line of a text that is no YAML whose key or dash begins in a column in which nothing is open, though no
 * line before it has opened anything. The YAML reader tells of its consequences, which are many and elsewhere.
 */
export const indentationSlip = (text: string): IndentationSlip | undefined => {
  let open: readonly Open[] = [];
  let mayGoDeeper = true;
  /** The column of a block of text, or, before its first line, that of its key. */
  let block: { readonly key: number } | { readonly text: number } | undefined;
  let brackets = 0;
  let offset = 0;
  for (const [index, whole] of text.split('\n').entries()) {
    const from = offset;
    offset += whole.length + 1;
    const line = whole.replace(/\r$/, '');
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    if (/^\s*(#|$)/.test(line)) continue;
    if (block !== undefined && 'key' in block && indent > block.key) block = { text: indent };
    if (block !== undefined && 'text' in block && indent >= block.text) continue;
    block = undefined;
    if (brackets > 0) {
      brackets += bracketsIn(line);
      continue;
    }
    const parts = partsOf(line, index + 1);
    const [first] = parts.opened;
    if (first === undefined) continue;
    const at = open.findLastIndex(({ column, kind }) => column === first.column && kind === first.kind);
    const isDeeper = first.column > (open.at(-1)?.column ?? -1);
    // A list may begin in the column of its key.
    const isOwnList = first.kind === 'item' && first.column === open.at(-1)?.column;
    if (at < 0 && !(mayGoDeeper && (isDeeper || isOwnList))) return slip(first, open, from, line);
    open = [...(at < 0 ? open : open.slice(0, at)), ...parts.opened];
    const { value } = parts;
    mayGoDeeper = /^([&!]\S*\s*)*(#.*)?$/.test(value);
    if (/^([&!]\S*\s+)*[|>][-+0-9]*\s*(#.*)?$/.test(value)) block = { key: open.at(-1)?.column ?? -1 };
    else brackets = Math.max(0, bracketsIn(value));
  }
  return undefined;
};

const partsOf = (
  line: string,
  number: number,
): { readonly opened: readonly Open[]; readonly value: string } => {
  const opened: Open[] = [];
  let column = /^ */.exec(line)?.[0].length ?? 0;
  for (let dash = /^- */.exec(line.slice(column)); dash; dash = /^- */.exec(line.slice(column))) {
    // A word may begin with a dash.
    if (dash[0] === '-' && line.length > column + 1) break;
    opened.push({ kind: 'item', column, name: line.slice(column).trim(), line: number });
    column += dash[0].length;
  }
  const key = /^("[^"]*"|'[^']*'|[^\s'"[\]{}#&*!|>@`-][^:#]*?) *:(?=\s|$)/.exec(line.slice(column));
  if (key === null) return { opened, value: line.slice(column) };
  opened.push({ kind: 'key', column, name: key[1] ?? '', line: number });
  return { opened, value: line.slice(column + key[0].length).trim() };
};

/** How many more are opened than closed, outside of quotes. */
const bracketsIn = (text: string): number => {
  const bare = text.replaceAll(/"(?:\\.|[^"\\])*"|'[^']*'|\s#.*/g, '');
  if (!/^\s*[[{\]},]/.test(bare) && !/^\s*[[{]/.test(text)) return 0;
  return (bare.match(/[[{]/g) ?? []).length - (bare.match(/[\]}]/g) ?? []).length;
};

const slip = (
  { kind, column, name }: Open,
  open: readonly Open[],
  from: number,
  line: string,
): IndentationSlip | undefined => {
  const near = [...open]
    .filter((one) => one.kind === kind)
    .toSorted((a, b) => Math.abs(a.column - column) - Math.abs(b.column - column) || b.line - a.line)[0];
  if (near === undefined) return undefined;
  const beside = kind === 'key' ? `\`${near.name}\` above it` : 'the item above it';
  return {
    span: { from: from + column, to: from + line.length },
    message: `${kind === 'key' ? `\`${name}\`` : 'this item'} begins in column ${column + 1}, and ${beside} (line ${near.line}) in column ${near.column + 1}`,
    expected: `as many spaces before it as make it begin in column ${near.column + 1}`,
  };
};
