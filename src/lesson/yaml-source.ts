import { Composer, type CST, isScalar, Lexer, type ParsedNode, Parser, Scalar } from 'yaml';
import type { Problem } from './problem.ts';
import { type Place, type Span, TextLines } from './text-lines.ts';
import { spanOf, startOfText, type YamlEntry, yamlEntries } from './yaml-entries.ts';
import { yamlSlips } from './yaml-slips.ts';

export type Path = readonly (string | number)[];

/** A lesson's YAML as plain data, with the way back from the data to the text, or to those that it is made of. */
export class YamlSource {
  /** The nodes of its own text, with comments and places. */
  readonly contents: ParsedNode;
  readonly root: YamlEntry;
  readonly #lines: TextLines;

  constructor(contents: ParsedNode, root: YamlEntry, lines: TextLines) {
    this.contents = contents;
    this.root = root;
    this.#lines = lines;
  }

  get data(): unknown {
    return this.root.data;
  }

  /** The same source with another root, which has parts of other texts in it. */
  with(root: YamlEntry): YamlSource {
    return new YamlSource(this.contents, root, this.#lines);
  }

  /** The value at the path, or the nearest thing around it that is there. */
  valueSpan(path: Path): Span {
    return spanOfEntry(this.#nearest(path).entry);
  }

  /** The key that the path ends with, or else the value. */
  keySpan(path: Path): Span {
    return this.#entry(path)?.key ?? this.valueSpan(path);
  }

  /** The place of an offset inside the text that the value at the path stands for. */
  spanInText(path: Path, offset: number, length = 1): Span {
    const { node, lines } = this.#entry(path) ?? {};
    const { text } = lines ?? this.#lines;
    const from = isScalar(node) ? offsetInScalar(node, text, offset) : undefined;
    return from === undefined ? this.valueSpan(path) : { from, to: from + length, ...(lines && { lines }) };
  }

  /** Does a YAML comment follow on unquoted text? SQL that has a # loses its end that way. */
  isCutByComment(path: Path): boolean {
    const node = this.#entry(path)?.node;
    return isScalar(node) && node.type === Scalar.PLAIN && typeof node.comment === 'string';
  }

  /**
   * Where in the text one of these parts of the value at the path begins, when its line is not the last one of a value
   * whose lines are joined.
   */
  lineThatGoesOn(path: Path, parts: readonly string[]): Span | undefined {
    const { node, lines } = this.#entry(path) ?? {};
    if (parts.length === 0 || !isScalar(node) || !node.range || node.type === Scalar.BLOCK_LITERAL)
      return undefined;
    const [from, to] = node.range;
    let lineFrom = from;
    const { text } = lines ?? this.#lines;
    for (const line of text.slice(from, to).trimEnd().split('\n').slice(0, -1)) {
      const written = line.trimEnd();
      for (const part of parts) {
        const at = written.lastIndexOf(part.slice(0, 2));
        const isPart = at >= 0 && part.startsWith(written.slice(at));
        if (isPart && part.length > written.length - at)
          return { from: lineFrom + at, to: lineFrom + written.length, ...(lines && { lines }) };
      }
      lineFrom += line.length + 1;
    }
    return undefined;
  }

  /** Prose in one line that a comment cuts off: where the comment is. Values without a blank are words, not prose. */
  get cutTexts(): readonly { readonly path: Path; readonly span: Span }[] {
    const found: { path: Path; span: Span }[] = [];
    const walk = ({ node, children, lines = this.#lines }: YamlEntry, path: Path): void => {
      if (isScalar(node) && node.type === Scalar.PLAIN && typeof node.comment === 'string' && node.range) {
        const { text } = lines;
        const from = text.indexOf('#', node.range[1]);
        const lineEnd = text.indexOf('\n', from);
        if (/\s/.test(String(node.value)))
          found.push({ path, span: { from, to: lineEnd < 0 ? text.length : lineEnd, lines } });
      }
      for (const [key, child] of children) walk(child, [...path, key]);
    };
    walk(this.root, []);
    return found;
  }

  /** The keys of a mapping in the order of the file; an object would put those that are numbers first. */
  keysInOrder(path: Path): readonly string[] {
    return [...(this.#entry(path)?.children.keys() ?? [])].map(String);
  }

  /** Where a span is, for a problem. The length stays within its first line. */
  place(span: Span): Place {
    return (span.lines ?? this.#lines).place(span);
  }

  #entry(path: Path): YamlEntry | undefined {
    const { entry, found } = this.#nearest(path);
    return found === path.length ? entry : undefined;
  }

  /** The entry at the path or nearest around it, and how many parts of the path lead to it. */
  #nearest(path: Path): { readonly entry: YamlEntry; readonly found: number } {
    let entry = this.root;
    for (const [found, part] of path.entries()) {
      const next = entry.children.get(part);
      if (next === undefined) return { entry, found };
      entry = next;
    }
    return { entry, found: path.length };
  }
}

/** Deeper than any lesson; the YAML composer calls itself for every level. */
const maxDepth = 64;

const spanOfEntry = ({ node, key, lines }: YamlEntry): Span => {
  const span = spanOf(node);
  return span === undefined ? (key ?? startOfText) : { ...span, ...(lines && { lines }) };
};

interface YamlKind {
  readonly what: string;
  readonly begins: string;
  readonly file?: string;
}

const aLesson = { what: 'lesson', begins: '`format: 1`' } as const;

/** Reads one YAML document; what it should be is said where there is none, and its file where it stands beside a lesson. */
export const readYaml = (
  text: string,
  { what, begins, file }: YamlKind = aLesson,
): YamlSource | readonly Problem[] => {
  const lines = new TextLines(text, file);
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
    const empty = /^\s*#/m.test(text) ? 'there are only comments in this file' : 'the file is empty';
    return [
      problem(startOfText, empty, `${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what}, beginning with ${begins}`),
    ];
  }
  const faults = documents.flatMap((one) => [...one.errors, ...one.warnings]);
  if (documents.length > 1 && documents[1]) {
    const from = documents[1].range[0];
    faults.length = 0;
    return [
      problem({ from, to: from + 3 }, `a second YAML document begins here; one file holds one ${what}`),
    ];
  }
  if (faults.length > 0) {
    return yamlSlips(faults, tokens, lines).map(({ span, message, expected }) =>
      problem(span, message, expected),
    );
  }
  const problems: Problem[] = [];
  const root = yamlEntries(
    document,
    (span, message) => problems.push(problem(span, message)),
    file === undefined ? undefined : lines,
  );
  return problems.length > 0 ? problems : new YamlSource(document.contents, root, lines);
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
