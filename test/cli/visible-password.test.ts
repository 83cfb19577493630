import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { passwordWarning } from '../../src/cli/visible-password.ts';
import { listening } from '../e2e/ports.ts';
import { ended, start } from './isolab.ts';

describe('a password on the command line', () => {
  it('is told once, with the ways to avoid it, and is not shown by ps while isolab runs', async () => {
    const silent = createServer();
    const connected = Promise.withResolvers<void>();
    silent.on('connection', (socket) => {
      connected.resolve();
      socket.on('error', () => {});
    });
    const port = await listening(silent);
    const child = start(['doctor', '--url', `mysql://ann:hunter2@127.0.0.1:${port}`]);
    const gone = ended(child);
    await connected.promise;
    expect(await readFile(`/proc/${child.pid}/cmdline`, 'utf8')).toMatch(/^isolab\0*$/);
    child.kill('SIGTERM');
    const { stdout, stderr } = await gone;
    expect(stderr).toMatch(/^isolab: a password on the command line.*\n.*ISOLAB_PASSWORD.*\[isolab\].*\n$/);
    expect(stdout + stderr).not.toContain('hunter2');
    silent.close();
  });

  it.each([
    ['--url', 'mysql://ann:pw@db.example:3306'],
    ['--url=mysql://ann:p%40w@[::1]:3306'],
    ['--redis', 'redis://:pw@cache.example'],
  ])('is seen in %s', (...args) => {
    expect(passwordWarning(['run', ...args])).toContain('isolab: a password');
  });

  it.each([
    ['--url', 'mysql://ann@db.example:3306'],
    ['--url', 'mysql://ann@localhost?socket=/run/a:b@c.sock'],
    ['duplicate-book', '--level', 'rc'],
    ['https://example.org:80/a@b'],
  ])('is not seen in %s', (...args) => {
    expect(passwordWarning(args)).toBeUndefined();
  });
});
