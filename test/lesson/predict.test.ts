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

describe('what cannot be asked', () => {
  test.for([
    ['{ ask: Any? }', 'a question has `choices`, or rows to `pick`, and not both'],
    [yesOrNo(', pick: [[1]]'), 'a question has `choices`, or rows to `pick`, and not both'],
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
