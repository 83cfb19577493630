import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  Parser,
  Scalar,
} from 'yaml';
import type { Problem } from './problem.ts';
import { type Span, TextLines } from './text-lines.ts';
import { plainYamlMessage } from './yaml-messages.ts';

export type Path = readonly (string | number)[];

/** A lesson's YAML as plain data, with the way back from the data to the text. */
export class YamlSource {
  readonly data: unknown;
  readonly #lines: TextLines;
  readonly #entries: ReadonlyMap<string, Entry>;

  constructor(data: unknown, lines: TextLines, entries: ReadonlyMap<string, Entry>) {
    this.data = data;
    this.#lines = lines;
    this.#entries = entries;
  }

  /** The value at the path, or the nearest thing around it that is there. */
  valueSpan(path: Path): Span {
    const entry = this.#entries.get(keyOf(path));
    if (entry) return spanOf(entry.value) ?? entry.key ?? wholeStart;
    return path.length === 0 ? wholeStart : this.valueSpan(path.slice(0, -1));
  }

  /** The key that the path ends with, or else the value. */
  keySpan(path: Path): Span {
    return this.#entries.get(keyOf(path))?.key ?? this.valueSpan(path);
  }

  /** The place of an offset inside the text that the value at the path stands for. */
  spanInText(path: Path, offset: number, length = 1): Span {
    const node = this.#entries.get(keyOf(path))?.value;
    const from = node && isScalar(node) ? offsetInScalar(node, this.#lines.text, offset) : undefined;
    return from === undefined ? this.valueSpan(path) : { from, to: from + length };
  }

  /** Does a YAML comment follow on unquoted text? SQL that has a # loses its end that way. */
  isCutByComment(path: Path): boolean {
    const node = this.#entries.get(keyOf(path))?.value;
    return isScalar(node) && node.type === Scalar.PLAIN && typeof node.comment === 'string';
  }

  /** The keys of a mapping in the order of the file; an object would put those that are numbers first. */
  keysInOrder(path: Path): readonly string[] {
    return this.#entries.get(keyOf(path))?.keys ?? [];
  }

  /** Where a span is, for a problem. The length stays within its first line. */
  place(span: Span): Pick<Problem, 'line' | 'column' | 'length'> {
    return this.#lines.place(span);
  }
}

interface Entry {
  readonly key?: Span;
  readonly value: Node | null;
  readonly keys?: readonly string[];
}

const wholeStart: Span = { from: 0, to: 1 };

/** Deeper than any lesson; the YAML composer calls itself for every level. */
const maxDepth = 64;
/** Aliases can make a small file expand without end. */
const maxNodes = 50_000;

/** Reads one YAML document. */
export const readYaml = (text: string): YamlSource | readonly Problem[] => {
  const lines = new TextLines(text);
  const problem = (span: Span, message: string, expected?: string): Problem => ({
    severity: 'error',
    message,
    ...(expected !== undefined && { expected }),
    ...lines.place(span),
  });
  const tokens = tokensOf(text);
  if ('tooDeep' in tokens) {
    const span = { from: tokens.tooDeep, to: tokens.tooDeep + 1 };
    return [problem(span, `this is nested more than ${maxDepth} levels deep`)];
  }
  const composer = new Composer({ prettyErrors: false, version: '1.2' });
  const documents = [...composer.compose(tokens, true, text.length)];
  const document = documents[0];
  if (document === undefined || document.contents === null) {
    return [problem(wholeStart, 'the file is empty', 'a lesson, beginning with `format: 1`')];
  }
  const faults = documents.flatMap((one) => [...one.errors, ...one.warnings]);
  if (documents.length > 1 && documents[1]) {
    const from = documents[1].range[0];
    faults.length = 0;
    return [problem({ from, to: from + 3 }, 'a second YAML document begins here; one file holds one lesson')];
  }
  if (faults.length > 0) {
    return faults.map((fault) => {
      const { message, expected } = plainYamlMessage(fault, text);
      return problem({ from: fault.pos[0], to: fault.pos[1] }, message, expected);
    });
  }
  const problems: Problem[] = [];
  const entries = new Map<string, Entry>();
  const data = convert(document, entries, (span, message) => problems.push(problem(span, message)));
  return problems.length > 0 ? problems : new YamlSource(data, lines, entries);
};

/** The lexer and parser keep their own stack, so depth can be measured before anything calls itself. */
const tokensOf = (text: string): CST.Token[] | { readonly tooDeep: number } => {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > maxDepth) return { tooDeep: Math.min(parser.offset, text.length) };
  }
  tokens.push(...parser.end());
  return tokens;
};

