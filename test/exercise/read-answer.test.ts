import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ReadAnswer, readAnswer } from '../../src/exercise/answer-file.ts';
import { openExercise } from '../../src/exercise/open-exercise.ts';
import { startingFile } from '../../src/exercise/starting-file.ts';
import { tryParseLesson } from '../../src/lesson/parse.ts';

const opened = (id: string) => openExercise(join('lessons', `${id}.yaml`));

const read = async (id: string, text: string): Promise<ReadAnswer> =>
  readAnswer(text, 'mine.yaml', await opened(id));

/** Place and words of all that is wrong. */
const wrongIn = async (id: string, text: string): Promise<readonly string[]> =>
  (await read(id, text)).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);

const answerTo = (id: string, rest: string): string => `exercise: ${id}\n${rest}\n`;

describe('an order', () => {
  it.each([
    'AABBBBBAAA',
    'aabbbbbaaa',
    'aa bbbbb aaa',
    'a,a,b, b b,BBaaa',
    '"AABBB BBAAA"',
    '[a, a, b, b, b, b, b, a, a, a]',
  ])('is read as it is typed elsewhere: %s', async (order) => {
    expect(await read('break-queue', answerTo('break-queue', `order: ${order}`))).toMatchObject({
      answer: { kind: 'break', order: 'AABBBBBAAA' },
    });
  });

  it.each(['SERIALIZABLE', 'Serializable', 's', '4', '"4"', 'serialisable'])(
    'names a level in any of the ways of --level: %s',
    async (never) => {
      expect(await read('break-queue', answerTo('break-queue', `never: ${never}`))).toMatchObject({
        answer: { kind: 'break', never: 'SERIALIZABLE' },
      });
    },
  );

  it.each(['order:\nnever:', 'order: ""\nnever: ""', ''])('may not be there yet: %j', async (rest) => {
    expect((await read('break-queue', answerTo('break-queue', rest))).answer).toEqual({ kind: 'break' });
  });

  it('is told with all else that is wrong', async () => {
    const text = answerTo('break-queue', 'order: ab ab x\nnever: serializabel\nanswers: 3');
    expect(await wrongIn('break-queue', text)).toEqual([
      "2:8 this is no order: no step is X's; there are steps of A, B",
      '3:8 `never` must be a level, found `serializabel`; did you mean SERIALIZABLE?',
      '4:1 `answers` is not a key of an answer to this exercise',
    ]);
    expect(await wrongIn('break-queue', answerTo('break-queue', 'order: { a: 1 }\nnever: [s]'))).toHaveLength(
      2,
    );
  });
});

describe('choices', () => {
  it.each(['c', 'C', '"c"', 'c)', '(c)', 'c.'])(
    'have letters beside a report that has numbers: %s',
    async (choice) => {
      const text = answerTo('read-victim', `answers:\n  end: ${choice}`);
      expect(await read('read-victim', text)).toMatchObject({ answer: { said: { end: 2 } } });
    },
  );

  it.each(['3', '"3"', '3.', '"3)"', '(3)'])('have numbers elsewhere: %s', async (choice) => {
    const text = answerTo('read-level', `answers:\n  level: ${choice}\n  last:`);
    expect((await read('read-level', text)).answer).toEqual({ kind: 'read', said: { level: 2 } });
  });

  it('that there are not are all told', async () => {
    const text = answerTo('read-victim', 'answers:\n  victim: 2\n  wanted: f\n  enf: a\n  end: [a]\nlast: a');
    expect(await wrongIn('read-victim', text)).toEqual([
      '3:11 victim has no choice `2`',
      '4:11 wanted has no choice `f`',
      '5:3 nothing of the name enf is asked; did you mean end?',
      '6:8 end has no choice',
      '7:1 `last` is not a key of an answer to this exercise',
    ]);
  });

  it('may all be missing', async () => {
    const text = answerTo('read-victim', 'answers:');
    expect((await read('read-victim', text)).answer).toEqual({ kind: 'read', said: {} });
  });
});

