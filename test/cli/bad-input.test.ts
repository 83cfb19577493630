import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { urlOf } from '../e2e/server-url.ts';
import { ended, program, scratch, start } from './isolab.ts';
import { isolabHere as isolab } from './isolab-here.ts';

let folder: Awaited<ReturnType<typeof scratch>>;
beforeAll(async () => {
  folder = await scratch();
});
afterAll(() => folder[Symbol.asyncDispose]());

const lesson = (...steps: readonly string[]): string =>
  ['format: 1', 'id: test', 'title: A test', 'topic: test', 'summary: A test.', 'steps:', ...steps, ''].join(
    '\n',
  );

describe('a word that is not known is answered with a suggestion', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    [
      'a lesson',
      ['run', 'duplicate-bok'],
      ['There is no lesson duplicate-bok.', 'Did you mean duplicate-book?'],
    ],
    ['a command', ['lst'], ['There is no lesson or command lst.', 'Did you mean list?']],
    [
      'a level',
      ['run', 'duplicate-book', '--level', 'serialisible'],
      ['Did you mean SERIALIZABLE?', 'READ COMMITTED'],
    ],
    ['a beginning of a level', ['run', 'duplicate-book', '-l', 'repeat'], ['Did you mean REPEATABLE READ?']],
    [
      'a variant',
      ['run', 'duplicate-book', '--variant', 'unique-indx'],
      ['Did you mean unique-index?', 'for-update'],
    ],
    ['a theme, also where there is no screen', ['duplicate-book', '--theme', 'drak'], ['Did you mean dark?']],
    ['a format', ['run', 'duplicate-book', '-f', 'jsn'], ['Did you mean json?', 'ndjson']],
    [
      'an option',
      ['run', 'duplicate-book', '--levl', 'rr'],
      ["unknown option '--levl'", 'Did you mean --level?'],
    ],
    ['a command of server', ['server', 'statu'], ["unknown command 'statu'", 'status']],
    ['a kind of server', ['run', 'duplicate-book', '--server', 'embeded'], ['Did you mean embedded?']],
    ['a missing lesson', ['run'], ["isolab: missing required argument 'lesson'\n  → isolab run --help"]],
    ['a missing word of few', ['completion'], ['There are bash, zsh, fish.', 'isolab completion --help']],
    ['a word too many', ['doctor', 'now'], ['too many arguments']],
    ['no course', ['list', 'now'], ['now is no course: the name of its file would end in .course.yaml.']],
  ])('%s', async (_, args, words) => {
    const { stdout, stderr, exitCode } = await isolab(...args);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    for (const word of words) expect(stderr).toContain(word);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});

