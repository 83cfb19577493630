import { describe, expect, test } from 'vitest';
import { checkLesson } from '../../src/author/check.ts';
import { atLevel } from '../../src/lesson/level.ts';
import { parseLesson, tryParseLesson } from '../../src/lesson/parse.ts';
import { scriptOf } from '../../src/lesson/script.ts';

const lessonWith = (predict: string, change = ''): string => `
format: 1
id: asked
title: Asked
topic: trying
summary: A question.
about: It is asked.
remember: [It was asked.]
sources: [{ title: The manual, url: "https://dev.mysql.com" }]
setup: CREATE TABLE t (id INT PRIMARY KEY)
steps:
  - A: SELECT id FROM t
    as: look_a
    look: Look.
    predict: ${predict}
    expect: { rows: [] }
    why: So.
  - B: DO 1
    as: other_b
    expect: { affected: 0 }
variants:
  fix:
    title: Fix
    about: It.
    steps: { look_a: { ${change || 'look: null'} } }
`;

const yesOrNo = (more = '') =>
  `{ ask: Any?, choices: [{ says: "No.", means: { rows: [] } }, { says: "Yes.", means: { rows: { count: 1 } } }]${more} }`;

const messages = (text: string): readonly string[] => tryParseLesson(text).problems.map((one) => one.message);

describe('a question in a lesson', () => {
  test('has choices that claim what an expectation claims, and a reason', () => {
    const { steps } = parseLesson(lessonWith(yesOrNo(', because: It is empty.')));
    expect(atLevel(steps[0]?.predict, 'READ COMMITTED')).toEqual({
      kind: 'choices',
      ask: 'Any?',
      because: 'It is empty.',
      choices: [
        { says: 'No.', means: { rows: { kind: 'exact', rows: [] } } },
        { says: 'Yes.', means: { rows: { kind: 'count', count: 1 } } },
      ],
    });
  });

  test('may offer rows to pick from instead', () => {
    const { steps } = parseLesson(lessonWith('{ ask: Which?, pick: [[1], [$new], [null]] }'));
    expect(steps[0]?.predict).toEqual({
      all: { kind: 'rows', ask: 'Which?', rows: [['1'], ['$new'], [null]] },
    });
  });

  test('may be answered by typing, and says only what is asked for', () => {
    const { steps } = parseLesson(lessonWith('{ ask: How many?, answer: rows, because: It is empty. }'));
    expect(steps[0]?.predict).toEqual({
      all: { kind: 'fact', ask: 'How many?', because: 'It is empty.', fact: 'rows' },
    });
  });

  test('may be another one at each level, and none at some', () => {
    const lesson = parseLesson(lessonWith(`{ SERIALIZABLE: ${yesOrNo()} }`));
    expect(scriptOf(lesson, { level: 'SERIALIZABLE' }).steps[0]?.predict?.ask).toBe('Any?');
    expect(scriptOf(lesson, { level: 'READ COMMITTED' }).steps[0]?.predict).toBeUndefined();
  });

  test('is the same in a variant, unless that has its own or takes it away', () => {
    const asked = (change: string) =>
      parseLesson(lessonWith(yesOrNo(), change)).variants[0]?.steps[0]?.predict;
    expect(asked('look: Other.')).toBeDefined();
    expect(asked('predict: null')).toBeUndefined();
    expect(asked('predict: { ask: Which?, pick: [[1]] }')).toMatchObject({ all: { kind: 'rows' } });
  });
});

