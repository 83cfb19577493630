import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RedisKeys, RedisSession } from '../../src/engine/ports.ts';
import type { LabRedis } from '../../src/redis/lab-redis.ts';
import { openRedis, rows, send } from './real-redis.ts';

let redis: LabRedis;
beforeAll(async () => {
  redis = await openRedis();
});
afterAll(() => redis[Symbol.asyncDispose]());

/** Keys of a test's own with one session. */
const begin = async (): Promise<{ keys: RedisKeys; a: RedisSession }> => {
  const keys = await redis.createKeys();
  return { keys, a: await keys.openSession('A') };
};

describe('a reply is told as rows', () => {
  const simple: readonly (readonly [is: string, line: string, ...reply: (string | null)[]])[] = [
    ['a status', 'SET lock me NX PX 30000', 'OK'],
    ['nil', 'SET lock you NX PX 30000'],
    ['a text', 'GET lock', 'me'],
    ['a number', 'INCR visits', '1'],
    ['a number larger than a double holds', 'INCRBY large 9007199254740993', '9007199254740993'],
    ['a list', 'MGET lock nothing visits', 'me', null, '1'],
    ['an empty list', 'LRANGE nothing 0 -1'],
    ['what a script returns, in lists', 'EVAL return{1,{2,"a,b"},false} 0', '1', '["2", "a,b"]', null],
    ['bytes that are no text', 'EVAL return("\\255\\0") 0', '0xFF00'],
  ];

  test('whatever shape it has', async () => {
    const { keys, a } = await begin();
    await using _ = keys;
    for (const [is, line, ...reply] of simple) expect(await send(a, line), is).toEqual(rows(...reply));
  });

  test('also those of a transaction, with the errors among them', async () => {
    const { keys, a } = await begin();
    await using _ = keys;
    for (const line of ['MULTI', 'SET name ann', 'INCR name', 'GET name']) await send(a, line);
    expect(await send(a, 'EXEC')).toEqual(
      rows('OK', '(error) ERR value is not an integer or out of range', 'ann'),
    );
  });

  test('and as an error when Redis refuses', async () => {
    const { keys, a } = await begin();
    await using _ = keys;
    await send(a, 'LPUSH list one');
    expect(await send(a, 'INCR list')).toEqual({
      kind: 'error',
      errno: 0,
      symbol: 'WRONGTYPE',
      sqlState: '',
      message: 'Operation against a key holding the wrong kind of value',
    });
    expect(await send(a, 'GET')).toMatchObject({
      symbol: 'ERR',
      message: "wrong number of arguments for 'get' command",
    });
    expect(await send(a, 'NOPE key')).toMatchObject({ symbol: 'ERR', message: /unknown command 'NOPE'/ });
    expect(await a.execute([])).toMatchObject({ kind: 'error', symbol: 'ERR' });
  });
});

