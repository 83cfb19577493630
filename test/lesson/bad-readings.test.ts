import { describe, expect, it } from 'vitest';
import { readLesson } from '../../src/lesson/read-lesson.ts';

const readingOf = (...read: readonly string[]): string =>
  [
    'title: Two steps',
    'exercise:',
    '  task: Read it.',
    '  hints: [Look.]',
    '  read:',
    ...read.map((line) => `    ${line}`),
    'levels: [READ COMMITTED, REPEATABLE READ]',
    'setup: CREATE TABLE pens (id INT PRIMARY KEY)',
    'steps:',
    '  - { A: SELECT id FROM pens, as: look }',
    '  - { B: INSERT INTO pens VALUES (1), as: add }',
  ].join('\n');

/** A question of two choices, of which the second one is as given. */
const asks = (choice: string, ...more: readonly string[]): readonly string[] => [
  'asks:',
  '  what:',
  '    ask: What?',
  ...more.map((line) => `    ${line}`),
  '    choices:',
  '      - { says: One, means: { add: ok } }',
  `      - ${choice}`,
];

const good = asks('{ says: Two, means: { add: ER_DUP_ENTRY } }');

/** Line, message, and what was expected. */
const problemsOf = (...read: readonly string[]): readonly string[] =>
  readLesson(readingOf(...read), { file: 'read-it.yaml' }).problems.map(
    ({ line, message, expected }) => `${line}: ${message}${expected === undefined ? '' : ` (${expected})`}`,
  );

describe('a reading', () => {
  it('is read', () => {
    expect(problemsOf('shows: transcript', ...good)).toEqual([]);
    expect(problemsOf('shows: transcript', 'after: look', ...good)).toEqual([]);
    expect(problemsOf('shows: locks', 'after: look', ...good)).toEqual([]);
    expect(problemsOf('shows: deadlock', ...asks(good.at(-1)?.slice(8) ?? '', 'at: READ COMMITTED'))).toEqual(
      [],
    );
  });

  it('is told of a step that is not there', () => {
    expect(problemsOf('shows: locks', 'after: lok', ...good)).toMatchInlineSnapshot(`
      [
        "7: exercise, read: there is no step lok (look, add)",
      ]
    `);
    expect(
      problemsOf('shows: transcript', ...asks('{ says: Two, means: { ad: ok } }')),
    ).toMatchInlineSnapshot(`
      [
        "12: exercise, read, asks, what, choices, item 2, means: there is no step ad (look, add)",
      ]
    `);
    expect(
      problemsOf('shows: transcript', ...asks('{ says: Two, means: { either: [{ add: ok }, { ad: ok }] } }')),
    ).toMatchInlineSnapshot(`
      [
        "12: exercise, read, asks, what, choices, item 2, means, either, item 2: there is no step ad (look, add)",
      ]
    `);
    expect(
      problemsOf('shows: transcript', ...asks('{ says: Two, took: ad }', 'waits: add')),
    ).toMatchInlineSnapshot(`
      [
        "13: exercise, read, asks, what, choices, item 2: there is no step ad (look, add)",
      ]
    `);
  });

  it('is told what belongs to locks, and what to a report', () => {
    expect(problemsOf('shows: locks', ...good)).toMatchInlineSnapshot(`
      [
        "6: exercise, read: locks go with their transactions (\`after\`, a step with a name)",
      ]
    `);
    expect(problemsOf('shows: deadlock', 'after: look', ...good)).toMatchInlineSnapshot(`
      [
        "7: exercise, read: the report is the same after any step",
      ]
    `);
  });

  it('is told of a choice that means nothing, or two things', () => {
    expect(problemsOf('shows: transcript', ...asks('{ says: Two }'))).toMatchInlineSnapshot(`
      [
        "12: exercise, read, asks, what, choices: a choice means one thing (exactly one of means, level, anomaly and took)",
      ]
    `);
    expect(
      problemsOf('shows: transcript', ...asks('{ says: Two, took: look, anomaly: P1 }', 'waits: add')),
    ).toMatchInlineSnapshot(`
      [
        "13: exercise, read, asks, what, choices: a choice means one thing (exactly one of means, level, anomaly and took)",
      ]
    `);
  });

  it('is told of a choice that speaks of no step', () => {
    expect(problemsOf('shows: transcript', ...asks('{ says: Two, means: ok }'))).toMatchInlineSnapshot(`
      [
        "12: exercise, read, asks, what, choices, item 2: nothing says of which step (how the run ends, or names of steps)",
      ]
    `);
    expect(
      problemsOf(
        'shows: transcript',
        ...asks('{ says: Two, means: { either: [{ add: ok }, { ok: true }] } }'),
      ),
    ).toMatchInlineSnapshot(`
      [
        "12: exercise, read, asks, what, choices, item 2, means, either: nothing says of which step (how the run ends, or names of steps)",
      ]
    `);
  });

  it('is told of a wait that nobody is said to have', () => {
    expect(problemsOf('shows: transcript', ...asks('{ says: Two, took: look }'))).toMatchInlineSnapshot(`
      [
        "12: exercise, read, asks, what, choices, item 2: nothing says whose wait is meant (\`waits\` of the question)",
      ]
    `);
  });

  it('is told of a level at which it does not run', () => {
    expect(problemsOf('shows: transcript', 'level: SERIALIZABLE', ...good)).toMatchInlineSnapshot(`
      [
        "7: exercise, read: the exercise does not run at SERIALIZABLE (READ COMMITTED, REPEATABLE READ)",
      ]
    `);
    expect(
      problemsOf('shows: transcript', ...asks('{ says: Two, level: SERIALIZABLE }')),
    ).toMatchInlineSnapshot(`
      [
        "12: exercise, read, asks, what, choices, item 2: the exercise does not run at SERIALIZABLE (READ COMMITTED, REPEATABLE READ)",
      ]
    `);
    expect(
      problemsOf('shows: transcript', ...asks('{ says: Two, means: { add: 1062 } }', 'at: SERIALIZABLE')),
    ).toMatchInlineSnapshot(`
      [
        "10: exercise, read, asks, what: the exercise does not run at SERIALIZABLE (READ COMMITTED, REPEATABLE READ)",
      ]
    `);
  });

  it('is told that a question about another level cannot ask which one it is', () => {
    expect(
      problemsOf('shows: transcript', ...asks('{ says: Two, level: READ COMMITTED }', 'at: READ COMMITTED')),
    ).toMatchInlineSnapshot(`
      [
        "10: exercise, read, asks, what: the question names the level that it asks for",
      ]
    `);
  });
});
