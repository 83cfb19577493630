import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { RedisClient, RedisRefusal } from '../../src/redis/client.ts';
import { KeyWords } from '../../src/redis/key-words.ts';

let client: RedisClient;
beforeAll(async () => {
  client = await RedisClient.open(inject('redis'));
});
afterAll(() => client.destroy());

describe('what a command is', () => {
  test('is asked once, and again when the server was too busy to say', async () => {
    let asked = 0;
    const keyWords = new KeyWords((words) => {
      asked++;
      const busy = new RedisRefusal('BUSY Redis is busy running a script.');
      return asked === 1 ? Promise.reject(busy) : client.send(words);
    });
    const words = ['MSET', 'a', '1', 'b', '2'];
    await expect(keyWords.places(words)).rejects.toThrow('BUSY');
    expect(await keyWords.places(words)).toEqual([1, 3]);
    expect(await keyWords.places(words)).toEqual([1, 3]);
    expect(asked).toBe(2);
  });
});
