import { spawn } from 'node:child_process';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ended, plainEnv, program, scratch } from './isolab.ts';
import { isolabHere as isolab } from './isolab-here.ts';

const texts = 'test/innodb-text/deadlocks';

let folder: Awaited<ReturnType<typeof scratch>>;
beforeAll(async () => {
  folder = await scratch();
});
afterAll(() => folder[Symbol.asyncDispose]());

const fromStdin = (text: string | Buffer, ...args: readonly string[]) => {
  const child = spawn(process.execPath, [program, 'deadlock', '-', ...args], { env: plainEnv() });
  child.stdin.end(text);
  return ended(child);
};

it('tells a deadlock from a file and from stdin, in whatever encoding, and begins a lesson with it', async () => {
  const file = `${texts}/9.7-status-opposite.txt`;
  const lesson = join(folder.path, 'two-accounts.yaml');
  const told = await isolab('deadlock', file);
  expect(told).toMatchObject({ stderr: '', exitCode: 0 });
  expect(told.stdout).toMatch(/^A deadlock of 2 transactions, 2026-12-01 15:33:28\n/);
  const text = await readFile(file, 'utf8');
  const [plain, wide] = await Promise.all([
    fromStdin(text, '--save', lesson),
    fromStdin(Buffer.from(`\uFEFF${text}`, 'utf16le'), '--format', 'json'),
  ]);
  expect(plain.stdout.startsWith(told.stdout.trimEnd())).toBe(true);
  expect(plain.stdout).toContain(`Wrote ${lesson}, the beginning of a lesson.`);
  expect(plain.stdout.trimEnd().endsWith(`\n  grep -n TODO ${lesson}`)).toBe(true);
  expect(JSON.parse(wide.stdout)).toMatchObject({ format: 1, found: 1, deadlocks: [{ victim: 2 }] });
  expect(await readFile(lesson, 'utf8')).toContain('title: Two accounts\n');
  const [again, checked] = await Promise.all([
    isolab('deadlock', file, '--save', lesson),
    isolab('check', lesson),
  ]);
  expect(again).toMatchObject({ stdout: '', exitCode: 2 });
  expect(again.stderr).toContain('two-accounts.yaml');
  expect(checked).toMatchObject({ exitCode: 1 });
});

it('of a log it tells the last one, another one or all', async () => {
  const log = `${texts}/9.7-error.log`;
  const [last, second, all, beyond, both, save] = await Promise.all([
    isolab('deadlock', log),
    isolab('deadlock', log, '--nth', '2', '--format', 'json'),
    isolab('deadlock', log, '--all'),
    isolab('deadlock', log, '--nth', '14'),
    isolab('deadlock', log, '--nth', '1', '--all'),
    isolab('deadlock', log, '--all', '--save', join(folder.path, 'all.yaml')),
  ]);
  expect(last.stdout).toContain('9.7-error.log has 13 deadlocks.');
  expect(last.stdout).toContain('This is number 13; --nth N shows another one, --all shows all.');
  expect(last.stdout.match(/^A deadlock/gm)).toHaveLength(1);
  expect(JSON.parse(second.stdout)).toMatchObject({
    found: 13,
    deadlocks: [{ nth: 2, shape: 'gap-insert' }],
  });
  expect(all.stdout.match(/^A deadlock/gm)).toHaveLength(13);
  expect(all.stdout.match(/^What no such text tells/gm)).toHaveLength(1);
  expect(beyond).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('no more than 13') });
  expect(both).toMatchObject({ exitCode: 2 });
  expect(save).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--nth N') });
});

it('says what is wrong with a text that has none, and reads the end of one that is long', async () => {
  const long = join(folder.path, 'long.log');
  await writeFile(
    long,
    '2026-12-01T15:33:27.000000Z 0 [Note] [MY-000000] [Server] nothing\n'.repeat(260_000),
  );
  await appendFile(long, await readFile(`${texts}/8.0-error.log`));
  const [none, empty, binary, other, missing, end, stdin] = await Promise.all([
    isolab('deadlock', `${texts}/9.7-status-none.txt`),
    fromStdin(''),
    fromStdin(Buffer.from([1, 0, 2, 0])),
    fromStdin('hello\n'),
    isolab('deadlock', join(folder.path, 'nothing.txt')),
    isolab('deadlock', long),
    fromStdin(await readFile(long)),
  ]);
  for (const [one, says] of [
    [none, 'there was none since the server started'],
    [empty, 'stdin is empty.'],
    [binary, 'is no text'],
    [other, 'has no report of a deadlock in it'],
    [missing, 'does not exist'],
  ] as const)
    expect(one).toMatchObject({ stdout: '', exitCode: 2, stderr: expect.stringContaining(says) });
  for (const one of [end, stdin]) {
    expect(one).toMatchObject({ stderr: '', exitCode: 0 });
    expect(one.stdout.replaceAll(/\s+/g, ' ')).toContain('MB were read; it has 17.');
    expect(one.stdout).toContain('A deadlock of 2 transactions, 2023-05-04T20:14:27.175240+08:00');
  }
});