describe('a choice that speaks of more than its step', () => {
  const asking = (...means: readonly string[]) =>
    lessonWith(
      `{ ask: What?, choices: [${means.map((one, at) => `{ says: "${at}", means: ${one} }`).join(', ')}] }`,
    );

  test('names other steps, the end, and one of several', () => {
    const { steps } = parseLesson(
      asking(
        '{ rows: [], other_b: { affected: 0 } }',
        '{ rolled_back: { one_of: [A, B] } }',
        '{ either: [{ other_b: { waits_for: any } }, { rolled_back: none }] }',
      ),
    );
    expect(atLevel(steps[0]?.predict, 'READ COMMITTED')).toMatchObject({
      choices: [
        { means: { rows: { kind: 'exact', rows: [] }, steps: { other_b: { affected: 0 } } } },
        { means: { end: { rolledBack: { oneOf: ['A', 'B'] } } } },
        { means: { either: [{ steps: { other_b: { waitsFor: ['any'] } } }, { end: { rolledBack: [] } }] } },
      ],
    });
  });

  test.for([
    [
      '{ other_c: { affected: 0 } }',
      'a choice speaks of other_c, and no step is called so; did you mean other_b?',
    ],
    [
      '{ afected: { affected: 0 } }',
      'a choice speaks of afected, and no step is called so; did you mean affected?',
    ],
    ['{ other_b: 0 }', '`other_b` must be at least 1000'],
    ['{ other_b: {} }', 'this expects nothing'],
    ['{ either: [{ rows: [] }] }', '`either` needs at least 2 items'],
    ['{}', 'this claims nothing'],
  ] as const)('%s is refused', ([means, message]) => {
    expect(messages(asking('{ rows: [] }', means)).map((one) => one.replace(/^.*?: /, ''))).toEqual([
      message,
    ]);
  });

  const silent = (step: string, says: string, means: string) =>
    checkLesson(
      lessonWith(
        `{ ask: What?, choices: [{ says: "${says}", means: ${means} }, { says: "No.", means: { error: 1213 } }] }`,
      )
        .replace('A: SELECT id FROM t', `A: ${step}`)
        .replace('expect: { rows: [] }', 'expect: { affected: 0 }'),
    ).problems.filter(({ severity }) => severity === 'unproven').length;

  test.for([
    ['ROLLBACK', 'All is well.', '{ affected: 0, waits_for: none }', 1],
    ['COMMIT', 'B goes on.', '{ affected: 0 }', 1],
    ['COMMIT', 'B goes on.', '{ other_b: { affected: 0 } }', 0],
    ['COMMIT', 'It is done.', '{ rolled_back: none }', 0],
    ['UPDATE t SET id = 1', 'B goes on, and C waits for B.', '{ affected: 0 }', 1],
    [
      'UPDATE t SET id = 1',
      'B goes on.',
      '{ either: [{ other_b: { affected: 0 } }, { rolled_back: B }] }',
      0,
    ],
    ['UPDATE t SET id = 1', 'It waits for B.', '{ affected: 0 }', 0],
    ['UPDATE t SET id = 1', 'Nothing, B has not committed.', '{ affected: 0 }', 0],
    ['UPDATE t SET id = 1', 'A waits for B.', '{ waits_for: B }', 0],
    ['UPDATE t SET id = 1', 'A waits, for B does not commit.', '{ affected: 0 }', 0],
  ] as const)('of %s: "%s" by %s says too little: %i', ([step, says, means, found]) => {
    expect(silent(step, says, means)).toBe(found);
  });
});

