import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exitCodes, UserError } from '../../src/errors.ts';
import { parseServerUrl, urlProvider } from '../../src/mysql/server/url.ts';
import { expectAlways } from '../property.ts';
import { makePlaces } from './places.ts';

const refusal = (url: string): UserError => {
  try {
    parseServerUrl(url);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error(`${url} was accepted`);
};

describe('a server URL', () => {
  test('names user, password, host and port', () => {
    expect(parseServerUrl('mysql://ann:secret@db.example:3307').address).toEqual({
      user: 'ann',
      password: 'secret',
      host: 'db.example',
      port: 3307,
    });
  });

  test('has port 3306 and no password unless it says otherwise', () => {
    expect(parseServerUrl('mysql://ann@127.0.0.1/').address).toEqual({
      user: 'ann',
      password: '',
      host: '127.0.0.1',
      port: 3306,
    });
  });

  test('names a Unix socket instead of a host', () => {
    expect(parseServerUrl('mysql://ann:x@localhost?socket=/run/my%20sql/s.sock').address).toEqual({
      user: 'ann',
      password: 'x',
      socketPath: '/run/my sql/s.sock',
    });
  });

  test('names an IPv6 host in brackets', () => {
    expect(parseServerUrl('mysql://ann@[::1]:3307').address).toMatchObject({ host: '::1', port: 3307 });
  });

  test('carries any user and password, percent-encoded', () => {
    expectAlways(
      fc.property(
        fc.string({ minLength: 1, unit: 'grapheme' }),
        fc.string({ unit: 'grapheme' }),
        (user, password) => {
          const url = `mysql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@h`;
          expect(parseServerUrl(url).address).toMatchObject({ user, password });
        },
      ),
    );
  });

  test('may leave the password to ISOLAB_PASSWORD, and wins over it', () => {
    expect(parseServerUrl('mysql://ann@h', 'from the environment').address.password).toBe(
      'from the environment',
    );
    expect(parseServerUrl('mysql://ann:own@h', 'from the environment').address.password).toBe('own');
  });

  test.each([
    ['DISABLED', undefined],
    ['REQUIRED', { verify: false }],
    ['verify_identity', { verify: true, identity: true }],
  ])('takes ssl-mode %s as the mysql client does', (mode, tls) => {
    expect(parseServerUrl(`mysql://ann@h?ssl-mode=${mode}`).address.tls).toEqual(tls);
  });

  test.each([
    'mysql://ann:hunter2',
    'mysql://ann:hunter2@',
    'mysql://ann:hunter2/x@h',
    'mysql://ann:hunter2#x@h',
    'mysql://ann:hunter2?x@h',
    'mysql://ann:hunter2%zz@h',
    'mysql://ann:hunter2@h:99999',
    'mysql://ann:12/hunter2@h',
    'mysql://ann:12#hunter2@h',
    'mysql://ann:12?hunter2@h',
    'mysql://:hunter2@h',
    'mysql://ann:hunter2@h/database',
    'mysql://ann:hunter2@h?ssl-mode=MAYBE',
    'postgres://ann:hunter2@h',
    'ann:hunter2@h',
    'hunter2',
    '',
  ])('that is wrong is refused without showing the password: %s', (url) => {
    const error = refusal(url);
    expect(error.exitCode).toBe(exitCodes.usage);
    expect(error.next).not.toEqual([]);
    expect(`${error.message} ${error.next.join(' ')} ${String(error.cause)}`).not.toContain('hunter2');
  });
});

describe('the url provider', () => {
  test('takes ISOLAB_URL and ISOLAB_PASSWORD, shows the place without the password, and leaves the server alone', async () => {
    await using places = await makePlaces();
    const context = places.context({
      env: { HOME: places.folder, ISOLAB_URL: 'mysql://ann@db.example', ISOLAB_PASSWORD: 'hunter2' },
    });
    expect(await urlProvider.look({}, context)).toEqual({ applies: true, because: 'ann@db.example:3306' });
    const server = await urlProvider.start({}, context);
    expect(server.address.password).toBe('hunter2');
    expect(server.place).toBe('ann@db.example:3306');
    await server[Symbol.asyncDispose]();
  });

  test('reads the certificates that ssl-ca names', async () => {
    await using places = await makePlaces();
    const file = join(places.folder, 'ca.pem');
    await writeFile(file, 'PEM');
    const server = await urlProvider.start({ url: `mysql://ann@h?ssl-ca=${file}` }, places.context());
    expect(server.address.tls).toEqual({ verify: true, ca: 'PEM' });
    const missing = urlProvider.start({ url: 'mysql://ann@h?ssl-ca=/no/such.pem' }, places.context());
    await expect(missing).rejects.toThrow(/\/no\/such\.pem cannot be read/);
  });

  test('does not apply without a URL, and says what is wrong with a bad one', async () => {
    await using places = await makePlaces();
    const context = places.context({ env: { ...places.env, HOME: places.folder } });
    expect(await urlProvider.look({}, context)).toMatchObject({ applies: false });
    expect(await urlProvider.look({ url: 'mysql://h' }, context)).toEqual({
      applies: false,
      because: 'The server URL names no user.',
    });
  });
});
