import type { TableRows } from '../engine/events.ts';
import type { Value } from '../engine/outcome.ts';
import { RedisRefusal } from './client.ts';
import { elements, type Reply, textOf, textsIn } from './reply.ts';

export type Send = (words: readonly (string | Buffer)[]) => Promise<Reply>;

/** How many keys the server looks at in one go, so that it never keeps others waiting for long. */
const atOnce = '1000';

/** Every key that begins with a prefix, exactly as it is. The prefix has no character that a pattern has. */
export const keysWith = async (send: Send, prefix: string): Promise<readonly Buffer[]> => {
  const found = new Map<string, Buffer>();
  let cursor = '0';
  do {
    const [next, keys] = elements(await send(['SCAN', cursor, 'MATCH', `${prefix}*`, 'COUNT', atOnce]));
    // SCAN may tell a key twice.
    for (const key of elements(keys)) if (Buffer.isBuffer(key)) found.set(key.toString('hex'), key);
    cursor = textsIn([next ?? '0'])[0] ?? '0';
  } while (cursor !== '0');
  return [...found.values()];
};

/** What is shown of a Redis: of more keys, or of a larger value, only that it is so. In bytes, and elements. */
const most = { keys: 10_000, text: 1024 * 1024, elements: 10_000 } as const;

/** So many values are read at once: together they are no larger than a reply may be. */
const batch = 20;

/**
 * The keys with a prefix as people see them, sorted: without the prefix, with value and whether they expire.
 *
 * @throws Error when there are more than the lab reads.
 */
export const storedRows = async (send: Send, prefix: string): Promise<TableRows> => {
  const keys = await keysWith(send, prefix);
  if (keys.length > most.keys) throw new Error(tooMuch(`${counted(most.keys)} keys`));
  const rows: (readonly Value[])[] = [];
  let bytes = 0;
  for (let at = 0; at < keys.length; at += batch) {
    const read = await Promise.all(keys.slice(at, at + batch).map((key) => storedRow(send, key, prefix)));
    for (const row of read.filter((one) => one !== undefined)) {
      bytes += row[1]?.length ?? 0;
      if (bytes > mostTogether) throw new Error(tooMuch(`${mostTogether / 1024 / 1024} MB`));
      rows.push(row);
    }
  }
  return {
    columns: ['key', 'value', 'expires'],
    rows: rows.toSorted(([one], [other]) => (one ?? '').localeCompare(other ?? '', 'en')),
  };
};

/** As text; as much as a reply may have. */
const mostTogether = 64 * 1024 * 1024;

const tooMuch = (than: string): string => `There are more than ${than}: the lab does not read so much.`;

const counted = (count: number): string => count.toLocaleString('en');

const storedRow = async (send: Send, key: Buffer, prefix: string): Promise<readonly Value[] | undefined> => {
  const [type, left] = await Promise.all([send(['TYPE', key]), send(['PTTL', key])]);
  const value = await readValue(send, key, textsIn([type])[0] ?? '');
  // It expired, or was removed, while we looked.
  if (value === undefined) return undefined;
  return [textOf(key.subarray(prefix.length)), value, textsIn([left])[0] === '-1' ? 'no' : 'yes'];
};

interface Reader {
  /** How large it is. */
  readonly size: string;
  readonly command: readonly [string, ...string[]];
  readonly open: string;
  readonly close: string;
}

/** How each type is read, and written in one line. */
const readers: Readonly<Record<string, Reader>> = {
  list: { size: 'LLEN', command: ['LRANGE', '0', '-1'], open: '[', close: ']' },
  set: { size: 'SCARD', command: ['SMEMBERS'], open: '{', close: '}' },
  hash: { size: 'HLEN', command: ['HGETALL'], open: '{', close: '}' },
  zset: { size: 'ZCARD', command: ['ZRANGE', '0', '-1', 'WITHSCORES'], open: '{', close: '}' },
};

/** Undefined when there is nothing of this type under the key any more. */
const readValue = async (send: Send, key: Buffer, type: string): Promise<string | undefined> => {
  const sizeBy = async (command: string): Promise<number> => Number(textsIn([await send([command, key])])[0]);
  try {
    if (type === 'string') {
      return (await sizeBy('STRLEN')) > most.text
        ? `(a string of more than ${most.text / 1024 / 1024} MB)`
        : textsIn([await send(['GET', key])])[0];
    }
    const reader = readers[type];
    if (reader === undefined) return type === 'none' ? undefined : `(${type})`;
    const { size, command, open, close } = reader;
    if ((await sizeBy(size)) > most.elements)
      return `(a ${type} of more than ${counted(most.elements)} elements)`;
    const [name, ...rest] = command;
    const texts = textsIn(await send([name, key, ...rest]));
    if (texts.length === 0) return undefined;
    return `${open}${inPairs(type, texts).join(', ')}${close}`;
  } catch (error) {
    // Another type has taken its place.
    if (error instanceof RedisRefusal && error.symbol === 'WRONGTYPE') return undefined;
    throw error;
  }
};

const inPairs = (type: string, texts: readonly string[]): readonly string[] => {
  switch (type) {
    case 'set':
      return texts.toSorted();
    case 'hash':
    case 'zset':
      return texts.flatMap((text, index) => (index % 2 === 0 ? [`${text}: ${texts[index + 1] ?? ''}`] : []));
    default:
      return texts;
  }
};
