import { isMap, isNode, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import { keysBehind } from './key-order.ts';
import { keyText, pairEnd, rangeOf, type YamlNodes } from './yaml-nodes.ts';
import { type YamlData, yamlAfterKey, yamlFlow, yamlPair } from './yaml-text.ts';

/** The text with another value for the pair. `way` leads from the root to its value, or to where it belongs. */
export const replaceValue = (
  { text, newline }: YamlNodes,
  way: readonly Node[],
  pair: Pair,
  data: YamlData,
): string => {
  const colon = text.indexOf(':', rangeOf(pair.key).to) + 1;
  const end = pairEnd(pair, text);
  if (way.slice(0, -1).some(isFlow)) return splice(text, colon, end, ` ${yamlFlow(data)}`);
  const { from: keyStart } = rangeOf(pair.key);
  const layout = { indent: columnOf(text, keyStart), column: columnOf(text, colon) + 1, newline };
  const comment = /^[ \t]*(&\S+[ \t]*)?#[^\r\n]*/.exec(text.slice(colon))?.[0];
  if (comment === undefined) return splice(text, colon, end, yamlAfterKey(data, layout));
  // The comment behind the key stays there, so the value must begin on the next line.
  const written = yamlAfterKey(data, { ...layout, spread: 1 });
  const below = written.startsWith(' ')
    ? newline + ' '.repeat(layout.indent + 2) + written.trimStart()
    : written;
  return splice(text, colon, end, comment.replace(/&\S+[ \t]*/, '') + below);
};

export interface NewPair {
  readonly key: string;
  readonly data: YamlData;
  /** How many mappings inside of each other get a line for every key. */
  readonly spread: number;
  /** The order of the keys, where the format does not know it. */
  readonly order?: readonly string[];
}

/** The text with one more pair in the mapping at which the way ends, at the usual place among its keys. */
export const insertPair = (
  nodes: YamlNodes,
  way: readonly Node[],
  { key, data, spread, order }: NewPair,
): string => {
  const { text, newline } = nodes;
  const map = way.at(-1);
  if (!isMap(map)) throw new Error('A pair belongs into a mapping');
  const last = pairBefore(map, key, order);
  if (way.some(isFlow)) {
    const pair = yamlFlow({ [key]: data }).slice(2, -2);
    if (last !== undefined) return splice(text, pairEnd(last, text), pairEnd(last, text), `, ${pair}`);
    const [first] = map.items;
    if (first !== undefined) {
      const { from } = rangeOf(first.key);
      return splice(text, from, from, `${pair}, `);
    }
    const { from, to } = rangeOf(map);
    return splice(text, from, to, `{ ${pair} }`);
  }
  const [first] = map.items;
  if (first === undefined) throw new Error('A block mapping is never empty');
  const indent = columnOf(text, rangeOf(first.key).from);
  const pair = yamlPair(key, data, indent, newline, spread);
  if (last === undefined) {
    const { from } = rangeOf(first.key);
    return splice(text, from, from, pair + newline + ' '.repeat(indent));
  }
  const at = endOfLine(text, pairEnd(last, text));
  const gap = indent === 0 && isSpaced(map, text) ? newline : '';
  return splice(text, at, at, gap + newline + ' '.repeat(indent) + pair);
};

/** The text without the pair, and without the line or the comma that it leaves. */
export const removePair = ({ text }: YamlNodes, map: YAMLMap, pair: Pair): string => {
  const index = map.items.indexOf(pair);
  const { from } = rangeOf(pair.key);
  const end = pairEnd(pair, text);
  const before = map.items[index - 1];
  const after = map.items[index + 1];
  if (map.flow) {
    if (before !== undefined) return splice(text, pairEnd(before, text), end, '');
    return after === undefined
      ? splice(text, from, end, '')
      : splice(text, from, rangeOf(after.key).from, '');
  }
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  // The first key of a list's item shares its line with the dash.
  if (text.slice(lineStart, from).trim() !== '') {
    return after === undefined ? text : splice(text, from, rangeOf(after.key).from, '');
  }
  return splice(
    text,
    lineStart,
    Math.min(text.length, text.indexOf('\n', endOfLine(text, end)) + 1 || text.length),
    '',
  );
};

/** The pair behind which a new key belongs; undefined: before the first one. */
const pairBefore = (map: YAMLMap, key: string, order?: readonly string[]): Pair | undefined => {
  const behind = keysBehind(key, map.items.map(keyText), order);
  const next = map.items.findIndex((pair) => behind.has(keyText(pair)));
  return next < 0 ? map.items.at(-1) : map.items[next - 1];
};

const isFlow = (node: Node): boolean => (isMap(node) || isSeq(node)) && node.flow === true;

/** Are the keys of the file set apart by blank lines? */
const isSpaced = (map: YAMLMap, text: string): boolean =>
  map.items.some((pair) => /\r?\n[ \t]*\r?\n(#[^\n]*\n)*$/.test(text.slice(0, rangeOf(pair.key).from)));

/** A byte order mark at the very beginning takes no column. */
const columnOf = (text: string, offset: number): number => {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return offset - lineStart - (lineStart === 0 && text.startsWith('\uFEFF') ? 1 : 0);
};

const endOfLine = (text: string, offset: number): number => {
  const end = text.indexOf('\n', offset);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
};

const splice = (text: string, from: number, to: number, inserted: string): string =>
  text.slice(0, from) + inserted + text.slice(to);

/** The text with a value shared under an anchor written at an alias instead. */
export const replaceAlias = (
  { text, newline }: YamlNodes,
  way: readonly Node[],
  pair: Pair,
  shared: { readonly anchor: string; readonly data: YamlData },
): string => {
  const alias = pair.value;
  if (!isNode(alias)) throw new Error('An alias is a node');
  const { from, to } = rangeOf(alias);
  const indent = columnOf(text, rangeOf(pair.key).from);
  const written = way.slice(0, -1).some(isFlow)
    ? ` ${yamlFlow(shared.data)}`
    : yamlAfterKey(shared.data, { indent, column: columnOf(text, from) + shared.anchor.length + 2, newline });
  return splice(text, from, to, `&${shared.anchor}${written}`);
};
