import { copyFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, isolab, scratch, start } from './isolab.ts';
import { isolabHere } from './isolab-here.ts';

const beside = (name: string): string => fileURLToPath(new URL(`../exercise/${name}`, import.meta.url));
const bookOnce = beside('book-once.yaml');
const bookOrder = beside('book-once-order.yaml');

let folder: Awaited<ReturnType<typeof scratch>>;
beforeAll(async () => {
  folder = await scratch();
});
afterAll(() => folder[Symbol.asyncDispose]());

const inOrder = (order: string, never?: string): string =>
  `exercise: book-once-order\norder: ${order}\n${never === undefined ? '' : `never: ${never}\n`}`;

const index = `exercise: book-once
setup: CREATE UNIQUE INDEX one_name ON books (name)
handler:
  lookup:
    sql: SELECT id FROM books WHERE name = :name
    reject_if: { found: taken }
  insert: { sql: INSERT INTO books (name) VALUES (:name), reject_if: { 1062: taken }, answer: stored }
`;

const forUpdate = `exercise: book-once
handler:
  begin: START TRANSACTION
  lookup: { sql: SELECT id FROM books WHERE name = :name FOR UPDATE, reject_if: { found: taken } }
  insert: INSERT INTO books (name) VALUES (:name)
  commit: { sql: COMMIT, answer: stored }
`;

