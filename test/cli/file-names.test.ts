import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lessonText } from '../lesson/lesson-text.ts';
import { type Ended, ended, scratch, start } from './isolab.ts';
import { isolabHere as isolab } from './isolab-here.ts';

// The names of files, and words of the command line, are from outside like everything else: whoever makes a pull
// request chooses them.

/** Ends a line, begins a command of GitHub Actions, clears the screen, sets its title, reverses text. */
const evil = 'x\n::error::owned\n\u001B[2J\u001B]0;owned\u0007\u009B2J\u202E';

const harmful = /(?!\n)\p{Cc}|[\u202A-\u202E\u2066-\u2069]/u;

let folder: Awaited<ReturnType<typeof scratch>>;
const files = { good: '', broken: '', wrong: '' };

const claims = (what: string) => `steps:\n  - A: SELECT 1\n    expect: ${what}`;
const wrong = lessonText({ steps: claims('{ rows: [[999]] }') });

beforeAll(async () => {
  folder = await scratch();
  await mkdir(join(folder.path, evil));
  files.good = await folder.write(`${evil}/${evil}.yaml`, lessonText());
  files.broken = await folder.write(`${evil}/broken${evil}.yaml`, 'format: 1\nid: [');
  files.wrong = await folder.write(`${evil}/wrong.yaml`, wrong);
});
afterAll(() => folder[Symbol.asyncDispose]());

const expectHarmless = ({ stdout, stderr }: Ended): void => {
  const all = `${stdout}\n${stderr}`;
  expect(all).not.toMatch(harmful);
  expect(all.split('\n').filter((line) => line.trimStart().startsWith('::error::'))).toEqual([]);
  expect(stderr).not.toContain('this is a bug');
};

describe('a file with a name that does things', () => {
  const uses: readonly (readonly [string, () => readonly string[]])[] = [
    ['run', () => ['run', files.good]],
    ['run, broken', () => ['run', files.broken]],
    ['run, not there', () => ['run', `${files.good}.yaml`]],
    ['opened', () => [files.good]],
    ['raced', () => ['race', files.good]],
    ['compared', () => ['compare', files.good]],
    ['checked', () => ['check', files.good, files.broken, files.wrong]],
    ['checked, as JSON', () => ['check', files.broken, '--format', 'json']],
    ['checked, for GitHub', () => ['check', files.broken, files.good, '--format', 'github']],
    ['checked, in a folder', () => ['check', join(folder.path, evil)]],
    ['checked, not there', () => ['check', evil]],
    ['checked, a pattern', () => ['check', `${evil}*`]],
    ['recorded, dry', () => ['record', files.good, '--dry-run']],
    ['recorded, broken', () => ['record', files.broken]],
    ['verified', () => ['verify', files.wrong]],
    ['verified, broken', () => ['verify', files.wrong, files.broken]],
    ['verified, not there', () => ['verify', `/${evil}`]],
    ['verified, of the same id', () => ['verify', files.good, files.wrong]],
    ['replayed', () => ['replay', files.good]],
    ['replayed, not there', () => ['replay', evil]],
    ['presented', () => ['present', files.good]],
    ['presented, with notes', () => ['present', files.good, '--notes', evil]],
    ['made', () => ['new', 'fresh', '--out', join(folder.path, `new${evil}.yaml`)]],
    ['made, a second time', () => ['new', 'fresh', '--out', files.good]],
    ['written to', () => ['run', files.good, '--record', `/${evil}/${evil}`]],
    ['reported to', () => ['verify', files.good, '-r', `json=/${evil}/${evil}`]],
    ['explored', () => ['explore', files.good, '--record', `/${evil}/${evil}`]],
    ['explored, not there', () => ['explore', `${evil}.sql`, '--setup', files.good]],
    ['explored, a log', () => ['explore', '--from', files.good]],
    ['explained as a deadlock', () => ['deadlock', files.good]],
    ['explained, not there', () => ['deadlock', evil]],
    ['read as a history', () => ['history', evil]],
    ['saved to', () => ['history', 'r1(x) w1(x) c1', '--save', files.good]],
    ['mapped', () => ['map', files.good]],
    ['mapped, broken', () => ['map', files.broken]],
    ['watched, not there', () => ['watch', `${evil}.yaml`]],
  ];
  it.each(uses)('%s', async (_, args) => expectHarmless(await isolab(...args())));

  it.each(['pretty', 'json', 'junit', 'tap', 'github'])('in a report: %s', async (reporter) => {
    const result = await isolab('verify', files.wrong, '-r', reporter);
    expectHarmless(result);
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toMatch(/owned/);
  });

  it('in a report, where the command to run it again is one that finds it', async () => {
    const { stdout } = await isolab('verify', files.wrong);
    const [, command = ''] = /again: isolab (.*)$/m.exec(stdout) ?? [];
    const words = await ended(start(['-c', `printf '%s\\0' ${command}`], { file: 'bash' }));
    const again = await isolab(...words.stdout.split('\0').slice(0, -1));
    expect(again).toMatchObject({ exitCode: 1, stderr: expect.not.stringContaining('There is no') });
  });
});

