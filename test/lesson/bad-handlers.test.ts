import { describe, expect, it } from 'vitest';
import { parseLesson } from '../../src/lesson/parse.ts';
import { LessonError } from '../../src/lesson/problem.ts';
import { lessonText } from './lesson-text.ts';

const handler = (...steps: readonly string[]) =>
  [
    'handler:',
    '  title: Add a book',
    '  path: /books',
    '  request: { title: Sapiens }',
    '  steps:',
    ...steps,
  ].join('\n');

const usual = handler(
  '    lookup: SELECT id FROM books WHERE title = :title',
  '    insert: INSERT INTO books (title) VALUES (:title)',
);

/** The first lines of what somebody sees: where it is, and what was wanted. */
const messagesFor = (parts: Parameters<typeof lessonText>[0]): readonly string[] => {
  try {
    parseLesson(lessonText(parts), { file: 'try-it.yaml' });
  } catch (error) {
    if (!(error instanceof LessonError)) throw error;
    return error.message
      .split('\n')
      .filter((line) => /^(try-it| {2}expected)/.test(line))
      .map((line) => line.replace(/^try-it\.yaml:\d+:\d+: /, ''));
  }
  throw new Error('The lesson was read without a problem.');
};

const steps = (...lines: readonly string[]) => ['steps:', ...lines.map((line) => `  - ${line}`)].join('\n');

describe('a lesson with a handler', () => {
  it('is told which value a statement probably means', () => {
    const wrong = handler('    lookup: SELECT id FROM books WHERE title = :tilte');
    expect(messagesFor({ handler: wrong })).toMatchInlineSnapshot(`
      [
        "handler, step lookup: this speaks of the value tilte, which the handler does not have by then; did you mean title?",
        "  expected: request, title",
      ]
    `);
  });

  it('is told that a value is kept only after the statement that brings it', () => {
    const wrong = handler(
      '    tell: { redis: "SET last {id}" }',
      '    insert: { sql: INSERT INTO books (title) VALUES (:title), keep: { id: insert_id } }',
    );
    expect(messagesFor({ handler: wrong })).toMatchInlineSnapshot(`
      [
        "handler, step tell: this speaks of the value id, which the handler does not have by then",
        "  expected: request, title",
      ]
    `);
  });

  it('is told which step of the handler a step probably means', () => {
    expect(messagesFor({ handler: usual, steps: steps('A: { do: lokup }') })).toMatchInlineSnapshot(`
      [
        "step 1: the handler has no step lokup; did you mean lookup?",
        "  expected: lookup, insert",
      ]
    `);
  });

  it('is told that a step is done and there is no handler', () => {
    expect(messagesFor({ steps: steps('A: { do: lookup }') })).toMatchInlineSnapshot(`
      [
        "step 1: the lesson has no handler",
      ]
    `);
  });

  it('is told that a step does two things, or nothing', () => {
    const wrong = handler('    first: { sql: SELECT 1, work: 20ms }', '    second: { answer: yes }');
    expect(messagesFor({ handler: wrong })).toMatchInlineSnapshot(`
      [
        "handler, step first: this does two things, sql and work; make it two steps",
        "handler: this step does nothing",
        "  expected: exactly one of sql, redis, work, check",
      ]
    `);
  });

  it('is told that a session takes the steps in another order than the handler', () => {
    const three = handler('    begin: BEGIN', '    insert: DO 1', '    commit: COMMIT');
    const inOrder = ['A: { do: begin }', 'A: { do: insert }', 'A: { do: commit }'];
    expect(
      messagesFor({ handler: three, steps: steps(...inOrder, 'A: { do: insert, }', 'A: { do: begin }') }),
    ).toMatchInlineSnapshot(`
      [
        "step 4: another step is called insert_a already",
        "A takes insert after commit, and the handler before it",
        "  expected: begin, insert, commit",
        "step 5: another step is called begin_a already",
      ]
    `);
    const twice = steps('B: { do: insert }', '{ B: { do: insert }, as: again }', 'B: { do: begin }');
    expect(messagesFor({ handler: three, steps: twice })).toMatchInlineSnapshot(`
      [
        "B takes insert twice",
        "  expected: begin, insert, commit",
      ]
    `);
  });

  it('is told of a variant that changes a step which the handler has not', () => {
    const variants =
      'variants:\n  other: { title: Other, about: It is., handler: { lookpu: { remove: true } } }';
    expect(messagesFor({ handler: usual, variants })).toMatchInlineSnapshot(`
      [
        "variant other, handler: no step of the handler is called lookpu; did you mean lookup?",
        "  expected: lookup, insert",
      ]
    `);
  });

  it('is told that a burst needs a handler', () => {
    expect(messagesFor({ burst: 'burst: { requests: 6, workers: 4 }' })).toMatchInlineSnapshot(`
      [
        "a burst needs a \`handler\`",
      ]
    `);
  });
});
