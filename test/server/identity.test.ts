import { describe, expect, test } from 'vitest';
import {
  formatIdentity,
  lifeOf,
  ownIdentity,
  parseIdentity,
  startTimeFromStat,
  startTimeOf,
} from '../../src/files/identity.ts';
import { deadProcess } from './processes.ts';

describe('a process identity', () => {
  test('is that of a living process for ourselves', async () => {
    expect(await lifeOf(await ownIdentity())).toBe('alive');
  });

  test('is gone when the process has ended', async () => {
    expect(await lifeOf(await deadProcess())).toBe('gone');
  });

  test('is gone when another process has its process id', async () => {
    expect(await lifeOf({ ...(await ownIdentity()), started: 'earlier' })).toBe('gone');
  });

  test('is gone after a reboot, whatever runs under its process id', async () => {
    expect(await lifeOf({ ...(await ownIdentity()), boot: 'another boot' })).toBe('gone');
  });

  test('cannot be judged from another container', async () => {
    expect(await lifeOf({ ...(await ownIdentity()), namespace: 'pid:[1]' })).toBe('unknown');
  });

  test('survives being written down', async () => {
    const own = await ownIdentity();
    expect(parseIdentity(formatIdentity(own))).toEqual(own);
    const fromPs = { pid: 5, started: 'Sat Nov 21 22:25:57 2026', boot: '', namespace: '' };
    expect(parseIdentity(formatIdentity(fromPs))).toEqual(fromPs);
  });

  test.each(['', '12', '12 34\nboot', 'x 34\nboot\nnamespace\n', '-1 34\nboot\nnamespace\n', '0 3\nb\nn\n'])(
    'is not read from something else: %j',
    (text) => {
      expect(parseIdentity(text)).toBeUndefined();
    },
  );
});

describe('the start time of a process', () => {
  const fields = (state: string): string =>
    `${state} 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 221106 1000 200 3`;

  test('is found behind a name with spaces and brackets', () => {
    expect(startTimeFromStat(`7 (a) S 9 (b) ${fields('S')}\n`)).toBe('221106');
  });

  test('is none for a zombie: it has ended and only waits for its parent', () => {
    expect(startTimeFromStat(`7 (mysqld) ${fields('Z')}\n`)).toBeUndefined();
  });

  test('is none when there is no such process', async () => {
    expect(await startTimeOf(2 ** 30)).toBeUndefined();
  });
});
