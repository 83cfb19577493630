import { describe, expect, test } from 'vitest';
import { exitCodes } from '../../src/errors.ts';
import { parseRedisUrl, urlRedis } from '../../src/redis/server/url.ts';
import { makePlaces } from '../server/places.ts';

describe('the URL of a Redis', () => {
  test.each([
    ['redis://localhost', { host: 'localhost', port: 6379 }],
    ['redis://db.example:7000/3', { host: 'db.example', port: 7000, database: 3 }],
    ['rediss://db.example', { host: 'db.example', port: 6379, tls: true }],
    ['redis://ann:p%40ss@[::1]', { username: 'ann', password: 'p@ss', host: '::1', port: 6379 }],
    ['redis://:secret@localhost', { password: 'secret', host: 'localhost', port: 6379 }],
    ['redis://ann@localhost?socket=/run/redis.sock', { username: 'ann', socketPath: '/run/redis.sock' }],
  ])('%s is read', (url, address) => {
    expect(parseRedisUrl(url)).toEqual(address);
  });

  test('takes its password from the environment when it has none itself', () => {
    expect(parseRedisUrl('redis://localhost', 'secret')).toMatchObject({ password: 'secret' });
    expect(parseRedisUrl('redis://:own@localhost', 'secret')).toMatchObject({ password: 'own' });
  });

  test.each([
    'redis://ann:s3cret@',
    'mysql://ann:s3cret@localhost',
    'redis://ann:s3cret@localhost/lessons',
    'redis://ann:s3cret@localhost#1',
    'redis://ann:s3cret@localhost?timeout=1',
    'redis://ann:%s3cret@localhost',
    'redis://ann:s3cret@localhost:port',
  ])('that is broken (%s) is refused without a word of it', (url) => {
    let said = '';
    try {
      parseRedisUrl(url);
    } catch (error) {
      said = JSON.stringify(error, Object.getOwnPropertyNames(error));
    }
    expect(said).toContain('redis://HOST:PORT');
    expect(said).not.toContain('s3cret');
  });

  test('comes from the environment when none is given, and is told without its password', async () => {
    await using places = await makePlaces();
    const env = { ...places.env, ISOLAB_REDIS_URL: 'redis://ann:s3cret@db.example/2' };
    const context = places.context({ env });
    const [named, given] = await Promise.all([
      urlRedis.start({}, context),
      urlRedis.start({ url: 'redis://other.example' }, context),
    ]);
    expect(named).toMatchObject({ provider: 'url', place: 'ann@db.example:6379, database 2' });
    expect(given.place).toBe('other.example:6379');
    expect((await urlRedis.look({}, context)).because).toBe('ann@db.example:6379, database 2');
  });

  test('that is missing is told', async () => {
    await using places = await makePlaces();
    const context = places.context({ env: { ...places.env, ISOLAB_REDIS_URL: '' } });
    expect(await urlRedis.look({}, context)).toEqual({
      applies: false,
      because: 'no URL given (--redis, ISOLAB_REDIS_URL)',
    });
    expect(() => urlRedis.start({}, context)).toThrow(expect.objectContaining({ exitCode: exitCodes.usage }));
  });
});
