import {
  type Alias,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Scalar,
  visit,
  type YAMLMap,
} from 'yaml';
import { type Path, readYaml, YamlSource } from '../lesson/yaml-source.ts';
import type { YamlData } from './yaml-text.ts';

/** The nodes of a lesson file, and where they stand in its text. */
export interface YamlNodes {
  readonly text: string;
  readonly newline: string;
  readonly root: Node;
  readonly data: YamlData;
}

/** Reads a text that is known to be a lesson. */
export const yamlNodes = (text: string): YamlNodes => {
  const nodes = tryYamlNodes(text);
  if (nodes === undefined) throw new Error('This was known to be a lesson, and is not even YAML');
  return nodes;
};

/** Undefined when the text is no YAML. */
export const tryYamlNodes = (text: string): YamlNodes | undefined => {
  const source = readYaml(text);
  if (!(source instanceof YamlSource)) return undefined;
  return {
    text,
    newline: /\r?\n/.exec(text)?.[0] ?? '\n',
    root: source.contents,
    data: asData(source.data),
  };
};

/** What the YAML reader gives is plain data already; this says so to the compiler. */
export const asData = (value: unknown): YamlData => {
  if (Array.isArray(value)) return value.map(asData);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, asData(one)]));
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return null;
};

export const dataAt = (data: YamlData | undefined, path: Path): YamlData | undefined =>
  path.reduce<YamlData | undefined>((value, part) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    return Object.entries(value).find(([key]) => key === String(part))?.[1];
  }, data);

/** What is found on the way along a path: the nodes that are there, and how many parts of it they cover. */
export interface Way {
  /** From the root on; the last one is where the way ends. */
  readonly nodes: readonly Node[];
  /** The pair whose value the last node is, when its parent is a mapping. */
  readonly pair?: Pair;
  /** Equal to the length of the path when everything is there; less at a missing key or at an alias. */
  readonly covered: number;
}

export const wayTo = (root: Node, path: Path): Way => {
  const nodes = [root];
  let pair: Pair | undefined;
  for (const [covered, part] of path.entries()) {
    const node = nodes.at(-1);
    let next: unknown;
    let nextPair: Pair | undefined;
    if (isMap(node)) {
      nextPair = pairOf(node, String(part));
      next = nextPair?.value;
    } else if (isSeq(node) && typeof part === 'number') next = node.items[part];
    if (!isNode(next)) return { nodes, ...(pair && { pair }), covered };
    nodes.push(next);
    pair = nextPair;
  }
  return { nodes, ...(pair && { pair }), covered: path.length };
};

export const pairOf = (map: YAMLMap, key: string): Pair | undefined =>
  map.items.find((pair) => keyText(pair) === key);

export const keyText = (pair: Pair): string => (isScalar(pair.key) ? String(pair.key.value) : '');

export interface Range {
  readonly from: number;
  readonly to: number;
}

export const rangeOf = (node: unknown): Range => {
  if (!isNode(node) || !node.range) throw new Error('This node was not read from a text');
  return { from: node.range[0], to: node.range[1] };
};

/** Where the last character of a value stands: without the blank lines and comments after it. */
export const endOf = (node: unknown, text: string): number => {
  const last = (isMap(node) || isSeq(node)) && !node.flow ? node.items.at(-1) : undefined;
  if (last !== undefined) return isNode(last) ? endOf(last, text) : endOfPair(last, text);
  const { from, to } = rangeOf(node);
  if (isScalar(node) && (node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED)) {
    const source = text.slice(from, to);
    // With `+` the blank lines at its end are part of the text.
    const isKept = /^[|>]\S*\+/.test(source);
    return from + (isKept ? source.replace(/\r?\n$/, '') : source.trimEnd()).length;
  }
  return to;
};

const endOfPair = (pair: unknown, text: string): number => {
  if (typeof pair !== 'object' || pair === null || !('key' in pair) || !('value' in pair)) {
    throw new Error('Neither a node nor a pair');
  }
  const { value } = pair;
  // An empty value begins and ends behind the colon.
  return isNode(value) ? endOf(value, text) : text.indexOf(':', rangeOf(pair.key).to) + 1;
};

/** The end of what a pair says, in a mapping of any style. */
export const pairEnd = (pair: Pair, text: string): number => endOfPair(pair, text);

/** Every alias in the document, in the order of the text. */
export const aliasesOf = (root: Node): readonly Alias[] => {
  const found: Alias[] = [];
  if (root !== null) {
    visit(root, {
      Alias: (_key, alias) => {
        found.push(alias);
      },
    });
  }
  return found;
};

/** The nodes with an anchor in a part of the document, itself included. */
export const anchoredIn = (root: Node): readonly (Node & { readonly anchor: string })[] => {
  const found: (Node & { readonly anchor: string })[] = [];
  visit(root, {
    Node: (_key, node) => {
      if (hasAnchor(node)) found.push(node);
    },
  });
  return found;
};

export const hasAnchor = (node: Node): node is Node & { readonly anchor: string } =>
  !isAlias(node) && 'anchor' in node && typeof node.anchor === 'string' && node.anchor !== '';
