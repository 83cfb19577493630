import { isDeepStrictEqual } from 'node:util';
import { isMap, isNode, type YAMLMap } from 'yaml';
import { UserError } from '../errors.ts';
import { pathWords } from '../lesson/path-words.ts';
import type { Path } from '../lesson/yaml-source.ts';
import { freeAnchors } from './yaml-anchors.ts';
import { dataAt, pairOf, rangeOf, tryYamlNodes, wayTo, type YamlNodes, yamlNodes } from './yaml-nodes.ts';
import { insertPair, removePair, replaceValue } from './yaml-splice.ts';
import { isYamlMap, maxColumns, type YamlData, yamlFlow } from './yaml-text.ts';

/** A value to put at a place of a lesson file; mappings that are not there yet are made on the way. */
export interface YamlEdit {
  readonly path: Path;
  readonly data: YamlData;
  /** The order of keys that only this lesson knows, for instance the names of its steps. */
  readonly order?: readonly string[];
  /** A line to put above it. */
  readonly comment?: string;
}

/**
 * The text with the values at some paths made equal to data, one after the other. Only what differs is
 * written anew; every other byte stays as it is: comments, the order of keys, quotes, blank lines. Values
 * that the file shares through anchors stay what they are at their other places.
 *
 * @throws UserError when the YAML at such a place is written in a way that cannot be edited.
 */
export const editYaml = (text: string, edits: readonly YamlEdit[]): string =>
  edits.length === 0 ? text : edits.reduce(edited, yamlNodes(text)).text;

const edited = (given: YamlNodes, { path, data, order, comment }: YamlEdit): YamlNodes => {
  const before = comment === undefined ? given : yamlNodes(commented(given, path, comment));
  const after = changesTo(before, path, data).reduce((nodes, one) => changed(nodes, one, order), before);
  if (!isDeepStrictEqual(after.data, withDataAt(before.data, path, data))) throw cannotEdit(before, path);
  return after;
};

/** A text of several lines becomes one. What stands in braces has no line of its own to put a comment above. */
const commented = (nodes: YamlNodes, path: Path, comment: string): string => {
  const { pair } = wayTo(nodes.root, path);
  if (pair === undefined) throw cannotEdit(nodes, path);
  const { from } = rangeOf(pair.key);
  const { text, newline } = nodes;
  const indent = text.slice(text.lastIndexOf('\n', from - 1) + 1, from);
  if (indent.trim() !== '') return text;
  return `${text.slice(0, from)}# ${comment.trim().replaceAll(/\s+/g, ' ')}${newline}${indent}${text.slice(from)}`;
};

/** Undefined data: the pair is to go. */
interface Change {
  readonly path: Path;
  readonly data: YamlData | undefined;
}

/** The smallest changes that are still whole values: a mapping is compared key by key. */
const changesTo = (nodes: YamlNodes, path: Path, data: YamlData): readonly Change[] => {
  const old = dataAt(nodes.data, path);
  if (isDeepStrictEqual(old, data)) return [];
  const way = wayTo(nodes.root, path);
  const node = way.nodes.at(-1);
  const isHere = way.covered === path.length;
  if (!isHere || !isMap(node) || !isYamlMap(old) || !isYamlMap(data)) return [{ path, data }];
  const kept = Object.keys(data).filter((key) => Object.hasOwn(old, key));
  if (kept.length === 0 || (node.flow && !staysOnLine(nodes, node, data))) return [{ path, data }];
  return [
    ...Object.entries(data).flatMap(([key, value]) => changesTo(nodes, [...path, key], value)),
    ...Object.keys(old).flatMap((key) =>
      Object.hasOwn(data, key) ? [] : [{ path: [...path, key], data: undefined }],
    ),
  ];
};

/** A mapping in braces that would become too long is written anew as a block, unless that loses a comment. */
const staysOnLine = ({ text }: YamlNodes, node: YAMLMap, data: YamlData): boolean => {
  const [from, to] = node.range ?? [0, 0];
  const column = from - (text.lastIndexOf('\n', from - 1) + 1);
  return text.slice(from, to).includes('#') || column + yamlFlow(data).length <= maxColumns;
};

const changed = (given: YamlNodes, change: Change, order?: readonly string[]): YamlNodes => {
  let nodes = given;
  const { path } = change;
  const read = (text: string): YamlNodes => {
    const after = tryYamlNodes(text);
    if (after === undefined) throw cannotEdit(given, path);
    return after;
  };
  for (let free = freeAnchors(nodes, path); free !== undefined; free = freeAnchors(nodes, path)) {
    nodes = read(free);
  }
  return read(spliced(nodes, change, order));
};

const spliced = (nodes: YamlNodes, { path, data }: Change, order?: readonly string[]): string => {
  const { nodes: found, covered, pair } = wayTo(nodes.root, path);
  const node = found.at(-1);
  if (covered === path.length) {
    const parent = found.at(-2);
    if (pair === undefined || !isMap(parent)) throw cannotEdit(nodes, path);
    return data === undefined ? removePair(nodes, parent, pair) : replaceValue(nodes, found, pair, data);
  }
  if (data === undefined) throw cannotEdit(nodes, path);
  const rest = path.slice(covered);
  const [key, ...inner] = rest;
  if (isMap(node) && typeof key === 'string' && pairOf(node, key) === undefined) {
    const added = { key, data: nested(inner, data), spread: inner.length };
    return insertPair(nodes, found, { ...added, ...(order && { order }) });
  }
  // Something that is shared from elsewhere: from here on this place gets a copy of its own.
  const own = dataAt(nodes.data, path.slice(0, covered));
  if (pair === undefined || own === undefined) throw cannotEdit(nodes, path);
  return replaceValue(nodes, found, pair, withDataAt(own, rest, data));
};

export const nested = (path: Path, data: YamlData): YamlData =>
  path.reduceRight<YamlData>((inner, key) => ({ [key]: inner }), data);

const withDataAt = (data: YamlData | undefined, path: Path, value: YamlData): YamlData => {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof key === 'number') {
    if (!Array.isArray(data)) throw new Error('There is no list to put it into');
    const items: readonly YamlData[] = data;
    return items.with(key, withDataAt(items[key], rest, value));
  }
  const map = isYamlMap(data) ? data : {};
  return { ...map, [key]: withDataAt(map[key], rest, value) };
};

const cannotEdit = ({ data, text, root }: YamlNodes, path: Path): UserError => {
  const node = wayTo(root, path).nodes.findLast(isNode);
  const line = text.slice(0, node?.range?.[0] ?? 0).split('\n').length;
  return new UserError(
    `Line ${line}: ${pathWords([...path, ''], data)}this is written in a way that cannot be changed by a program.`,
    { next: ['Write it as the other lessons do: a key, a colon and a value on lines of their own.'] },
  );
};
