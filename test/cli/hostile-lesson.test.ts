import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratch } from './isolab.ts';
import { isolabHere as isolab } from './isolab-here.ts';

// Lesson files are foreign input: what they make a terminal, the memory or the clock do.

let folder: Awaited<ReturnType<typeof scratch>>;
beforeAll(async () => {
  folder = await scratch();
});
afterAll(() => folder[Symbol.asyncDispose]());

/** Clears the screen, sets the title, writes to the clipboard, reverses text, in C0 and in C1. */
const escapes = ['\\e[2J', '\\e]0;owned\\a', '\\e]52;c;b3duZWQ=\\a', '\\x9b2J', '\\u202e', '\\r', '\\b'].join(
  '',
);

/** Everything but line ends that a terminal acts upon. */
const harmful = /(?!\n)\p{Cc}|[\u202A-\u202E\u2066-\u2069]/u;

const hostile = `format: 1
id: hostile
title: "Title ${escapes}"
topic: "topic ${escapes}"
summary: "Summary ${escapes}"
about: "Prose ${escapes} with a [link](http://example.org/${escapes})"
setup: "CREATE TABLE t (id INT PRIMARY KEY, \`c ${escapes}\` TEXT); INSERT INTO t VALUES (1, '${escapes}')"
watch: [t]
steps:
  - A: "SELECT *, '${escapes}' AS \`alias ${escapes}\` FROM t"
    why: "Told ${escapes}"
  - A: "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'message ${escapes}'"
  - B: "SELECT * FROM \`no ${escapes}\`"
`;

describe('control sequences in prose, statements, names, values and messages', () => {
  it.each(['text', 'json', 'ndjson'])('never reach the terminal as %s', async (format) => {
    const file = await folder.write('hostile.yaml', hostile);
    const { stdout, stderr } = await isolab('run', file, '--format', format);
    expect(`${stdout}${stderr}`).not.toMatch(harmful);
    expect(stdout).toContain('message');
    expect(stdout).toContain('Prose');
  });

  it('never reach it in what is said about a broken lesson or a name that is not there', async () => {
    const file = await folder.write('broken.yaml', hostile.replace('watch: [t]', 'watsch: [t]'));
    for (const args of [
      ['run', file],
      ['check', file],
      ['run', '\u001B[2J\u009B2J'],
    ]) {
      const { stdout, stderr, exitCode } = await isolab(...args);
      expect(`${stdout}${stderr}`).not.toMatch(harmful);
      expect(exitCode).not.toBe(0);
    }
  });
});

describe('a file that is more than a lesson', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 12; level++) {
    const [name, before] = ['abcdefghijkl'[level], 'abcdefghijkl'[level - 1]];
    bomb.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`);
  }

  it.each<[string, () => string]>([
    ['aliases that multiply (a billion laughs)', () => `${bomb.join('\n')}\n`],
    ['deep nesting', () => `steps: ${'['.repeat(200_000)}\n`],
    ['many keys', () => Array.from({ length: 11_000 }, (_, key) => `k${key}: 1`).join('\n')],
    ['50 MB', () => `title: ${'x'.repeat(50_000_000)}\n`],
    ['no text', () => '\u0000\u0001\u0002'.repeat(1000)],
  ])('is refused before it takes all there is: %s', async (_, content) => {
    const file = await folder.write('bomb.yaml', content());
    const { stderr, exitCode } = await isolab('run', file);
    expect({ exitCode, bug: stderr.includes('this is a bug') }).toEqual({ exitCode: 2, bug: false });
    expect(stderr.length).toBeLessThan(10_000);
  });
});