type Fault = (span: Span, message: string) => void;

const convert = (document: Document.Parsed, entries: Map<string, Entry>, fault: Fault): unknown => {
  // yaml's own look-up of an alias goes through the whole document each time.
  const anchors = new Map<string, Node>();
  let nodes = 0;
  const visit = (given: unknown, path: Path, key: Span | undefined, aliases: readonly Node[]): unknown => {
    nodes += 1;
    if (nodes > maxNodes) {
      if (nodes === maxNodes + 1)
        fault(key ?? wholeStart, 'this is too much: aliases (`*name`) expand without end');
      return null;
    }
    let node = isNode(given) ? given : null;
    let inside = aliases;
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target === undefined || inside.includes(target)) {
        const message =
          target === undefined
            ? `nothing before this place is called &${node.source}`
            : `*${node.source} stands inside of what it repeats`;
        fault(spanOf(node) ?? wholeStart, message);
        return null;
      }
      inside = [...inside, target];
      node = target;
    } else if (inside.length === 0 && isAnchored(node)) {
      anchors.set(node.anchor, node);
    }
    const entry = { ...(key && { key }), value: node };
    entries.set(keyOf(path), entry);
    if (isSeq(node)) return node.items.map((item, index) => visit(item, [...path, index], undefined, inside));
    if (isMap(node)) {
      const values: Record<string, unknown> = {};
      entries.set(keyOf(path), { ...entry, keys: node.items.map((pair) => textOf(pair.key)) });
      for (const pair of node.items) {
        const span = spanOf(pair.key) ?? key ?? wholeStart;
        const name = textOf(pair.key);
        if (!isScalar(pair.key) || name === '__proto__') fault(span, 'this cannot be a key');
        else if (Object.hasOwn(values, name)) fault(span, `\`${name}\` is here twice`);
        else values[name] = visit(pair.value, [...path, name], span, inside);
      }
      return values;
    }
    if (!isScalar(node)) return null;
    return isCell(path) ? cellOf(node) : node.value;
  };
  return visit(document.contents, [], undefined, []);
};

const isAnchored = (node: Node | null): node is Node & { readonly anchor: string } =>
  node !== null && 'anchor' in node && typeof node.anchor === 'string';

/** The only lists of lists in a lesson are rows of cells. */
const isCell = (path: Path): boolean => typeof path.at(-1) === 'number' && typeof path.at(-2) === 'number';

/** A cell is the text as it was written: 1.10 stays 1.10, and a long number keeps its digits. */
const cellOf = (node: Scalar): unknown => (node.value === null ? null : textOf(node));

const textOf = (node: unknown): string => {
  if (!isScalar(node)) return String(node);
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
};

const keyOf = (path: Path): string => JSON.stringify(path);

const spanOf = (node: unknown): Span | undefined => {
  if (!isNode(node)) return undefined;
  // A long mapping is marked at its first key, a list at its first item.
  const first = isMap(node) && !node.flow ? node.items[0]?.key : undefined;
  if (isNode(first)) return spanOf(first);
  return node.range ? { from: node.range[0], to: node.range[1] } : undefined;
};

const offsetInScalar = (node: Scalar, text: string, offset: number): number | undefined => {
  if (typeof node.value !== 'string' || !node.range) return undefined;
  const [from, to] = node.range;
  if (node.type === Scalar.BLOCK_LITERAL) {
    const before = node.value.slice(0, offset).split('\n');
    let lineStart = text.indexOf('\n', from) + 1;
    for (let line = 1; line < before.length; line += 1) lineStart = text.indexOf('\n', lineStart) + 1;
    const valueLine = node.value.split('\n')[before.length - 1] ?? '';
    const lineEnd = text.indexOf('\n', lineStart);
    const written = text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd).replace(/\r$/, '');
    return lineStart + Math.max(0, written.length - valueLine.length) + (before.at(-1)?.length ?? 0);
  }
  // In one line without escapes the value stands in the text as it is.
  const inner = node.type === Scalar.PLAIN ? from : from + 1;
  return text.startsWith(node.value, inner) && inner + offset <= to ? inner + offset : undefined;
};