describe('the keys of a sandbox', () => {
  test('are seen by all of its sessions and by nobody else', async () => {
    const { keys, a } = await begin();
    await using _ = keys;
    await using others = await redis.createKeys();
    const other = await others.openSession('A');
    const b = await keys.openSession('B');
    await send(a, 'SET lock A NX PX 60000');
    expect(await send(b, 'SET lock B NX PX 60000')).toEqual(rows());
    expect(await send(b, 'GET lock')).toEqual(rows('A'));
    expect(await send(other, 'GET lock')).toEqual(rows());
    expect(await others.keys()).toEqual({ columns: ['key', 'value', 'expires'], rows: [] });
  });

  test('are told by name, value and whether they expire', async () => {
    const { keys, a } = await begin();
    await using _ = keys;
    for (const line of [
      'SET plain text',
      'SET lock token PX 60000',
      'RPUSH queue one two',
      'SADD tags b a',
      'HSET user name ann age 3',
      'ZADD scores 2 b 1 a',
      'XADD events * kind click',
    ]) {
      expect(await send(a, line)).toMatchObject({ kind: 'rows' });
    }
    expect((await keys.keys()).rows).toEqual([
      ['events', '(stream)', 'no'],
      ['lock', 'token', 'yes'],
      ['plain', 'text', 'no'],
      ['queue', '[one, two]', 'no'],
      ['scores', '{a: 1, b: 2}', 'no'],
      ['tags', '{a, b}', 'no'],
      ['user', '{name: ann, age: 3}', 'no'],
    ]);
  });

  test('are all told, however many others there are', async () => {
    const { keys, a } = await begin();
    await using _ = keys;
    const names = Array.from({ length: 3_000 }, (_unused, n) => `k${String(n).padStart(4, '0')}`);
    await a.execute(['MSET', ...names.flatMap((name) => [name, 'x'])]);
    expect((await keys.keys()).rows.map(([name]) => name)).toEqual(names);
  });

  test('are gone with it, whatever their names are, and so is its account; others stay', async () => {
    const { keys, a } = await begin();
    const { keys: staying, a: other } = await begin();
    await using _ = staying;
    await send(other, 'SET stays here');
    await a.execute(['SET', 'with blanks * and ? [marks]', 'x']);
    await a.execute(['SET', 'ключ', 'x']);
    await a.execute(['EVAL', "return redis.call('SET', KEYS[1] .. '\\255\\0', 'x')", '1', 'bytes']);
    expect((await keys.keys()).rows).toHaveLength(3);
    await keys[Symbol.asyncDispose]();
    await keys[Symbol.asyncDispose]();
    expect((await keys.keys()).rows).toEqual([]);
    expect(await send(a, 'PING')).toMatchObject({ kind: 'lost' });
    expect(await send(other, 'GET stays')).toEqual(rows('here'));
    await expect(keys.openSession('late')).rejects.toThrow();
  });

  test('can be watched by one session and changed by another one', async () => {
    const { keys, a } = await begin();
    await using _ = keys;
    const b = await keys.openSession('B');
    for (const line of ['WATCH stock', 'MULTI', 'SET stock 1']) await send(a, line);
    await send(b, 'SET stock 2');
    expect(await send(a, 'EXEC')).toEqual(rows());
    expect(await send(a, 'GET stock')).toEqual(rows('2'));
  });
});

describe('the words that are keys', () => {
  const unlock =
    "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end";

  test('are found where commands have them, and a value that is spelled like a key stays as it is', async () => {
    const { keys, a } = await begin();
    await using _ = keys;
    const told: readonly (readonly [command: readonly string[], ...reply: (string | null)[]])[] = [
      [['SET', 'a', 'a'], 'OK'],
      [['get', 'a'], 'a'],
      [['MSET', 'b', '1', 'c', 'b'], 'OK'],
      [['MGET', 'a', 'b', 'c'], 'a', '1', 'b'],
      [['EVAL', unlock, '1', 'a', 'b'], '0'],
      [['EVAL', unlock, '1', 'a', 'a'], '1'],
      [['EVAL', 'return {KEYS[1], KEYS[2], ARGV[1]}', '2', '2', '1', '2'], '2', '1', '2'],
      [['EVAL', 'return ARGV[1]', '0', 'a'], 'a'],
      [['ZADD', 'z', '1', 'z'], '1'],
      [['ZUNIONSTORE', 'sum', '2', 'z', 'z', 'WEIGHTS', '1', '2'], '1'],
      [['ZRANGE', 'sum', '0', '-1', 'WITHSCORES'], 'z', '3'],
      [['LPUSH', 'l', 'x'], '1'],
      [['LMPOP', '1', 'l', 'LEFT'], 'l', '["x"]'],
      [['OBJECT', 'ENCODING', 'b'], 'int'],
      [['RENAME', 'b', 'd'], 'OK'],
      [['DEL', 'c', 'd', 'sum', 'z'], '4'],
    ];
    for (const [command, ...reply] of told) {
      expect(await a.execute(command), command.join(' ')).toEqual(rows(...reply));
    }
    expect((await keys.keys()).rows).toEqual([]);
  });

  test('are not shown with what the lab adds to them, nor is the account', async () => {
    const { keys, a } = await begin();
    await using _ = keys;
    const outcomes = [
      await send(a, 'KEYS *'),
      await a.execute(['EVAL', 'return redis.error_reply("no " .. KEYS[1])', '1', 'key']),
      await a.execute(['EVAL', 'return {{KEYS[1]}}', '1', 'key']),
    ];
    expect(JSON.stringify(outcomes)).not.toContain('isolab');
    expect(outcomes[0]).toMatchObject({
      message: "User lesson has no permissions to run the 'keys' command",
    });
  });
});