describe('what a typed answer asks for', () => {
  const unproven = (sql: string, fact: string, expected: string) =>
    checkLesson(
      lessonWith(`{ ask: What?, answer: ${fact} }`)
        .replace('A: SELECT id FROM t', `A: ${sql}`)
        .replace('expect: { rows: [] }', `expect: ${expected}`),
    ).problems.flatMap(({ severity, message }) => (severity === 'unproven' ? [message] : []));

  test.for([
    ['UPDATE t SET id = 1', 'affected', '{ affected: 1 }'],
    ['UPDATE t SET id = 1', 'matched', '{ affected: 1, matched: 1 }'],
    ['SELECT id FROM t', 'rows', '{ rows: { count: 2 } }'],
    ['SELECT id FROM t', 'rows', '{ rows: [[1], [2]] }'],
    ['SELECT id FROM t', 'value', '{ rows: [[1]] }'],
    ['UPDATE t SET id = 1', 'error', '{ error: 1213 }'],
    ['UPDATE t SET id = 1', 'error', '{ affected: 0 }'],
    ['SELECT id FROM t', 'error', '{ either: [{ rows: [] }, { error: 1213 }] }'],
  ] as const)('%s: %s is claimed by %s', ([sql, fact, expected]) => {
    expect(unproven(sql, fact, expected)).toEqual([]);
  });

  test.for([
    ['UPDATE t SET id = 1', 'affected', '{ error: 1213 }', 'how many rows it affects'],
    [
      'UPDATE t SET id = 1',
      'affected',
      '{ either: [{ affected: 1 }, { error: 1213 }] }',
      'how many rows it affects',
    ],
    ['SELECT id FROM t', 'rows', '{ rows: { include: [[1]] } }', 'how many rows it gives'],
    ['SELECT id FROM t', 'rows', '{ columns: [id] }', 'how many rows it gives'],
    ['UPDATE t SET id = 1', 'matched', '{ affected: 1 }', 'how many rows it finds'],
    ['SELECT id FROM t', 'value', '{ rows: { count: 1 } }', 'which value it gives'],
  ] as const)('%s: %s is not claimed by %s', ([sql, fact, expected, what]) => {
    expect(unproven(sql, fact, expected)).toEqual([
      expect.stringContaining(`nothing says ${what}, which its question asks at every level`),
    ]);
  });

  test.for([
    ['UPDATE t SET id = 1', 'value', '`answer: value` is about rows, and the statement gives none'],
    ['UPDATE t SET id = 1', 'rows', '`answer: rows` is about rows, and the statement gives none'],
    [
      'DELETE FROM t',
      'matched',
      '`answer: matched` is about rows that an UPDATE finds, and the statement is none',
    ],
    [
      'SELECT id FROM t',
      'affected',
      '`answer: affected` is about changed rows, and the statement changes none',
    ],
  ] as const)('%s: %s is refused', ([sql, fact, message]) => {
    const { problems } = checkLesson(
      lessonWith(`{ ask: What?, answer: ${fact} }`).replace('A: SELECT id FROM t', `A: ${sql}`),
    );
    expect(problems.map((one) => one.message).join('\n')).toContain(message);
  });
});

describe('what cannot be asked', () => {
  test.for([
    [
      '{ ask: Any? }',
      'a question has `choices`, rows to `pick`, or an `answer` to type, and one of them only',
    ],
    [yesOrNo(', pick: [[1]]'), 'and one of them only'],
    [yesOrNo(', answer: rows'), 'and one of them only'],
    ['{ ask: Any?, pick: [[1]], answer: rows }', 'and one of them only'],
    ['{ ask: Any?, answer: 2 }', '`answer` must be'],
    ['{ ask: Any?, answer: affcted }', 'affected'],
    [
      '{ ask: Any?, choices: [{ says: a, means: { affected: 1 } }, { says: b, means: { affected: 1 } }] }',
      'another choice means the same already',
    ],
    ['{ ask: Which?, pick: [[1], [1, 2]] }', 'this row has 2 cells, the first one has 1'],
    [
      '{ ask: Any?, choices: [{ says: a, means: { waits_for: C } }, { says: b, means: { rows: [] } }] }',
      'session C is not declared',
    ],
    [
      '{ ask: Any?, choices: [{ says: a, means: { skipped: true } }, { says: b, means: { rows: [] } }] }',
      'skipped',
    ],
    ['{ ask: Any?, answer: 1, choices: [] }', 'answer'],
  ] as const)('%s is refused', ([predict, message]) => {
    expect(messages(lessonWith(predict)).join('\n')).toContain(message);
  });

  test('check knows a question about rows where there are none, and one that nobody is asked', () => {
    const update = lessonWith('{ ask: Which?, pick: [[1]] }').replace(
      'SELECT id FROM t',
      'UPDATE t SET id = 2',
    );
    expect(
      checkLesson(update)
        .problems.map((one) => one.message)
        .join('\n'),
    ).toContain('`pick` is about rows, and the statement gives none');
    const leftOut = lessonWith(yesOrNo()).replace('expect: { rows: [] }', 'expect: { skipped: true }');
    expect(
      checkLesson(leftOut)
        .problems.map((one) => one.message)
        .join('\n'),
    ).toContain('nobody is asked at');
  });
});
