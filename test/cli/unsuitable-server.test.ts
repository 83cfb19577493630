import { describe, expect, it } from 'vitest';
import { ended, start } from './isolab.ts';
import { type Listening, serverSaying, serverWith } from './unsuitable-server.ts';

/** Runs a lesson on such a server: what it says, and that it says it once. */
const refusalBy = async (server: Listening) => {
  const { stdout, stderr, exitCode } = await ended(start(['run', 'duplicate-book', '--url', server.url]));
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 });
  expect(stderr).not.toMatch(/^ +at |bug in isolab/m);
  expect(stderr.match(/^isolab: /gm)).toHaveLength(1);
  return stderr.replaceAll(server.url.replace('mysql://', ''), 'HERE');
};

describe('a URL of a server that the lab cannot use', () => {
  it.each([
    [
      'MySQL 5.7',
      { version: '5.7.44', comment: 'MySQL Community Server (GPL)', performanceSchema: '1' },
      'it is MySQL 5.7.44, and lock evidence needs 8.0 or later',
    ],
    [
      'MariaDB',
      { version: '10.11.14-MariaDB-0+deb12u2', comment: 'Debian 12', performanceSchema: '0' },
      'it is MariaDB (10.11.14-MariaDB-0+deb12u2), whose locks are shown elsewhere',
    ],
    [
      'a MariaDB that says so in its comment only',
      { version: '11.8.3', comment: 'mariadb.org binary distribution', performanceSchema: '0' },
      'it is MariaDB (11.8.3), whose locks are shown elsewhere',
    ],
    [
      'MySQL without performance_schema',
      { version: '8.4.6', comment: 'MySQL Community Server - GPL', performanceSchema: '0' },
      'its performance_schema is off',
    ],
  ])('%s is told in one message', async (_, facts, why) => {
    await using server = await serverWith(facts);
    expect(await refusalBy(server)).toBe(
      `isolab: The server at HERE cannot run the lab: ${why}.\n` +
        '  → Use MySQL 8.0 or later with its default performance_schema settings.\n' +
        '  → Run isolab doctor to see what else is there.\n',
    );
  });

  it.each([
    ['closes at once', '', 'closes', 'The server closed the connection. (HERE)'],
    ['is SSH', 'SSH-2.0-OpenSSH_9.2\r\n', 'waits', 'The server does not answer. (HERE)'],
    ['is HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'closes', 'The server closed the connection. (HERE)'],
  ] as const)('one that %s is told in one message', async (_, banner, after, message) => {
    await using server = await serverSaying(banner, after);
    expect(await refusalBy(server)).toContain(`isolab: ${message}\n  → Check `);
  });
});
