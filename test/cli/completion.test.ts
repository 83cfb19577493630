import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, program, scratch, start } from './isolab.ts';
import { isolabHere as isolab } from './isolab-here.ts';

let folder: Awaited<ReturnType<typeof scratch>>;
beforeAll(async () => {
  folder = await scratch();
  await mkdir(join(folder.path, 'some folder'));
  await writeFile(join(folder.path, 'mine.yaml'), '');
});
afterAll(() => folder[Symbol.asyncDispose]());

/** The words that are suggested, without what they are about. */
const suggested = async (...words: readonly string[]): Promise<readonly string[]> => {
  const { stdout, stderr, exitCode } = await isolab('__complete', '--', ...words);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0] ?? '']));
};

describe('what may come next', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['a command', ['ver'], ['verify', ':files']],
    [
      'a command or a lesson',
      ['lo'],
      ['lock-tables', 'lock-wait-timeout', 'long-transaction', 'lost-update', ':files'],
    ],
    ['a command of a command', ['server', 'st'], ['start', 'status', 'stop']],
    ['a command to be helped with', ['help', 'sch'], ['schema']],
    ['a lesson', ['run', 'dup'], ['duplicate-book', ':files']],
    ['another lesson', ['verify', 'get-lock', 'lost'], ['lost-update', ':files']],
    ['no more lessons than there may be', ['run', 'get-lock', 'lost'], []],
    ['a lesson that no file can be', ['progress', 'reset', 'dup'], ['duplicate-book']],
    ['a lesson or a topic', ['quiz', 'read-s'], ['read-skew', ':files']],
    ['a lesson that is no exercise', ['run', 'read-s'], ['read-skew', ':files']],
    ['an exercise, too', ['verify', 'read-s'], ['read-set-level', 'read-skew', 'read-snapshot', ':files']],
    ['a topic', ['quiz', 'snap'], ['snapshot-timing', 'snapshots', ':files']],
    ['an option', ['run', '--l'], ['--level']],
    ['an option of the lab', ['--from'], ['--from-start']],
    ['an option of servers, where there is one', ['run', '--mys'], ['--mysqld']],
    ['no option of servers elsewhere', ['list', '--mys'], []],
    ['a level', ['run', 'dup', '--level', 'r'], ['ru', 'rc', 'rr']],
    ['a level in the same word', ['run', '--level=r'], ['--level=ru', '--level=rc', '--level=rr']],
    ['a level behind a short option', ['run', '-l', 's'], ['s']],
    ['a variant', ['run', 'duplicate-book', '--variant', 'u'], ['unique-index']],
    ['no variant', ['verify', 'duplicate-book', '--variant', 'n'], ['none']],
    ['no variant, in the lab, too', ['duplicate-book', '--variant', 'n'], ['none']],
    ['a variant of no lesson', ['run', 'nothing', '--variant', ''], ['none']],
    ['all levels', ['explore', 'dup', '--level', 'a'], ['all']],
    ['all variants', ['explore', 'duplicate-book', '--variant', 'a'], ['all']],
    [
      'an order to begin with',
      ['run', 'duplicate-book', '--order', ''],
      ['AABBABAB', 'AAABBBAB', 'BBAAAABBB'],
    ],
    ['no order of no lesson', ['run', 'nothing', '--order', ''], []],
    ['a format', ['list', '-f', ''], ['text', 'json']],
    ['another format', ['check', '--format', 'g'], ['github']],
    ['a theme of the lab', ['--theme', 's'], ['safe']],
    ['a reporter', ['verify', '-r', 'j'], ['json', 'junit']],
    ['the file of a reporter', ['verify', '-r', 'junit=x'], [':files']],
    ['a file', ['run', 'dup', '--record', ''], [':files']],
    ['a recording', ['replay', ''], [':files']],
    ['a text of a deadlock', ['deadlock', ''], [':files']],
    ['a shell', ['completion', ''], ['bash', 'zsh', 'fish']],
    ['a kind of server before a command', ['--server', 'd', 'run'].slice(0, 2), ['docker']],
    ['a command behind such an option', ['--url', 'mysql://x', 'verif'], ['verify', ':files']],
    ['what is not known', ['run', '--nothing', 'dup'], ['duplicate-book', ':files']],
    ['no option behind --', ['run', '--', '--l'], [':files']],
  ])('%s', async (_, words, wanted) => {
    expect(await suggested(...words)).toEqual(wanted);
  });

  it('has a word for every option of every command that takes words', async () => {
    for (const command of [
      'run',
      'replay',
      'list',
      'verify',
      'check',
      'race',
      'compare',
      'explore',
      'history',
    ])
      expect(await suggested(command, '--format', ''), command).toContain('json');
  });

  it('names every command that help names, and not what the scripts ask', async () => {
    const { stdout } = await isolab('--help');
    const [, list = ''] = /^Commands:\n(.*?)\n\n/ms.exec(stdout) ?? [];
    const commands = [...list.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name]) => name);
    expect(commands.length).toBeGreaterThan(14);
    const words = await suggested('');
    expect(words).toEqual(expect.arrayContaining(commands));
    expect(words).not.toContain('__complete');
    expect(stdout).not.toContain('__complete');
  });
});

it('a shell that is not known is answered with a suggestion', async () => {
  const { stdout, stderr, exitCode } = await isolab('completion', 'bsh');
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
  expect(stderr).toContain('Did you mean bash?');
});

describe('in bash', () => {
  /** What Tab has to choose from, behind these words; bash makes a word of every =. */
  const tab = async (...words: readonly string[]): Promise<readonly string[]> => {
    const quote = (word: string) => `'${word}'`;
    const script = [
      'set -eu',
      `isolab() { ${quote(process.execPath)} ${quote(program)} "$@"; }`,
      'source <(isolab completion bash)',
      'complete -p isolab >/dev/null',
      `COMP_WORDS=(isolab ${words.map(quote).join(' ')}); COMP_CWORD=${words.length}`,
      `_isolab isolab ${quote(words.at(-1) ?? '')} ${quote(words.at(-2) ?? 'isolab')}`,
      `printf '%s\\n' "\${COMPREPLY[@]}"`,
    ].join('\n');
    const child = start(['--norc', '-c', script], { file: 'bash', cwd: folder.path });
    const { stdout, stderr, exitCode } = await ended(child);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    return stdout.split('\n').filter((line) => line !== '');
  };

  it.each<[string, readonly string[], readonly string[]]>([
    ['a command', ['verif'], ['verify']],
    ['a lesson or a file', ['run', 'mi'], ['mixed-doctors', 'mixed-levels', 'mine.yaml']],
    ['a level', ['run', 'get-lock', '--level', 'r'], ['ru', 'rc', 'rr']],
    ['a level in the same word', ['run', '--level', '=', 'r'], ['ru', 'rc', 'rr']],
    ['a level right behind the =', ['run', '--level', '='], ['ru', 'rc', 'rr', 's']],
    ['a file whose name has a space', ['replay', 's'], ['some folder']],
    ['the file of a reporter', ['verify', '-r', 'tap', '=', 'mi'], ['mine.yaml']],
    ['nothing', ['list', 'x'], []],
  ])('Tab completes %s', async (_, words, wanted) => {
    expect(await tab(...words)).toEqual(wanted);
  });
});