describe('a program', () => {
  const handler = (note: string): string => `handler:
  begin: START TRANSACTION
  first: { sql: SELECT id FROM orders LIMIT 1, keep: { order_id: id } }
  note:
${note}
  commit: COMMIT`;

  it.each([
    ['a value that there is not', '    sql: INSERT INTO pizzas VALUES (:order_id, :cok)', '6:10'],
    ['a value in an answer', '    sql: DO 1\n    answer: "{cok}"', '7:13'],
    ['a value in a branch', '    sql: DO 1\n    reject_if: { error: "{cok}" }', '7:16'],
    ['a step that is none before it', '    sql: DO 1\n    when: { commit: ok }', '7:11'],
    ['an unknown key', '    slq: DO 1', '6:5'],
    ['a comment that takes in the next line', '    sql:\n      DO 1 -- one\n      + 2', '7:12'],
    ['two statements', '    sql: DO 1; DO 2', '6:16'],
    ['a time without its unit', '    sql: DO 1\n    limit: 3', '7:12'],
  ])('is told of %s where it stands', async (_, note, place) => {
    const problems = await wrongIn('fix-queue', answerTo('fix-queue', handler(note)));
    expect(problems.at(-1)).toMatch(new RegExp(`^${place} `));
  });

  it.each(['rc', '2', '"2"', 'read-committed'])('is at a level of any name: %s', async (level) => {
    expect(await read('fix-queue', answerTo('fix-queue', `level: ${level}`))).toMatchObject({
      answer: { solved: { level: 'READ COMMITTED' } },
    });
  });

  it('is told all at once', async () => {
    const text = answerTo('fix-queue', 'level: rd\nhandler: 3\nsetup: SELECT 1');
    expect(await wrongIn('fix-queue', text)).toEqual([
      '2:8 `level` must be a level, found `rd`',
      '3:10 `handler` must be a mapping (`key: value`), found `3`',
      '4:1 the exercise does not let you change this',
    ]);
  });

  it('has its numbers without quotes', async () => {
    const text = answerTo('fix-find-or-create', 'retry: { on: [1213], times: "3", backoff: 20ms }');
    expect(await wrongIn('fix-find-or-create', text)).toEqual([
      '2:29 retry: `times` must be a number: 3, without quotes',
    ]);
  });
});

describe('what is no answer to it', () => {
  it.each([
    [
      'another exercise',
      answerTo('fix-stock', 'order: X\nanswers: 3'),
      '1:11 this answers fix-stock, and not break-queue',
    ],
    [
      'an exercise',
      'title: X\nexercise: { task: X }\nsteps: []',
      '2:1 this is an exercise itself, and no answer to one',
    ],
    ['a lesson', 'format: 1\ntitle: X\nsteps: []', '2:1 this is a lesson, and no answer to an exercise'],
    ['nothing', '', '1:1 the file is empty'],
    ['blanks', '\n  \n', '1:1 the file is empty'],
    ['comments', '# exercise: break-queue\n', '1:1 there are only comments in this file'],
    ['a word', 'hello', '1:1 an answer to this exercise must be a mapping (`key: value`), found `hello`'],
    [
      'a number',
      'exercise: 7',
      '1:11 `exercise` must be text, found `7`; put text that YAML would read as something else in quotes',
    ],
  ])('%s', async (_, text, told) => {
    expect(await wrongIn('break-queue', text)).toEqual([told]);
  });

  it('says what to do with one to another', async () => {
    const { problems } = await read('break-queue', answerTo('fix-stock', ''));
    expect(problems[0]?.expected).toBe(
      '`exercise: break-queue`; isolab exercise fix-stock --out mine.yaml judges it as it is',
    );
  });
});

it.each([
  ['break-queue.yaml', 'isolab exercise break-queue'],
  ['./break-queue.yaml', 'isolab exercise break-queue'],
  ['of/Ann.yaml', 'isolab exercise break-queue --out of/Ann.yaml'],
])('an answer that is taken for a lesson is told from one: %s', (file, command) => {
  const { problems } = tryParseLesson(answerTo('break-queue', 'order: AB'), { file });
  expect(problems).toMatchObject([
    {
      line: 1,
      message: 'this is an answer to the exercise break-queue, and no lesson',
      expected: `a lesson; ${command} judges this answer`,
    },
  ]);
});

it('a file to begin with has lines that an editor of 80 columns shows whole, and can be judged', async () => {
  const one = await opened('read-victim');
  const text = startingFile(one);
  expect(text.split('\n').filter((line) => line.length > 78)).toEqual([]);
  expect(text).toContain('in a table `parcels (id\n# INT PRIMARY KEY, place VARCHAR(20))`. Until this');
  expect(text).toContain('  # a. The one that writes “depot”.\n  # b. The one');
  expect(readAnswer(text, 'mine.yaml', one).answer).toEqual({ kind: 'read', said: {} });
});
