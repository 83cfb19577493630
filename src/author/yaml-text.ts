import { levels } from '../lesson/level.ts';

/** What can be written into a lesson file: plain data. A list in a list is a row, and its items are cells. */
export type YamlData = string | number | boolean | null | readonly YamlData[] | YamlMap;

export interface YamlMap {
  readonly [key: string]: YamlData;
}

export const isYamlMap = (data: YamlData | undefined): data is YamlMap =>
  typeof data === 'object' && data !== null && !Array.isArray(data);

/** As much as fits on a line of a lesson, in columns. */
export const maxColumns = 110;

export interface Layout {
  /** The column, from 0, at which the key stands whose value this is. */
  readonly indent: number;
  /** The column, from 0, at which the value would begin on the line of its key. */
  readonly column: number;
  /** How many levels of mappings get a line for every key even when they would fit on one. */
  readonly spread?: number;
  readonly newline: string;
}

/**
 * The value as it stands after `key:`, with the blank or line break before it: on the line of the key when
 * it fits there, else as a block. A mapping by isolation level is always a block.
 */
export const yamlAfterKey = (data: YamlData, layout: Layout): string => {
  const { indent, column, spread = 0, newline } = layout;
  if (typeof data === 'string') return ` ${yamlString(data, isPlainInBlock)}`;
  const flow = yamlFlow(data);
  const isBlock = !isEmpty(data) && (spread > 0 || isByLevel(data) || column + flow.length > maxColumns);
  if (!isBlock || typeof data !== 'object' || data === null) return ` ${flow}`;
  const inner = indent + 2;
  const lines = isList(data)
    ? data.map((item) => `- ${yamlItem(item, inner, newline)}`)
    : Object.entries(data).map(([key, value]) => yamlPair(key, value, inner, newline, spread - 1));
  return lines.map((line) => newline + ' '.repeat(inner) + line).join('');
};

/** `key: value`, without indentation before the key. */
export const yamlPair = (
  key: string,
  value: YamlData,
  indent: number,
  newline: string,
  spread = 0,
): string => {
  const written = `${yamlKey(key)}:`;
  return written + yamlAfterKey(value, { indent, column: indent + written.length + 1, spread, newline });
};

const yamlItem = (item: YamlData, indent: number, newline: string): string => {
  const flow = yamlFlow(item, 1);
  if (!isYamlMap(item) || indent + 2 + flow.length <= maxColumns) return flow;
  const inner = indent + 2;
  return Object.entries(item)
    .map(([key, value]) => yamlPair(key, value, inner, newline))
    .join(newline + ' '.repeat(inner));
};

/** The value on one line. */
export const yamlFlow = (data: YamlData, depth = 0): string => {
  if (isList(data)) return `[${data.map((item) => yamlFlow(item, depth + 1)).join(', ')}]`;
  if (isYamlMap(data)) {
    const pairs = Object.entries(data).map(([key, value]) => `${yamlKey(key)}: ${yamlFlow(value)}`);
    return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
  }
  if (typeof data !== 'string') return String(data);
  // The text of a cell is taken as it is written, so a number needs no quotes there.
  return depth > 1 && /^-?[0-9]+(\.[0-9]+)?$/.test(data) ? data : yamlString(data);
};

const yamlKey = (key: string): string =>
  /^[A-Za-z][A-Za-z0-9_ -]*[A-Za-z0-9_]$|^[A-Za-z]$/.test(key) ? key : yamlString(key);

const isPlainAnywhere = /^[\p{L}$_/][\p{L}\p{N} _$@./()+*=;<>!?%^~|'-]*$/u;
/** Commas mean something only between brackets. */
const isPlainInBlock = /^[\p{L}$_/][\p{L}\p{N} _$@./()+*=;<>!?%^~|',-]*$/u;

/** Plain where every reader of YAML takes it for the same text; else in quotes. */
const yamlString = (text: string, plain: RegExp = isPlainAnywhere): string => {
  const isOtherType = /^(null|true|false|yes|no|on|off|y|n)$/i.test(text);
  if (plain.test(text) && !text.endsWith(' ') && !isOtherType) return text;
  if (text.includes('"') && !/['\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\\]/u.test(text)) return `'${text}'`;
  // JSON's strings are YAML's, except for what YAML calls not printable.
  return JSON.stringify(text).replaceAll(/[\u007F-\u009F\p{Cf}\p{Zl}\p{Zp}]/gu, (one) =>
    one.length > 1 ? one : `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
};

const isByLevel = (data: YamlData): boolean =>
  isYamlMap(data) && levels.some((level) => Object.hasOwn(data, level));

const isEmpty = (data: YamlData): boolean =>
  typeof data === 'object' && data !== null && Object.keys(data).length === 0;

const isList = (data: YamlData): data is readonly YamlData[] => Array.isArray(data);