describe('isolab exercise', () => {
  it('lists the exercises of each kind', async () => {
    const { stdout, exitCode } = await isolabHere('exercise');
    expect(exitCode).toBe(0);
    for (const kind of ['break it', 'fix it', 'read it']) expect(stdout).toContain(kind);
  });

  it('writes the file of the answer into the folder, with the task and what may be changed', async () => {
    await using own = await scratch();
    const { stdout, exitCode } = await ended(start(['exercise', bookOnce, '--once'], { cwd: own.path }));
    expect(stdout).toContain('Wrote book-once.yaml');
    expect(stdout).toContain('It is not judged yet: nothing in it is yours.');
    expect(exitCode).toBe(1);
    const text = await readFile(join(own.path, 'book-once.yaml'), 'utf8');
    expect(text).toContain('# Change the program, or the table');
    expect(text).toContain('exercise: book-once');
    expect(text).toContain('handler:\n  begin: START TRANSACTION\n  lookup:\n    sql: SELECT id FROM books');
    expect(text).not.toContain('UNIQUE');
  });

  it('judges that file as it is written, and leaves it as it is', async () => {
    await using own = await scratch();
    await ended(start(['exercise', bookOnce, '--once'], { cwd: own.path }));
    const before = await readFile(join(own.path, 'book-once.yaml'), 'utf8');
    const { stdout, exitCode } = await ended(start(['exercise', bookOnce, '--once'], { cwd: own.path }));
    expect(stdout).toContain('Not yet: ');
    expect(stdout).toContain('60 of');
    expect(exitCode).toBe(1);
    expect(await readFile(join(own.path, 'book-once.yaml'), 'utf8')).toBe(before);
    expect(await readdir(own.path)).toEqual(['book-once.yaml']);
  });

  it('takes a file or a folder that is named for the answer', async () => {
    await using own = await scratch();
    const { stdout } = await isolabHere('exercise', bookOnce, '--once', '--out', own.path);
    expect(stdout).toContain(join(own.path, 'book-once.yaml'));
    await isolabHere('exercise', bookOnce, '--once', '--out', join(own.path, 'mine.yaml'));
    expect((await readdir(own.path)).toSorted()).toEqual(['book-once.yaml', 'mine.yaml']);
  });

  it('never takes the exercise itself for the answer', async () => {
    await using own = await scratch();
    await copyFile(bookOnce, join(own.path, 'book-once.yaml'));
    const before = await readFile(bookOnce, 'utf8');
    const { stderr, exitCode } = await ended(
      start(['exercise', './book-once.yaml', '--once'], { cwd: own.path }),
    );
    expect(stderr).toContain('is the exercise itself');
    expect(exitCode).toBe(2);
    expect(await readFile(join(own.path, 'book-once.yaml'), 'utf8')).toBe(before);
  });

  it('says solved, and what it costs', async () => {
    const file = await folder.write('index.yaml', index);
    const { stdout, exitCode } = await isolabHere('exercise', bookOnce, '--once', '--out', file);
    expect(stdout).toContain('★ Solved.');
    expect(stdout).toContain('What it costs');
    expect(exitCode).toBe(0);
  });

  it('says why the usual wrong one does not hold, and shows an order in which it fails', async () => {
    const file = await folder.write('for-update.yaml', forUpdate);
    const { stdout, exitCode } = await isolabHere('exercise', bookOnce, '--once', '--out', file);
    expect(stdout).toContain('Not yet: ');
    expect(stdout).toContain('Without an index it locks every row that it reads.');
    expect(stdout).toContain('With name = Dune in the second request, nobody waits.');
    expect(stdout).toContain('step by step');
    // The end is what a terminal of 24 rows shows: what does not hold, and how much of it.
    const end = stdout.trimEnd().split('\n').slice(-20).join('\n');
    for (const line of stdout.split('\n').filter((one) => one.startsWith('✗ '))) expect(end).toContain(line);
    expect(end).toMatch(/Not yet: \d of \d do(es)? not hold\.$/);
    expect(exitCode).toBe(1);
  });

  it('proves an order, and that there is none at a level', async () => {
    const file = await folder.write('order.yaml', inOrder('ABABABAB', 'SERIALIZABLE'));
    const { stdout, exitCode } = await isolabHere('exercise', bookOrder, '--once', '--out', file);
    expect(stdout).toContain('★ Solved.');
    expect(stdout).toContain('ABABABAB breaks the promise.');
    expect(stdout).toContain('It has 4 switches in the middle of a transaction; it can be done with 1.');
    expect(stdout).toContain('all 70 orders');
    expect(exitCode).toBe(0);
  });

  it('is not taken in by an order that keeps the promise, nor by a level at which there are others', async () => {
    const file = await folder.write('serial.yaml', inOrder('AAAABBBB', 'READ COMMITTED'));
    const { stdout, exitCode } = await isolabHere('exercise', bookOrder, '--once', '--out', file);
    expect(stdout).toContain('The promise holds in AAAABBBB.');
    expect(stdout).toContain('At READ COMMITTED there are orders that break it, too.');
    expect(exitCode).toBe(1);
  });

  it('gives as many hints as are asked for', async () => {
    const one = await isolabHere('exercise', bookOrder, '--hint');
    expect(one.stdout).toContain('Hint 1 of 3: Who looks first?');
    expect(one.stdout).not.toContain('Both look');
    const all = await isolabHere('exercise', bookOrder, '--hint', '3');
    expect(all.stdout).toContain('Both look before one inserts.');
    expect(all.stdout).toContain('\n\nHint 3 of 3');
    expect((await isolabHere('exercise', bookOrder, '--hint', '4')).exitCode).toBe(2);
  });

  it.each<[string, string, readonly string[]]>([
    ['a letter too many', inOrder('AAAAABBBB'), ['order', 'this is no order']],
    ['another exercise', 'exercise: book-once-order\nanswers: { who: 1 }\n', ['`answers`']],
    ['no level', inOrder('ABABABAB', 'SNAPSHOT'), ['SNAPSHOT', 'SERIALIZABLE']],
    [
      'an answer to another',
      'exercise: fix-queue\norder: X\n',
      ['this answers fix-queue, and not book-once-order'],
    ],
    ['no YAML', 'exercise: [', ['odd.yaml:1:11']],
    ['nothing', '', ['the file is empty', 'book-once-order']],
  ])('says what is wrong with an answer that cannot be read: %s', async (_, text, words) => {
    const file = await folder.write('odd.yaml', text);
    const { stdout, exitCode } = await isolabHere('exercise', bookOrder, '--once', '--out', file);
    for (const word of words) expect(stdout).toContain(word);
    expect(exitCode).toBe(2);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it.each([
    ['a lesson', ['lost-update', '--once'], 'is a lesson, and no exercise'],
    ['nothing of that name', ['fix-queu', '--once'], 'There is no exercise fix-queu.'],
    ['what is near, and no lesson', ['break-lost-updat'], 'Did you mean break-lost-update?'],
    ['no exercise', ['--once'], 'Which exercise?'],
    ['no number', ['x', '--hint', 'all'], '--hint'],
  ] as const)('refuses %s', async (_, args, words) => {
    const { stderr, exitCode } = await isolabHere('exercise', ...args);
    expect(stderr).toContain(words);
    expect(exitCode).toBe(2);
  });

  it('tells an answer that is taken for the exercise from one, in one message', async () => {
    const file = await folder.write('handed-in.yaml', inOrder('ABABABAB'));
    for (const more of [[], ['--once'], ['--hint']]) {
      const { stderr, exitCode } = await isolabHere('exercise', file, ...more);
      expect(stderr).toContain('this is an answer to the exercise book-once-order, and no lesson');
      expect(stderr).toContain(`isolab exercise book-once-order --out ${file}`);
      expect(stderr.trimEnd().split('\n')).toHaveLength(5);
      expect(exitCode).toBe(2);
    }
  });

  it('tells of a failing setup, or a promise that has lost its table, as the student’s own', async () => {
    const own = (setup: string): Promise<string> =>
      folder.write('own-setup.yaml', `exercise: book-once\nsetup: ${setup}\n`);
    const typo = await own('CREATE UNIQE INDEX one_name ON books (name)');
    const setup = await isolabHere('exercise', bookOnce, '--once', '--out', typo);
    expect(setup.stdout).toContain('The setup failed.');
    expect(setup.stdout).toContain('Correct it in your file.');
    expect(setup.stdout).not.toContain('of the lesson');
    expect(setup.exitCode).toBe(2);
    const gone = await own('RENAME TABLE books TO volumes');
    const promise = await isolabHere('exercise', bookOnce, '--grade', gone);
    expect(promise.stdout).toContain('The promise cannot be looked at any more');
    expect(promise.stdout).not.toContain('of the lesson');
  });

  it('tells a folder in the place of an answer as such', async () => {
    for (const more of [
      ['--once', '--out', join(folder.path, 'x')],
      ['--grade', folder.path],
    ]) {
      await mkdir(join(folder.path, 'x', 'book-once.yaml'), { recursive: true });
      const { stdout, stderr } = await isolabHere('exercise', bookOnce, ...more);
      expect(stdout + stderr).toContain('is a folder, not an answer file.');
    }
  });

  it('names --out where the folder takes no file', async () => {
    for (const id of ['break-lost-update', 'fix-lost-update', 'read-level']) {
      const { stderr, exitCode } = await ended(start(['exercise', id, '--once'], { cwd: '/proc' }));
      expect(stderr).toContain(`${id}.yaml cannot be written`);
      expect(stderr).toContain('--out FOLDER names another place for answers.');
      expect(exitCode).toBe(2);
    }
  });

  it('refuses a part that the exercise does not open, where it stands', async () => {
    const file = await folder.write('closed.yaml', `${index}steps: [{ A: SELECT 1 }]\n`);
    const { stdout, exitCode } = await isolabHere('exercise', bookOnce, '--once', '--out', file);
    expect(stdout).toContain('closed.yaml:8:1');
    expect(stdout).toContain('does not let you change this');
    expect(exitCode).toBe(2);
  });
});

it('the exercise in lessons/README.md is proved: its solution right, its wrong one wrong', async () => {
  const readme = await readFile(fileURLToPath(new URL('../../lessons/README.md', import.meta.url)), 'utf8');
  const [example = ''] = /^title: Keep the nickname once\n[\s\S]*?(?=```)/m.exec(readme) ?? [];
  const { stdout, exitCode } = await isolabHere('verify', await folder.write('nickname.yaml', example));
  expect(stdout).toContain('3 cases');
  expect(exitCode).toBe(0);
});

describe('a solution of a stranger', () => {
  // As with a lesson: its accounts can touch the schema of its sandbox, and nothing else.
  it.each([
    ['makes an account', "CREATE USER mallory IDENTIFIED BY 'x'"],
    ['reads other accounts', 'CREATE TABLE loot AS SELECT user FROM mysql.user'],
    ['writes a file', "SELECT 'x' INTO OUTFILE '/tmp/isolab-loot'"],
    ['sets a global variable', 'SET GLOBAL max_connections = 1'],
    ['makes a schema', 'CREATE DATABASE loot'],
  ])('is confined: %s', async (_, sql) => {
    const file = await folder.write('stranger.yaml', `exercise: book-once\nsetup: ${JSON.stringify(sql)}\n`);
    const { stdout, exitCode } = await isolabHere('exercise', bookOnce, '--once', '--out', file);
    expect(stdout).toMatch(/denied|error 1(044|045|142|227|290|410)/i);
    expect(exitCode).toBe(2);
    await expect(stat('/tmp/isolab-loot')).rejects.toThrow();
  });
});

describe('isolab exercise --grade', () => {
  it('judges many files of several exercises, and goes on where one cannot be read', async () => {
    const files = [
      await folder.write('g-index.yaml', index),
      await folder.write('g-update.yaml', forUpdate),
      await folder.write('g-broken.yaml', 'exercise: book-once\nhandler: 7\n'),
    ];
    const report = join(folder.path, 'grades.xml');
    const { stdout, exitCode } = await isolabHere(
      'exercise',
      bookOnce,
      '--grade',
      ...files,
      join(folder.path, 'missing.yaml'),
      '-r',
      'json',
      '-r',
      `junit=${report}`,
    );
    expect(exitCode).toBe(1);
    const { solved, files: grades } = JSON.parse(stdout);
    expect(solved).toBe(1);
    expect(grades.map(({ status }: { status: string }) => status)).toEqual([
      'solved',
      'unsolved',
      'unreadable',
      'unreadable',
    ]);
    const xml = await readFile(report, 'utf8');
    expect(xml).toContain('tests="4" failures="1" errors="2"');
  });

  it('ends a file whose statements go on for ever, and judges the next one', async () => {
    const slow = index.replace('insert:', 'wait: SELECT SLEEP(600)\n  insert:');
    const files = [await folder.write('slow.yaml', slow), await folder.write('quick.yaml', index)];
    const { stdout, exitCode } = await isolabHere('exercise', bookOnce, '--limit', '5', '--grade', ...files);
    expect(stdout).toContain('It was not judged within 5 s.');
    expect(stdout).toContain('1 of 2 solved');
    expect(exitCode).toBe(1);
  });

  it('finds our own exercises by what the files say, and says what else they answer', async () => {
    const file = await folder.write('unknown.yaml', 'exercise: no-such-thing\norder: AB\n');
    const { stdout, exitCode } = await isolabHere('exercise', '--grade', file);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'unknown.yaml:1:11: There is no exercise no-such-thing.',
    );
    expect(exitCode).toBe(1);
  });

  it('refuses a reporter that it does not know, and a file that it cannot write to, before it judges', async () => {
    const file = await folder.write('r.yaml', index);
    const unknown = await isolabHere('exercise', bookOnce, '--grade', file, '-r', 'html');
    expect(unknown.exitCode).toBe(2);
    const nowhere = await isolabHere('exercise', bookOnce, '--grade', file, '-r', 'json=/no/such/place');
    expect(nowhere.stderr).toContain('/no/such/place');
    expect(nowhere.exitCode).toBe(2);
  });
});

describe('isolab exercise, until it is ended', () => {
  it('judges after every save, and ends with Ctrl-C', async () => {
    await using own = await scratch();
    const file = await own.write('mine.yaml', inOrder('AAAABBBB'));
    const child = start(['exercise', bookOrder, '--out', file]);
    const said = new Promise<void>((resolve) => {
      let text = '';
      let isSaved = false;
      child.stdout?.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (!isSaved && text.includes('The promise holds in AAAABBBB.')) {
          isSaved = true;
          void own.write('mine.yaml', inOrder('ABABABAB', 'SERIALIZABLE'));
        }
        if (text.includes('★ Solved.')) resolve();
      });
    });
    await said;
    const over = ended(child);
    child.kill('SIGINT');
    expect((await over).exitCode).toBe(130);
  });
});

it.each([
  ['run', 'break-queue'],
  ['run', 'fix-stock', '--format', 'json'],
  ['run', 'read-victim', '--level', 'rc'],
  ['compare', 'break-queue'],
  ['map', 'break-queue', 'lost-update'],
  ['explore', 'break-queue'],
  ['present', 'break-queue'],
])('%s: an exercise is done, and nothing shows its answer', async (...args) => {
  const { stdout, stderr, exitCode } = await isolabHere(...args);
  const id = args.find((one) => /^(break|fix|read)-/.test(one));
  expect(stderr).toContain(`${id} is an exercise, and this would give its answer away.`);
  expect(stderr).toContain(`isolab ${id} opens it in the lab.`);
  expect(stderr).toContain(`isolab exercise ${id} is for your own editor.`);
  expect([stdout, exitCode]).toEqual(['', 2]);
});

it('an exercise in the lab needs a terminal, and the editor none', async () => {
  const { stdout, stderr, exitCode } = await isolabHere('break-queue');
  expect(stderr).toContain('break-queue is an exercise, and the lab needs a terminal.');
  expect(stderr).toContain('isolab exercise break-queue is for your own editor, and needs none.');
  expect([stdout, exitCode]).toEqual(['', 2]);
});

it('replay takes recordings, and points nobody to a run of an exercise', async () => {
  const { stderr, exitCode } = await isolabHere('replay', 'break-queue');
  expect(stderr).toContain('break-queue does not exist');
  expect(exitCode).toBe(2);
});

it('who has no order yet sees what there is to put in order, also where the file is older', async () => {
  await using own = await scratch();
  const file = join(own.path, 'mine.yaml');
  await writeFile(file, 'exercise: book-once-order\norder:\n');
  const { stdout, exitCode } = await isolab('exercise', bookOrder, '--out', file, '--once');
  expect(exitCode).toBe(1);
  for (const words of [
    'There is no order yet.',
    'The promise to break: ',
    'CREATE TABLE books',
    'run the same program',
  ])
    expect(stdout).toContain(words);
});

/** Watches a file, and saves the next text as soon as the words before it are said. */
const saves = async (texts: readonly (readonly [text: string, said: string])[]): Promise<void> => {
  await using own = await scratch();
  const file = await own.write('mine.yaml', texts[0]?.[0] ?? '');
  const child = start(['exercise', bookOrder, '--out', file]);
  const over = ended(child);
  let told = '';
  let wake = () => {};
  child.stdout?.on('data', (chunk: Buffer) => {
    told += chunk.toString();
    wake();
  });
  for (const [text, said] of texts) {
    if (text !== texts[0]?.[0]) await own.write('mine.yaml', text);
    while (!told.includes(said)) {
      const news = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await Promise.race([news, over.then(({ stderr }) => Promise.reject(new Error(`It ended: ${stderr}`)))]);
    }
    told = '';
  }
  child.kill('SIGINT');
  expect((await over).exitCode).toBe(130);
};

it('what is saved and is no answer is told, and watching goes on', async () => {
  await saves([
    [inOrder('AAAABBBB'), 'The promise holds in AAAABBBB.'],
    ['', 'the file is empty'],
    ['exercise: fix-queue\n', 'this answers fix-queue, and not book-once-order'],
    ['# nothing\n', 'there are only comments in this file'],
    [inOrder('abab abab', 's'), '★ Solved.'],
  ]);
});

it('who has an order and no level is told what is missing', async () => {
  const file = await folder.write('half.yaml', inOrder('ABABABAB'));
  const { stdout, exitCode } = await isolabHere('exercise', bookOrder, '--out', file, '--once');
  expect(stdout).toContain('ABABABAB breaks the promise.');
  expect(stdout).toContain('There is no level yet at which no order does it.');
  expect(exitCode).toBe(1);
});

it('is told of in the help', async () => {
  expect((await isolab('exercise', '--help')).stdout).toContain('--grade');
});
