import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import type { Span, TextLines } from './text-lines.ts';

/** A value of a document as plain data, and where it stands. */
export interface YamlEntry {
  readonly data: unknown;
  readonly node: Node | null;
  /** Where its key is, when it is a value of a mapping. */
  readonly key?: Span;
  /** The text that it stands in, where that is not the lesson's own. */
  readonly lines?: TextLines;
  /** What is in it, in the order of the file. */
  readonly children: ReadonlyMap<string | number, YamlEntry>;
}

export type Fault = (span: Span, message: string) => void;

export const startOfText: Span = { from: 0, to: 1 };

/** Aliases can make a small file expand without end. */
const maxNodes = 50_000;

/** The contents of a document with every alias put in; what YAML allows and a lesson does not is a fault. */
export const yamlEntries = (document: Document.Parsed, fault: Fault, lines?: TextLines): YamlEntry =>
  new Reader(fault, lines).read(document.contents, undefined, { lists: 0, aliases: [] });

interface Surroundings {
  /** In how many lists, one directly in the other, a value is. */
  readonly lists: number;
  /** The values that are being repeated here. */
  readonly aliases: readonly Node[];
}

class Reader {
  readonly #fault: Fault;
  readonly #lines: { readonly lines?: TextLines };
  /** yaml's own look-up of an alias goes through the whole document each time. */
  readonly #anchors = new Map<string, Node>();
  #nodes = 0;

  constructor(fault: Fault, lines: TextLines | undefined) {
    this.#fault = fault;
    this.#lines = lines ? { lines } : {};
  }

  read(given: unknown, key: Span | undefined, around: Surroundings): YamlEntry {
    this.#nodes += 1;
    if (this.#nodes > maxNodes) return this.#tooMuch(key);
    if (isAlias(given)) {
      const target = this.#targetOf(given.source, given, around.aliases);
      return target === undefined
        ? nothing(key)
        : this.#readNode(target, key, { ...around, aliases: [...around.aliases, target] });
    }
    const node = isNode(given) ? given : null;
    if (node && around.aliases.length === 0 && isAnchored(node)) this.#anchors.set(node.anchor, node);
    return this.#readNode(node, key, around);
  }

  #readNode(node: Node | null, key: Span | undefined, around: Surroundings): YamlEntry {
    const base = { node, ...(key && { key }), ...this.#lines };
    if (isSeq(node)) {
      const inside = { ...around, lists: around.lists + 1 };
      const items = node.items.map((item) => this.read(item, undefined, inside));
      return { ...base, data: items.map(({ data }) => data), children: new Map(items.entries()) };
    }
    if (isMap(node)) {
      const children = new Map<string, YamlEntry>();
      for (const pair of node.items) {
        const span = { ...(spanOf(pair.key) ?? key ?? startOfText), ...this.#lines };
        const name = textOf(pair.key);
        if (name === '<<') this.#fault(span, noMerging);
        else if (!isScalar(pair.key) || name === '__proto__') this.#fault(span, 'this cannot be a key');
        else if (children.has(name)) this.#fault(span, `\`${name}\` is here twice`);
        else children.set(name, this.read(pair.value, span, { ...around, lists: 0 }));
      }
      return { ...base, data: dataOf(children), children };
    }
    if (!isScalar(node)) return { ...base, data: null, children: none };
    // The only lists of lists in a lesson are rows of cells.
    return { ...base, data: around.lists >= 2 ? cellOf(node) : node.value, children: none };
  }

  #targetOf(name: string, alias: Node, aliases: readonly Node[]): Node | undefined {
    const target = this.#anchors.get(name);
    const span = spanOf(alias) ?? startOfText;
    if (target === undefined) this.#fault(span, `nothing before this place is called &${name}`);
    else if (aliases.includes(target)) this.#fault(span, `*${name} stands inside of what it repeats`);
    else return target;
    return undefined;
  }

  #tooMuch(key: Span | undefined): YamlEntry {
    if (this.#nodes === maxNodes + 1) {
      this.#fault(key ?? startOfText, 'this is too much: aliases (`*name`) expand without end');
    }
    return nothing(key);
  }
}

export const dataOf = (children: YamlEntry['children']): object =>
  Object.fromEntries([...children].map(([key, child]) => [key, child.data]));

const noMerging = 'a lesson has no merge keys (`<<`); `*name` repeats a whole value';

const none: ReadonlyMap<string, YamlEntry> = new Map();

const nothing = (key: Span | undefined): YamlEntry => ({
  data: null,
  node: null,
  ...(key && { key }),
  children: none,
});

const isAnchored = (node: Node): node is Node & { readonly anchor: string } =>
  'anchor' in node && typeof node.anchor === 'string';

/** A cell is the text as it was written: 1.10 stays 1.10, and a long number keeps its digits. */
const cellOf = (node: Scalar): unknown => (node.value === null ? null : textOf(node));

const textOf = (node: unknown): string => {
  if (!isScalar(node)) return String(node);
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
};

export const spanOf = (node: unknown): Span | undefined => {
  if (!isNode(node)) return undefined;
  // A long mapping is marked at its first key, a list at its first item.
  const first = isMap(node) && !node.flow ? node.items[0]?.key : undefined;
  if (isNode(first)) return spanOf(first);
  return node.range ? { from: node.range[0], to: node.range[1] } : undefined;
};
