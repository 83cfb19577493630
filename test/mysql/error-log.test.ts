import { appendFile, mkdtemp, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ErrorLog } from '../../src/mysql/error-log.ts';

const megabyte = 1024 * 1024;

let folder: string;
let file: string;
let log: ErrorLog;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isolab-test-'));
  file = join(folder, 'error.log');
  await writeFile(file, 'before: end\n');
  log = new ErrorLog(file);
  await log.mark();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('is read on from where it was last read', async () => {
  expect(await log.read('end')).toBe('');
  await appendFile(file, 'one\nend\n');
  expect(await log.read('end')).toBe('one\nend\n');
  await appendFile(file, 'é two\nend\n');
  expect(await log.read('end')).toBe('é two\nend\n');
});

it('what is not whole is read once it is', async () => {
  await appendFile(file, 'one\nend of one\ntwo\n');
  expect(await log.read('end')).toBe('one\nend of one\n');
  await appendFile(file, 'end of t');
  expect(await log.read('end')).toBe('');
  await appendFile(file, 'wo\n');
  expect(await log.read('end')).toBe('two\nend of two\n');
});

it('one that has begun anew is read from its beginning', async () => {
  await appendFile(file, 'one: end\n');
  await log.read('end');
  await truncate(file);
  await appendFile(file, 'two: end\n');
  expect(await log.read('end')).toBe('two: end\n');
  const other = join(folder, 'other');
  await writeFile(other, 'in its place, and longer than it was: end\n');
  await rename(other, file);
  expect(await log.read('end')).toBe('in its place, and longer than it was: end\n');
});

it('one that is gone tells nothing, until a run begins with one', async () => {
  await rm(file);
  expect(await log.read('end')).toBe('');
  await writeFile(file, 'again: end\n');
  expect(await log.read('end')).toBe('');
  await log.mark();
  await appendFile(file, 'more: end\n');
  expect(await log.read('end')).toBe('more: end\n');
});

it('of much at once only the last is read', async () => {
  const line = `${'x'.repeat(1023)}\n`;
  await appendFile(file, `${line.repeat(5 * 1024)}last: end\n`);
  const read = await log.read('end');
  expect(read.length).toBe(4 * megabyte);
  expect(read.endsWith('last: end\n')).toBe(true);
});

it('one that has become long begins anew with a run, for its writer, too', async () => {
  await appendFile(file, 'x'.repeat(16 * megabyte));
  await log.mark();
  expect((await stat(file)).size).toBe(0);
  await appendFile(file, 'one: end\n');
  expect(await log.read('end')).toBe('one: end\n');
});