describe('a lesson file that cannot be used is named, with the place', () => {
  it.each<[string, string, readonly string[]]>([
    ['broken YAML', 'format: 1\nid: [a\n', ['broken.yaml:']],
    ['an empty file', '', ['broken.yaml:1:1']],
    ['an unknown key', lesson('  - A: SELECT 1', '    expct: {}'), ['broken.yaml:8:5', 'expect']],
    ['an unknown session', lesson('  - C: SELECT 1'), ['broken.yaml:7:', 'session C']],
  ])('%s', async (_, content, words) => {
    const file = await folder.write('broken.yaml', content);
    const { stdout, stderr, exitCode } = await isolab('run', file);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    for (const word of words) expect(stderr).toContain(word);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('a file that is not there', async () => {
    const { stderr, exitCode } = await isolab('run', './nowhere.yaml');
    expect({ stderr, exitCode }).toEqual({ stderr: 'isolab: There is no ./nowhere.yaml.\n', exitCode: 2 });
  });

  it('SQL that fails in the setup', async () => {
    const file = await folder.write(
      'setup.yaml',
      `${lesson('  - A: SELECT 1')}setup: CREATE TABEL t (id INT)\n`,
    );
    const { stdout, stderr, exitCode } = await isolab('run', file);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain('CREATE TABEL t (id INT)');
    expect(stderr).toContain('ERROR 1064');
  });

  it('control characters in it do nothing to the terminal', async () => {
    const file = await folder.write('evil.yaml', lesson('  - A: "SELECT 1; \u001B[31m SELECT 2"'));
    const { stderr, exitCode } = await isolab('run', file);
    expect(exitCode).toBe(2);
    expect(stderr).not.toContain('\u001B');
  });
});

describe('a server that cannot be used', () => {
  it.each<[string, string, string]>([
    ['a wrong password', 'WRONG', 'refused the user name or the password'],
    ['nobody there', 'mysql://root@127.0.0.1:1', 'Nothing answers there'],
    // No name at all: nobody is asked, who might not answer in time.
    ['no host of that name', 'mysql://root@nowhere..invalid', 'There is no host of that name'],
    ['no socket', 'mysql://root@localhost?socket=/nowhere/mysql.sock', 'Nothing answers there'],
  ])('%s answers 3', async (_, given, words) => {
    const url = given === 'WRONG' ? urlOf({ ...inject('mysql'), password: 'sesame' }) : given;
    const { stdout, stderr, exitCode } = await isolab('run', 'duplicate-book', '--url', url);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 });
    expect(stderr).toContain(words);
    expect(stderr).toContain('→');
    expect(stderr).not.toContain('sesame');
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('a URL that cannot be read answers 2 and keeps the password to itself', async () => {
    const { stderr, exitCode } = await isolab('run', 'duplicate-book', '--url', 'mysql://root:ses#ame@host');
    expect(exitCode).toBe(2);
    expect(stderr).not.toContain('ses#ame');
  });

  it('no server at all answers 3 and says how to get one', async () => {
    const env = {
      ISOLAB_URL: '',
      PATH: '/nowhere',
      XDG_CACHE_HOME: join(folder.path, 'cache'),
      // Also where there is an engine.
      DOCKER_HOST: 'unix:///nowhere/docker.sock',
    };
    const { stdout, stderr, exitCode } = await ended(start(['run', 'duplicate-book'], { env }));
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 });
    for (const word of ['--url', '--mysqld']) expect(stderr).toContain(word);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('a mysqld that is not there answers 3', async () => {
    const { stderr, exitCode } = await isolab('run', 'duplicate-book', '--mysqld', '/nowhere/mysqld');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('/nowhere/mysqld');
  });
});

describe('a recording', () => {
  it('that is none is refused with its place', async () => {
    const file = await folder.write('not.ndjson', '{"type":"settled"}\n');
    const { stdout, stderr, exitCode } = await isolab('replay', file);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain('not.ndjson:1: this is no recording of a run');
  });

  it.each(['run', 'explore'])(
    'that cannot be written is refused before %s starts a server',
    async (command) => {
      // It would be told of the server that is not there instead.
      const nowhere = ['--url', 'mysql://root@127.0.0.1:1'];
      const refused = await isolab(command, 'duplicate-book', '--record', '/nowhere/run.ndjson', ...nowhere);
      expect(refused).toEqual({
        stdout: '',
        stderr:
          'isolab: /nowhere/run.ndjson cannot be written: there is no such place.\n  → Make the folder first, or choose another one.\n',
        exitCode: 2,
      });
    },
  );

  it('on a full disk ends the run', async () => {
    const { stderr, exitCode } = await isolab('run', 'duplicate-book', '--record', '/dev/full');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('/dev/full cannot be written: the disk is full.');
  });
});

describe('output that cannot be written', () => {
  it.each(['list', 'run duplicate-book', 'verify read-committed'])(
    '%s tells so once, and no bug',
    async (command) => {
      const shell = { file: '/bin/sh' };
      const { stderr, exitCode } = await ended(
        start(['-c', `exec "$0" "$1" ${command} > /dev/full`, process.execPath, program], shell),
      );
      expect(exitCode).toBe(2);
      expect(stderr.split('The output cannot be written: ENOSPC')).toHaveLength(2);
      expect(stderr).not.toContain('    at ');
    },
  );
});
