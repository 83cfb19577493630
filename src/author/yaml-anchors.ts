import { type Alias, isAlias, isMap, isNode, isSeq, type Node, type Pair } from 'yaml';
import type { Path } from '../lesson/yaml-source.ts';
import {
  aliasesOf,
  anchoredIn,
  dataAt,
  hasAnchor,
  keyText,
  rangeOf,
  wayTo,
  type YamlNodes,
} from './yaml-nodes.ts';
import { replaceAlias } from './yaml-splice.ts';

/**
 * A change at a path must not change other places that repeat the same value (`*name`). Moves one value that
 * is repeated elsewhere to the first of these places; undefined when nothing is in the way (any more).
 */
export const freeAnchors = (nodes: YamlNodes, path: Path): string | undefined => {
  const way = wayTo(nodes.root, path);
  const end = way.nodes.at(-1);
  // What holds the changed place changes with it, and what is inside of it goes.
  const above = way.nodes.slice(1, -1).filter(hasAnchor);
  const inside = way.covered === path.length && end !== undefined ? anchoredIn(end) : [];
  const at = way.covered < path.length && end !== undefined && hasAnchor(end) ? [end] : [];
  const repeated = [
    ...[...above, ...at].map((node) => ({ node, region: node })),
    ...inside.map((node) => ({ node, region: end ?? node })),
  ];
  for (const { node, region } of repeated) {
    const aliases = aliasesOf(nodes.root).filter((one) => one.source === node.anchor);
    const isNeeded = aliases.some((one) => !isWithin(one, region));
    // The first one takes over even if it stands inside of the region: those behind it must find the name.
    const [first] = aliases;
    if (isNeeded && first !== undefined) return moveTo(nodes, node, first);
  }
  return undefined;
};

const isWithin = (inner: Node, outer: Node): boolean => {
  const a = rangeOf(inner);
  const b = rangeOf(outer);
  return a.from >= b.from && a.to <= b.to;
};

/** The alias gets the value and its name; the place that had the name keeps its text without the name. */
const moveTo = (nodes: YamlNodes, node: Node & { readonly anchor: string }, alias: Alias): string => {
  const target = findPair(nodes.root, alias);
  const source = pathOf(nodes.root, node);
  const data = source && dataAt(nodes.data, source);
  if (target === undefined || data === undefined) throw new Error(`No place for &${node.anchor}`);
  const moved = replaceAlias(nodes, target.way, target.pair, { anchor: node.anchor, data });
  // The alias stands after the anchor, so the anchor is still where it was.
  const { from } = rangeOf(node);
  const name = moved.lastIndexOf(`&${node.anchor}`, from);
  const behind = moved.slice(name).replace(/^&\S+/, '');
  const before = moved.slice(0, name).replace(/[ \t]$/, '');
  return before + (/^[ \t]*\r?\n/.test(behind) ? behind.replace(/^[ \t]*/, '') : ` ${behind.trimStart()}`);
};

interface Found {
  readonly way: readonly Node[];
  readonly pair: Pair;
}

const findPair = (node: Node | null, value: Node, way: readonly Node[] = []): Found | undefined => {
  if (node === null) return undefined;
  const here = [...way, node];
  if (isMap(node)) {
    for (const pair of node.items) {
      if (pair.value === value) return { way: [...here, value], pair };
      const found = isNode(pair.value) ? findPair(pair.value, value, here) : undefined;
      if (found) return found;
    }
  }
  if (isSeq(node)) {
    for (const item of node.items) {
      const found = isNode(item) ? findPair(item, value, here) : undefined;
      if (found) return found;
    }
  }
  return undefined;
};

const pathOf = (node: Node | null, wanted: Node, path: Path = []): Path | undefined => {
  if (node === wanted) return path;
  if (isMap(node)) {
    for (const pair of node.items) {
      const found = isNode(pair.value) ? pathOf(pair.value, wanted, [...path, keyText(pair)]) : undefined;
      if (found) return found;
    }
  }
  if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      const found = isNode(item) && !isAlias(item) ? pathOf(item, wanted, [...path, index]) : undefined;
      if (found) return found;
    }
  }
  return undefined;
};
