import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { nodeRefusal } from '../../src/node-version.ts';
import { ended, program, start } from './isolab.ts';

const library = join(dirname(program), 'index.js');

/** A Node.js of this machine that is too old, such as the one that npm runs on; tests themselves have their own. */
const oldNode = async (): Promise<string | undefined> => {
  for (const folder of (process.env['PATH'] ?? '').split(':')) {
    const file = join(folder, 'node');
    const { stdout } = await promisify(execFile)(file, ['--version']).catch(() => ({ stdout: '' }));
    if (/^v\d/.test(stdout) && nodeRefusal(stdout.slice(1).trim()) !== undefined) return file;
  }
  return undefined;
};

const old = await oldNode();

it('what is needed is what package.json says', async () => {
  const about = z.object({ engines: z.object({ node: z.string() }) });
  const file = fileURLToPath(new URL('../../package.json', import.meta.url));
  const { node } = about.parse(JSON.parse(await readFile(file, 'utf8'))).engines;
  const needed = `${node.replace('>=', '')}.0`;
  expect(nodeRefusal(needed)).toBeUndefined();
  expect(nodeRefusal('24.0.0')).toBeUndefined();
  for (const version of ['22.21.1', '20.20.2', '8.17.0'])
    expect(nodeRefusal(version)).toBe(
      `isolab needs Node.js ${needed} or later; this is ${version}. Install a newer one: https://nodejs.org`,
    );
});

describe.skipIf(old === undefined)('on a Node.js that is too old (needs one on PATH)', () => {
  const oneLine = /^isolab needs Node\.js [\d.]+ or later; this is [\d.]+\. Install .*\n$/;

  it('the command says so in one line, whatever it was to do', async () => {
    for (const args of [[], ['--version'], ['run', 'duplicate-book']]) {
      const { stdout, stderr, exitCode } = await ended(start([program, ...args], { file: old ?? '' }));
      expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
      expect(stderr).toMatch(oneLine);
    }
  });

  it.each([
    ['an import()', `import(${JSON.stringify(library)}).catch(({ message }) => console.error(message))`],
    ['an import of names', `import { levels } from ${JSON.stringify(library)}; console.log(levels)`],
  ])('%s of the library says so, too', async (_, code) => {
    const evaluate = ['--input-type=module', '--eval', code];
    const { stdout, stderr } = await ended(start(evaluate, { file: old ?? '' }));
    expect(stdout).toBe('');
    expect(stderr).toMatch(/isolab needs Node\.js [\d.]+ or later; this is/);
    expect(stderr).not.toMatch(/SyntaxError|\n +at /);
  });
});

it('both import and require() give the same library, whole', async () => {
  const imported: object = await import(library);
  const required: object = createRequire(import.meta.url)(library);
  const sources: object = await import('../../src/index.ts');
  expect(Object.keys(imported).toSorted()).toEqual(Object.keys(sources).toSorted());
  for (const [name, value] of Object.entries(imported)) expect(Reflect.get(required, name)).toBe(value);
});