describe('a word of the command line that does things', () => {
  it.each([
    ['a command', [evil]],
    ['an option', [`--${evil}`]],
    ['a near miss of one', ['run', 'duplicate-book', `--levle${evil}`]],
    ['too much', ['doctor', evil]],
    ['a course', ['list', evil]],
    ['a level', ['run', 'duplicate-book', '--level', evil]],
    ['a variant', ['run', 'duplicate-book', '--variant', evil]],
    ['a format', ['run', 'duplicate-book', '--format', evil]],
    ['a reporter', ['verify', '-r', evil]],
    ['a kind of server', ['run', 'duplicate-book', '--server', evil]],
    ['an image', ['run', 'duplicate-book', '--server', `docker:${evil}`]],
    ['a mysqld', ['run', 'duplicate-book', '--mysqld', `/${evil}`]],
    ['a prefix', ['run', 'duplicate-book', '--schema-prefix', evil]],
    [
      'a URL',
      ['run', 'duplicate-book', '--url', `mysql://root@localhost?socket=/${encodeURIComponent(evil)}`],
    ],
    ['a host', ['run', 'duplicate-book', '--url', `mysql://root@${evil}`]],
    ['a Redis', ['run', 'duplicate-book', '--redis', evil]],
    ['a theme', ['duplicate-book', '--theme', evil]],
    ['a filter', ['verify', 'duplicate-book', '--grep', `(${evil}`]],
    ['a field', ['race', 'daily-check-in', '--set', evil]],
    ['an id', ['new', evil]],
    ['progress', ['progress', 'reset', evil]],
    ['a time', ['server', 'start', '--idle', evil]],
  ])('as %s', async (_, args) => expectHarmless(await isolab(...args)));

  it.each([
    ['XDG_CACHE_HOME', ['server', 'status']],
    ['TMPDIR', ['doctor']],
    ['XDG_CACHE_HOME', ['doctor']],
    ['XDG_STATE_HOME', ['progress']],
    ['DOCKER_HOST', ['doctor']],
    ['ISOLAB_URL', ['doctor']],
    ['ISOLAB_REDIS_URL', ['doctor']],
    ['PATH', ['doctor']],
  ])('in the environment: %s', async (name, args) => {
    expectHarmless(await ended(start(args, { env: { [name]: `/tmp/${evil}` } })));
  });
});

describe('in GitHub Actions', () => {
  const actions = { GITHUB_ACTIONS: 'true' };
  const command = '::set-output name=x::owned';
  const prose = { title: `title: "${command}"`, about: `about: "${command} ##[error]owned"` };

  it('what a lesson says is no command, in no format', async () => {
    const file = await folder.write('commands.yaml', lessonText(prose));
    const wrongFile = await folder.write(
      'wrong-commands.yaml',
      lessonText({ ...prose, steps: claims('{ rows: [["##[error]"]] }') }),
    );
    for (const args of [
      ['run', file],
      ['run', file, '--format', 'json'],
      ['run', file, '--format', 'ndjson'],
      ['check', file],
      ...['pretty', 'tap', 'json', 'junit', 'github'].map((reporter) => [
        'verify',
        wrongFile,
        '-r',
        reporter,
      ]),
    ]) {
      const { stdout, stderr } = await ended(start(args, { env: actions }));
      const lines = `${stdout}\n${stderr}`.split('\n');
      expect(lines.filter((line) => !line.startsWith('::error ') && /^\s*::|##\[/.test(line))).toEqual([]);
    }
    expect((await isolab('run', file)).stdout).toContain(command);
    expect(await readFile(file, 'utf8')).toContain(command);
  });
});
