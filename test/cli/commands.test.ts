import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { shippedExercises, shippedFolder, shippedIds } from '../../src/cli/shipped.ts';
import { parseRecording } from '../../src/engine/recording.ts';
import { loadLesson } from '../../src/lesson/load.ts';
import { ended, scratch, start } from './isolab.ts';
import { isolabHere as isolab } from './isolab-here.ts';

/** Each with the words before --help; the first is isolab itself. */
const commands = `
  check compare completion deadlock doctor exercise explore history list map new open present progress
  quiz race record replay review run schema server verify watch`
  .split(/\s+/)
  .map((word) => (word === '' ? [] : [word]));

let folder: Awaited<ReturnType<typeof scratch>>;
beforeAll(async () => {
  folder = await scratch();
});
afterAll(() => folder[Symbol.asyncDispose]());

const packageJson = z.object({ version: z.string(), engines: z.object({ node: z.string() }) });
const readPackage = async () =>
  packageJson.parse(JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')));

describe('help', () => {
  it('names every command, with examples, exit codes and environment', async () => {
    const { stdout, stderr, exitCode } = await isolab('--help');
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    for (const word of [
      'open',
      'run',
      'list',
      'replay',
      'present',
      'progress',
      'doctor',
      'server',
      'Examples:',
      'Exit codes:',
      'NO_COLOR',
    ]) {
      expect(stdout).toContain(word);
    }
  });

  it.each(commands)('of %s has examples of what comes with isolab', async (...command) => {
    const { stdout } = await isolab(...command, '--help');
    const [, shown = ''] = stdout.split('\nExamples:\n');
    const ids = await shippedIds();
    for (const line of shown.split('\n\n')[0]?.split('\n') ?? []) {
      const [words = ''] = line.trim().split(/ {3,}/);
      // `my-lesson` is the one that the reader begins.
      const named = words
        .split(' ')
        .filter((word) => /^[a-z]+(-[a-z]+)+$/.test(word) && word !== 'my-lesson');
      const [variant] = /(?<=--variant )\S+/.exec(words) ?? [];
      for (const one of named.filter((word) => word !== variant)) expect(ids, line).toContain(one);
      const [lesson] = named;
      if (words.startsWith('isolab exercise ') && lesson)
        expect(await shippedExercises(), line).toContain(lesson);
      if (lesson === undefined || variant === undefined || lesson === variant) continue;
      const { variants } = await loadLesson(join(shippedFolder(), `${lesson}.yaml`));
      expect(
        variants.map(({ id }) => id),
        line,
      ).toContain(variant);
    }
  });

  it.each(['open', 'run', 'compare', 'list', 'replay', 'present', 'progress', 'doctor', 'server'])(
    'of %s has examples',
    async (command) => {
      const { stdout, exitCode } = await isolab(command, '--help');
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`isolab ${command}`);
      expect(stdout).toContain('Examples:');
      expect((await isolab('help', command)).stdout).toBe(stdout);
    },
  );

  it.each([
    [['run'], true],
    [['verify'], true],
    [['race'], true],
    [['compare'], true],
    [['open'], true],
    [['present'], true],
    [['record'], true],
    [['watch'], true],
    [['doctor'], true],
    [['server', 'start'], true],
    [['server', 'clean'], true],
    [['list'], false],
    [['check'], false],
    [['new'], false],
    [['schema'], false],
    [['replay'], false],
    [['progress'], false],
    [['progress', 'reset'], false],
    [['server', 'status'], false],
    [['server', 'stop'], false],
    [['server', 'fetch'], false],
  ])('of %j tells how to choose a server only if it uses one: %j', async (command, uses) => {
    const { stdout } = await isolab(...command, '--help');
    for (const option of [
      'Server options:',
      '--url',
      '--schema-prefix',
      '--mysqld',
      '--server',
      '--keep',
      '--redis ',
    ])
      expect(stdout.includes(option), option).toBe(uses);
  });

  it('fits into 80 columns where there is no terminal', async () => {
    const { stdout } = await isolab('run', '--help');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('options of servers', () => {
  it.each<[readonly string[], string]>([
    [['list', '--url', 'mysql://a:secret@b'], '--url says which server to use, and isolab list needs none.'],
    [['check', 'duplicate-book', '--keep'], '--keep says which server to use, and isolab check needs none.'],
    [['server', 'status', '--mysqld=x'], '--mysqld says which server to use, and isolab server status needs'],
    [
      ['progress', 'reset', 'x', '--redis', 'docker'],
      '--redis says which server to use, and isolab progress',
    ],
  ])('are refused where they mean nothing: %j', async (args, said) => {
    const { stdout, stderr, exitCode } = await isolab(...args);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain(said);
    expect(stderr).toContain('Leave it out.');
  });

  it('may stand before every command, as in an alias', async () => {
    const list = await isolab('--url', 'mysql://root@127.0.0.1:1', 'list');
    expect(list).toMatchObject({ exitCode: 0, stderr: '' });
    const run = await isolab('--url', 'mysql://root@127.0.0.1:1', 'run', 'duplicate-book');
    expect(run.exitCode).toBe(3);
    expect(run.stderr).toContain('127.0.0.1:1');
  });

  it('count behind the command when both are given', async () => {
    const url = ['--url', 'mysql://root@127.0.0.1:1'];
    for (const args of [['run', 'duplicate-book'], ['duplicate-book'], ['duplicate-book', '--from-start']]) {
      const { stderr, exitCode } = await isolab('--url', 'mysql://root@127.0.0.1:2', ...args, ...url);
      expect(exitCode).toBe(3);
      expect(stderr).toContain('127.0.0.1:1');
    }
  });
});

describe('version', () => {
  it('is that of the package', async () => {
    expect(await ended(start(['--version']))).toEqual({
      stdout: `${(await readPackage()).version}\n`,
      stderr: '',
      exitCode: 0,
    });
  });

  it('of Node.js that is too old is told in one line', async () => {
    const pretend = (version: string) => {
      const code = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
      return ended(
        start(['--version'], {
          env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` },
        }),
      );
    };
    const needed = (await readPackage()).engines.node.replace('>=', '');
    expect(await pretend('20.19.2')).toEqual({
      stdout: '',
      stderr: `isolab needs Node.js ${needed}.0 or later; this is 20.19.2. Install a newer one: https://nodejs.org\n`,
      exitCode: 2,
    });
    expect((await pretend('22.9.0')).exitCode).toBe(2);
    expect((await pretend(`${needed}.0`)).exitCode).toBe(0);
    expect((await pretend('100.0.0')).exitCode).toBe(0);
  });
});

describe('list', () => {
  it('names the lessons and their variants', async () => {
    const { stdout, stderr, exitCode } = await isolab('list');
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toContain('duplicate-book');
    expect(stdout).toContain('unique-index');
  });

  it('as JSON is for programs', async () => {
    const { stdout } = await isolab('list', '--format', 'json');
    const list = z.object({
      format: z.literal(1),
      lessons: z.array(z.object({ id: z.string(), variants: z.array(z.object({ id: z.string() })) })),
    });
    const { lessons } = list.parse(JSON.parse(stdout));
    const flagship = lessons.find(({ id }) => id === 'duplicate-book');
    expect(flagship?.variants).toContainEqual(expect.objectContaining({ id: 'unique-index' }));
  });
});

describe('a course', () => {
  it('is listed, checked, chosen for verify and printed without a terminal; what is about one lesson is refused', async () => {
    const file = await folder.write(
      'monday.course.yaml',
      'course: Monday\ntopics:\n  - { title: Morning, id: morning, lessons: [read-skew, lost-update] }\n',
    );
    for (const words of [['list', file], [file]])
      expect((await isolab(...words)).stdout).toMatch(
        /^Monday\n\nMorning {2}2 lessons, about \d+ min\n {2}read-skew/,
      );
    const json = JSON.parse((await isolab('list', file, '--format', 'json')).stdout);
    expect(json).toMatchObject({
      course: { title: 'Monday', topics: [{ id: 'morning', lessons: ['read-skew', 'lost-update'] }] },
      lessons: [{ id: 'read-skew', topic: 'Morning', needs: [] }, { id: 'lost-update' }],
    });
    expect(await isolab('check', file)).toMatchObject({
      exitCode: 0,
      stdout: '1 course, 2 lessons: nothing to say\n',
    });
    const cases = (await isolab('verify', '--list', file)).stdout.split('\n');
    expect(new Set(cases.map((one) => one.split(' ')[0]))).toEqual(new Set(['read-skew', 'lost-update', '']));
    expect((await isolab('run', file)).stderr).toContain('is a course, and one lesson is needed here.');
    expect((await isolab('present', file, '--level', 'rc')).stderr).toContain('--level is about one lesson');
    expect((await isolab('present', file)).stderr).toContain(`isolab list ${file} prints it.`);
    expect(await isolab('check', folder.path)).toMatchObject({
      exitCode: 0,
      stdout: '1 course, 2 lessons: nothing to say\n',
    });
    const wrong = await folder.write('wrong.course.yaml', 'course: A\ntopics:\n  - title: B\n');
    expect(await isolab('check', wrong)).toMatchObject({
      exitCode: 2,
      stdout: expect.stringContaining('1 course: '),
    });
    const large = await folder.write('large.course.yaml', 'a'.repeat(200_000));
    expect((await isolab('list', large)).stderr).toContain('is too large for a course: ');
    expect(await isolab('schema', '--course', '--expect')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('one format at a time'),
    });
    expect(JSON.parse((await isolab('schema', '--expect')).stdout)).toMatchObject({
      title: 'What is expected of a lesson for isolab',
    });
    const schema = JSON.parse((await isolab('schema', '--course')).stdout);
    expect(schema).toMatchObject({ title: 'A course for isolab', required: ['course', 'topics'] });
  });
});

describe('run', () => {
  it('prints a run as text, and nothing but that', async () => {
    const { stdout, stderr, exitCode } = await isolab('run', 'duplicate-book');
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toContain('✗ It is violated: A book is stored once.');
    expect(stdout).not.toContain('\u001B');
  });

  it('draws a wait at SERIALIZABLE, however the level is written', async () => {
    for (const level of ['s', '4', 'serializable', 'SERIALIZABLE']) {
      const { stdout, exitCode } = await isolab('run', 'duplicate-book', '--level', level);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('┊ waits: wants to insert');
      expect(stdout).toContain('ERROR 1213 (ER_LOCK_DEADLOCK)');
    }
  });

  it('shows a variant', async () => {
    const { stdout, exitCode } = await isolab(
      'run',
      'duplicate-book',
      '--variant',
      'unique-index',
      '-l',
      'repeatable-read',
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain('ERROR 1062 (ER_DUP_ENTRY)');
    expect(stdout).toContain('✓ It holds: A book is stored once.');
  });

  it('has colour when it is forced', async () => {
    const forced = await ended(start(['run', 'duplicate-book'], { env: { FORCE_COLOR: '1' } }));
    expect(forced.stdout).toContain('\u001B[1m');
  });

  it('replays from a recording as it was', async () => {
    const file = join(folder.path, 'run.ndjson');
    const ran = await isolab('run', 'duplicate-book', '--level', 'rr', '--record', file);
    expect(await isolab('replay', file)).toEqual(ran);
    const replayed = (await isolab('replay', file, '--format', 'ndjson')).stdout;
    const recording = parseRecording(await readFile(file, 'utf8'));
    expect(parseRecording(replayed)).toEqual(recording);
    // After each of the eight steps, and before the first.
    expect(recording.filter(({ type }) => type === 'looked-aside')).toHaveLength(9);
  });

  it('as ndjson gives the events as they come', async () => {
    const { stdout, exitCode } = await isolab('run', 'duplicate-book', '--format', 'ndjson');
    expect(exitCode).toBe(0);
    const types = stdout
      .trim()
      .split('\n')
      .map((line) => z.object({ type: z.string() }).parse(JSON.parse(line)).type);
    expect(types[0]).toBe('run-started');
    expect(types.at(-1)).toBe('run-finished');
  });

  it('as JSON gives one document', async () => {
    const { stdout, exitCode } = await isolab('run', 'duplicate-book', '--format', 'json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      format: 1,
      end: 'complete',
      violations: { rows: [['Sapiens', '2']] },
    });
  });

  it('answers 1 and shows expected beside observed when a lesson is wrong', async () => {
    const file = await folder.write(
      'wrong.yaml',
      [
        'format: 1',
        'id: wrong',
        'title: Wrong',
        'topic: test',
        'summary: It claims what is not so.',
        'steps:',
        '  - A: SELECT 1 AS n',
        '    expect: { rows: [[2]] }',
        '',
      ].join('\n'),
    );
    const { stdout, stderr, exitCode } = await isolab('run', file);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 1 });
    expect(stdout).toContain('✗ Not as the lesson says: 1 of 1 did not hold.');
    expect(stdout).toMatch(/step 1, A: SELECT 1 AS n \(line 7\): rows\n +expected: \(2\)\n +observed: \(1\)/);
  });
});

describe('isolab alone, without a terminal', () => {
  it('prints the flagship lesson and says how to go on', async () => {
    const { stdout, stderr, exitCode } = await isolab();
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Two people add the same book');
    expect(stderr).toContain('isolab run duplicate-book --variant unique-index');
  });

  it('prints the lesson that is named', async () => {
    const { stdout, exitCode } = await isolab('read-uncommitted', '--level', 'rc');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('read-uncommitted at READ COMMITTED');
  });

  it('speaks of npm start when that is how it was begun', async () => {
    const { stderr } = await ended(start([], { env: { npm_lifecycle_event: 'start' } }));
    expect(stderr).toContain('npm start -- run duplicate-book');
  });
});

describe('doctor', () => {
  it('tells what there is and tries it', async () => {
    const { stdout, stderr, exitCode } = await isolab('doctor');
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    for (const word of ['Node.js', 'url', 'mysqld', 'embedded', 'fetched servers', '✓ MySQL 9.', 'sandbox']) {
      expect(stdout).toContain(word);
    }
  });

  it('answers 3 when the server cannot be used', async () => {
    const { stdout, exitCode } = await isolab('doctor', '--url', 'mysql://root@127.0.0.1:1');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('✗ Nothing answers there.');
  });

  it('fetches nothing', async () => {
    const env = { ISOLAB_URL: '', XDG_CACHE_HOME: folder.path };
    const { stdout, exitCode } = await ended(start(['doctor', '--server', 'embedded'], { env }));
    expect(exitCode).toBe(0);
    expect(stdout).toContain('the first lesson fetches the embedded one');
    expect(stdout).toContain('the first lesson that needs one fetches it');
  });

  it('tries the Redis that is named, and says nothing of its password', async () => {
    const { stdout, stderr, exitCode } = await isolab('doctor', '--redis', 'redis://:s3cret@127.0.0.1:1');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('✗ Nothing answers there. (Redis at 127.0.0.1:1)');
    expect(stdout + stderr).not.toContain('s3cret');
  });
});

describe('server', () => {
  it('status names what is fetched', async () => {
    const { stdout, exitCode } = await isolab('server', 'status');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^MySQL \d+\.\d+.* is in /);
    expect(stdout).toMatch(/^Redis .* is in /m);
  });

  it('fetch does nothing when there is one', async () => {
    const { stdout, exitCode } = await isolab('server', 'fetch');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^MySQL \d+\.\d+.* is in /);
  });

  it('fetch brings the Redis as well when it is asked for', async () => {
    const { stdout, exitCode } = await isolab('server', 'fetch', '--with-redis');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^MySQL .* is in .*\nRedis .* is in .*\n$/);
  });

  it('stop ends nothing where nothing runs', async () => {
    const { stdout, exitCode } = await ended(start(['server', 'stop'], { env: { TMPDIR: folder.path } }));
    expect({ stdout, exitCode }).toEqual({ stdout: 'No lab server runs.\n', exitCode: 0 });
  });

  it('of our own is started and stopped for a run', async () => {
    const env = { ISOLAB_URL: '', TMPDIR: folder.path };
    const { stdout, stderr, exitCode } = await ended(
      start(['run', 'duplicate-book', '--server', 'embedded'], { env }),
    );
    expect(exitCode).toBe(0);
    expect(stderr).toBe('Starting MySQL\n');
    expect(stdout).toContain('embedded:');
    const after = await ended(start(['server', 'status'], { env }));
    expect(after.stdout).toMatch(/^(\w+ \S+ \(\w+\) is in .*\n)+$/);
  });
});

describe('what is said in words', () => {
  it('is told by record and held against by verify, where it was written for another outcome', async () => {
    const file = join(folder.path, 'words.yaml');
    const lines = [
      'format: 1',
      'id: words',
      'title: Words',
      'topic: test',
      'summary: Words.',
      'levels: [READ COMMITTED]',
      'steps:',
      '  - A: SELECT 1',
      '    as: first',
      '    why: It is one.',
      'variants: { other: { title: Other, about: It is two., steps: { first: { sql: SELECT 2 } } } }',
    ];
    await writeFile(file, `${lines.join('\n')}\n`);
    const recorded = await isolab('record', file, '--yes');
    expect(recorded.stderr).toContain('1 step tells words that were written for another outcome');
    const verified = await isolab('verify', file);
    expect(verified.exitCode).toBe(1);
    expect(verified.stdout).toContain('words @ READ COMMITTED + other');
    expect(verified.stdout).toContain(`${file}:8`);
    expect(verified.stdout).toContain('`why` was written for the lesson as it is');
    expect(verified.stdout).toContain('`still_true: [why]`');
  });
});
