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

/** The keys with a prefix as people see them, sorted: without the prefix, with value and whether they expire. */
export const storedRows = async (send: Send, prefix: string): Promise<TableRows> => {
  const keys = await keysWith(send, prefix);
  const rows = await Promise.all(
    keys.map(async (key): Promise<readonly Value[] | undefined> => {
      const [type, left] = await Promise.all([send(['TYPE', key]), send(['PTTL', key])]);
      const value = await readValue(send, key, textsIn([type])[0] ?? '');
      // It expired, or was removed, while we looked.
      if (value === undefined) return undefined;
      return [textOf(key.subarray(prefix.length)), value, textsIn([left])[0] === '-1' ? 'no' : 'yes'];
    }),
  );
  return {
    columns: ['key', 'value', 'expires'],
    rows: rows
      .filter((row) => row !== undefined)
      .toSorted(([one], [other]) => (one ?? '').localeCompare(other ?? '', 'en')),
  };
};

/** How each type is read, and written in one line. */
const readers: Readonly<Record<string, readonly [command: readonly string[], open: string, close: string]>> =
  {
    list: [['LRANGE', '0', '-1'], '[', ']'],
    set: [['SMEMBERS'], '{', '}'],
    hash: [['HGETALL'], '{', '}'],
    zset: [['ZRANGE', '0', '-1', 'WITHSCORES'], '{', '}'],
  };

/** Undefined when there is nothing of this type under the key any more. */
const readValue = async (send: Send, key: Buffer, type: string): Promise<string | undefined> => {
  try {
    if (type === 'string') return textsIn([await send(['GET', key])])[0];
    const [[command = '', ...rest], open, close] = readers[type] ?? [[], '', ''];
    if (command === '') return type === 'none' ? undefined : `(${type})`;
    const texts = textsIn(await send([command, key, ...rest]));
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
