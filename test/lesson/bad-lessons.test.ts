import { describe, expect, it } from 'vitest';
import { parseLesson, tryParseLesson } from '../../src/lesson/parse.ts';
import { LessonError } from '../../src/lesson/problem.ts';
import { lessonText } from './lesson-text.ts';

/** What somebody sees whose lesson is this text. */
const messageFor = (text: string): string => {
  try {
    parseLesson(text, { file: 'try-it.yaml' });
  } catch (error) {
    if (error instanceof LessonError) return `\n${error.message}\n`;
    throw error;
  }
  throw new Error('The lesson was read without a problem.');
};

const steps = (...lines: readonly string[]) => lessonText({ steps: ['steps:', ...lines].join('\n') });

describe('the shape of a lesson', () => {
  it('says where a key is unknown and which one was probably meant', () => {
    expect(messageFor(lessonText({ sesions: 'sesions: { A: one, B: two }' }))).toMatchInlineSnapshot(`
      "
      try-it.yaml:11:1: \`sesions\` is not a key of a lesson; did you mean \`sessions\`?
        10 |     as: first
        11 | sesions: { A: one, B: two }
           | ^^^^^^^
        expected: format, id, title, topic, summary, anomaly, order, minutes, about, remember, sources, pages, levels, level, setup, setup_limit, watch, sessions, on_error, invariant, handler, burst, steps, end, every_order, exercise, variants
      "
    `);
  });

  it('says what is missing and what it would be', () => {
    expect(messageFor(lessonText({ title: undefined, format: undefined }))).toMatchInlineSnapshot(`
      "
      try-it.yaml:1:1: \`title\` is missing
        1 | id: try-it
          | ^^
        2 | topic: trying
        expected: The title, a few words.
      "
    `);
  });

  it('says several things in one go, in the order of the file', () => {
    const text = lessonText({
      id: 'id: Try It',
      level: 'level: READ COMITTED',
      minutes: 'minutes: soon',
      steps: 'steps:\n  - A: SELECT 1\n    utnil: settled',
    });
    expect(messageFor(text)).toMatchInlineSnapshot(`
      "
      try-it.yaml:2:5: \`id\` must be lower-case words joined by hyphens, for instance lost-update, found \`Try It\`
        1 | format: 1
        2 | id: Try It
          |     ^^^^^^
        3 | title: Try it
        expected: The name of the lesson on the command line, for instance lost-update; without it, the name of its file.

      try-it.yaml:10:5: step 1: \`utnil\` is not a key of a step; did you mean \`until\`?
         9 |   - A: SELECT 1
        10 |     utnil: settled
           |     ^^^^^
        11 | level: READ COMITTED
        expected: a session (A, B, …), as, when, look, predict, hint, reject_if, answer, keep, always, until, limit, on_error, expect, why, still_true

      try-it.yaml:11:8: \`level\` must be READ UNCOMMITTED, READ COMMITTED, REPEATABLE READ or SERIALIZABLE, found \`READ COMITTED\`; did you mean \`READ COMMITTED\`?
        10 |     utnil: settled
        11 | level: READ COMITTED
           |        ^^^^^^^^^^^^^
        12 | minutes: soon

      try-it.yaml:12:10: \`minutes\` must be a whole number, found \`soon\`
        11 | level: READ COMITTED
        12 | minutes: soon
           |          ^^^^
        expected: About how many minutes a student needs.
      "
    `);
  });

  it('says that text must be quoted when YAML reads it as something else', () => {
    expect(messageFor(lessonText({ title: 'title: 1984' }))).toMatchInlineSnapshot(`
      "
      try-it.yaml:3:8: \`title\` must be text, found \`1984\`; put text that YAML would read as something else in quotes
        2 | id: try-it
        3 | title: 1984
          |        ^^^^
        4 | topic: trying
        expected: The title, a few words.
      "
    `);
    expect(messageFor(steps('  - A: SELECT 1', '    answer: {"success": true}'))).toMatchInlineSnapshot(`
      "
      try-it.yaml:10:13: step 1, answer: \`status\` is missing
         9 |   - A: SELECT 1
        10 |     answer: {"success": true}
           |             ^^^^^^^^^^^^^^^^^
        expected: The HTTP status.

      try-it.yaml:10:13: step 1, answer: \`json\` is missing
         9 |   - A: SELECT 1
        10 |     answer: {"success": true}
           |             ^^^^^^^^^^^^^^^^^
        expected: The body of the answer; {name} stands for a value.

      try-it.yaml:10:14: step 1, answer: \`success\` is not a key of an answer over HTTP
         9 |   - A: SELECT 1
        10 |     answer: {"success": true}
           |              ^^^^^^^^^
        expected: status, json
      "
    `);
    expect(messageFor(lessonText({ summary: 'summary:' }))).toMatchInlineSnapshot(`
      "
      try-it.yaml:5:9: \`summary\` must be text, found nothing
        4 | topic: trying
        5 | summary:
          |         ^
        6 | setup: CREATE TABLE books (id INT PRIMARY KEY, name TEXT)
        expected: One sentence for lists; without it, the first one of \`about\`.
      "
    `);
  });

  it('names the choices where only some words fit', () => {
    expect(messageFor(steps('  - A: SELECT 1', '    until: finish'))).toMatchInlineSnapshot(`
      "
      try-it.yaml:10:12: step 1: \`until\` must be settled or finished, found \`finish\`; did you mean \`finished\`?
         9 |   - A: SELECT 1
        10 |     until: finish
           |            ^^^^^^
      "
    `);
    expect(messageFor(lessonText({ levels: 'levels: most' }))).toMatchInlineSnapshot(`
      "
      try-it.yaml:11:9: \`levels\` must be all or a list, found \`most\`
        10 |     as: first
        11 | levels: most
           |         ^^^^
        expected: The levels at which the lesson runs: all (the default), or a list.
      "
    `);
    expect(messageFor(lessonText({ format: 'format: 2' }))).toMatchInlineSnapshot(`
      "
      try-it.yaml:1:9: \`format\` must be 1, found \`2\`
        1 | format: 2
          |         ^
        2 | id: try-it
      "
    `);
  });

  it('names the condition words', () => {
    expect(messageFor(steps('  - A: SELECT 1', '    reject_if: { fonud: no }'))).toMatchInlineSnapshot(`
      "
      try-it.yaml:10:18: step 1, reject_if: \`fonud\` must be found, missing, unchanged, ok, error, an error such as 1062 or ER_DUP_ENTRY, or a value such as "stock = 0" or "stock < 3"
         9 |   - A: SELECT 1
        10 |     reject_if: { fonud: no }
           |                  ^^^^^
      "
    `);
  });

  it('wants one letter as the name of a session', () => {
    expect(messageFor(lessonText({ sessions: 'sessions: { Alice: one, B: two }' }))).toMatchInlineSnapshot(`
      "
      try-it.yaml:11:13: sessions: \`Alice\` must be one capital letter: A, B, C …
        10 |     as: first
        11 | sessions: { Alice: one, B: two }
           |             ^^^^^
      "
    `);
  });

  it('finds what is wrong deep inside an expectation, also in one by level', () => {
    const text = steps(
      '  - A: SELECT 1',
      '    expect:',
      '      default: { rows: [[1], 2] }',
      '      SERIALISABLE: { rows: [[1]] }',
      '      READ COMMITTED: { affected: many, waits_fo: B }',
    );
    expect(messageFor(text)).toMatchInlineSnapshot(`
      "
      try-it.yaml:11:30: step 1, expect, default, rows: item 2 must be a list, found \`2\`
        10 |     expect:
        11 |       default: { rows: [[1], 2] }
           |                              ^
        12 |       SERIALISABLE: { rows: [[1]] }

      try-it.yaml:12:7: step 1, expect: \`SERIALISABLE\` is not a key of a value by level; did you mean \`SERIALIZABLE\`?
        11 |       default: { rows: [[1], 2] }
        12 |       SERIALISABLE: { rows: [[1]] }
           |       ^^^^^^^^^^^^
        13 |       READ COMMITTED: { affected: many, waits_fo: B }
        expected: default, READ UNCOMMITTED, READ COMMITTED, REPEATABLE READ, SERIALIZABLE

      try-it.yaml:13:35: step 1, expect, READ COMMITTED: \`affected\` must be a whole number, found \`many\`
        12 |       SERIALISABLE: { rows: [[1]] }
        13 |       READ COMMITTED: { affected: many, waits_fo: B }
           |                                   ^^^^
        expected: How many rows the statement changed.

      try-it.yaml:13:41: step 1, expect, READ COMMITTED: \`waits_fo\` is not a key of an expectation; did you mean \`waits_for\`?
        12 |       SERIALISABLE: { rows: [[1]] }
        13 |       READ COMMITTED: { affected: many, waits_fo: B }
           |                                         ^^^^^^^^
        expected: ok, rows, columns, more, affected, matched, error, answer, waits_for, on, then, skipped, either
      "
    `);
  });

  it('knows which of two forms was meant', () => {
    expect(messageFor(steps('  - A: SELECT 1', '    expect: { rowz: [] }'))).toMatchInlineSnapshot(`
      "
      try-it.yaml:10:15: step 1, expect: \`rowz\` is not a key of an expectation; did you mean \`rows\`?
         9 |   - A: SELECT 1
        10 |     expect: { rowz: [] }
           |               ^^^^
        expected: ok, rows, columns, more, affected, matched, error, answer, waits_for, on, then, skipped, either
      "
    `);
    expect(messageFor(steps('  - A: SELECT 1', '    expect: nothing'))).toMatchInlineSnapshot(`
      "
      try-it.yaml:10:13: step 1: \`expect\` must be ok, changes 1, or an error such as ER_DUP_ENTRY, or with a wait: waits for A, or waits for A, then ok, found \`nothing\`
         9 |   - A: SELECT 1
        10 |     expect: nothing
           |             ^^^^^^^
        expected: What it comes to, in words.
      "
    `);
    expect(messageFor(lessonText({ sessions: 'sessions: { A: { rol: one } }' }))).toMatchInlineSnapshot(`
      "
      try-it.yaml:11:16: sessions, A: \`role\` is missing
        10 |     as: first
        11 | sessions: { A: { rol: one } }
           |                ^^^^^^^^^^^^
        expected: Who it is, a few words.

      try-it.yaml:11:18: sessions, A: \`rol\` is not a key of a session; did you mean \`role\`?
        10 |     as: first
        11 | sessions: { A: { rol: one } }
           |                  ^^^
        expected: role, level, request
      "
    `);
  });

  it('wants a mapping', () => {
    expect(messageFor('just text\n')).toMatchInlineSnapshot(`
      "
      try-it.yaml:1:1: a lesson must be a mapping (\`key: value\`), found \`just text\`
        1 | just text
          | ^^^^^^^^^
      "
    `);
    expect(messageFor('- a list\n')).toMatchInlineSnapshot(`
      "
      try-it.yaml:1:1: a lesson must be a mapping (\`key: value\`), found a list
        1 | - a list
          | ^^^^^^^^
      "
    `);
  });
});

describe('what the parts of a lesson say of each other', () => {
  it('a step needs a session that is declared', () => {
    expect(messageFor(steps('  - A: SELECT 1', '  - C: SELECT 2'))).toMatchInlineSnapshot(`
      "
      try-it.yaml:10:5: step 2: session C is not declared; sessions are A, B
         9 |   - A: SELECT 1
        10 |   - C: SELECT 2
           |     ^
      "
    `);
    expect(messageFor(steps('  - as: nobody'))).toMatchInlineSnapshot(`
      "
      try-it.yaml:9:5: this step has no statement
         8 | steps:
         9 |   - as: nobody
           |     ^^
        expected: A: SQL or B: SQL
      "
    `);
    expect(messageFor(steps('  - A: SELECT 1', '    B: SELECT 2'))).toMatchInlineSnapshot(`
      "
      try-it.yaml:10:5: step 1: this step has two statements, of A and B; make it two steps
         9 |   - A: SELECT 1
        10 |     B: SELECT 2
           |     ^
      "
    `);
    expect(messageFor(steps('  - Alice: SELECT 1'))).toMatchInlineSnapshot(`
      "
      try-it.yaml:9:5: step 1: \`Alice\` is not a key of a step
         8 | steps:
         9 |   - Alice: SELECT 1
           |     ^^^^^
        expected: a session (A, B, …), as, when, look, predict, hint, reject_if, answer, keep, always, until, limit, on_error, expect, why, still_true
      "
    `);
  });

  it('a condition needs an earlier step', () => {
    expect(
      messageFor(
        steps(
          '  - { A: SELECT 1, as: look_up, when: { insert: ok } }',
          '  - { A: SELECT 1, as: insert, when: { lookup: found } }',
        ),
      ),
    ).toMatchInlineSnapshot(`
      "
      try-it.yaml:9:39: step 1 (look_up): step insert comes later
         8 | steps:
         9 |   - { A: SELECT 1, as: look_up, when: { insert: ok } }
           |                                       ^^^^^^^^^^^^^^
        10 |   - { A: SELECT 1, as: insert, when: { lookup: found } }
        expected: the name of an earlier step

      try-it.yaml:10:38: step 2 (insert): no step is called lookup; did you mean look_up?
         9 |   - { A: SELECT 1, as: look_up, when: { insert: ok } }
        10 |   - { A: SELECT 1, as: insert, when: { lookup: found } }
           |                                      ^^^^^^^^^^^^^^^^^
        expected: an earlier step: look_up
      "
    `);
  });

  it('step names are unique', () => {
    expect(
      messageFor(steps('  - { A: SELECT 1, as: x }', '  - { A: SELECT 1, as: x }')),
    ).toMatchInlineSnapshot(`
      "
      try-it.yaml:10:24: step 2 (x): another step is called x already
         9 |   - { A: SELECT 1, as: x }
        10 |   - { A: SELECT 1, as: x }
           |                        ^
      "
    `);
  });

  it('a variant changes steps that are there', () => {
    const variants = [
      'variants:',
      '  fixed:',
      '    title: Fixed',
      '    about: It is.',
      '    prevents: all',
      '    steps:',
      '      frist: { sql: SELECT 2 }',
      '      first: {}',
    ];
    expect(messageFor(lessonText({ variants: variants.join('\n') }))).toMatchInlineSnapshot(`
      "
      try-it.yaml:15:5: variant fixed: \`prevents\` is about an invariant, and the lesson has none
        14 |     about: It is.
        15 |     prevents: all
           |     ^^^^^^^^
        16 |     steps:

      try-it.yaml:17:7: variant fixed: no step of the lesson is called frist; did you mean first?
        16 |     steps:
        17 |       frist: { sql: SELECT 2 }
           |       ^^^^^
        18 |       first: {}
        expected: first

      try-it.yaml:18:7: variant fixed: this changes nothing
        17 |       frist: { sql: SELECT 2 }
        18 |       first: {}
           |       ^^^^^
      "
    `);
  });

  it('a variant cannot take away a step that another one speaks of', () => {
    const text = lessonText({
      steps: 'steps:\n  - { A: SELECT 1, as: first }\n  - { A: SELECT 2, when: { first: found } }',
      variants: 'variants:\n  x: { title: X, about: x, steps: { first: { remove: true } } }',
    });
    expect(messageFor(text)).toMatchInlineSnapshot(`
      "
      try-it.yaml:10:26: step 2: no step is called first
         9 |   - { A: SELECT 1, as: first }
        10 |   - { A: SELECT 2, when: { first: found } }
           |                          ^^^^^^^^^^^^^^^^
        11 | variants:
        expected: the name of an earlier step
      "
    `);
  });

  it('levels are those of the lesson', () => {
    const text = lessonText({
      levels: 'levels: [SERIALIZABLE, SERIALIZABLE]',
      level: 'level: READ COMMITTED',
      steps: 'steps:\n  - A: SELECT 1\n    look: { READ COMMITTED: Look! }',
    });
    expect(messageFor(text)).toMatchInlineSnapshot(`
      "
      try-it.yaml:10:13: step 1, look: the lesson does not run at READ COMMITTED
         9 |   - A: SELECT 1
        10 |     look: { READ COMMITTED: Look! }
           |             ^^^^^^^^^^^^^^
        11 | levels: [SERIALIZABLE, SERIALIZABLE]
        expected: SERIALIZABLE

      try-it.yaml:11:24: levels: SERIALIZABLE is here twice
        10 |     look: { READ COMMITTED: Look! }
        11 | levels: [SERIALIZABLE, SERIALIZABLE]
           |                        ^^^^^^^^^^^^
        12 | level: READ COMMITTED

      try-it.yaml:12:8: the lesson does not run at READ COMMITTED
        11 | levels: [SERIALIZABLE, SERIALIZABLE]
        12 | level: READ COMMITTED
           |        ^^^^^^^^^^^^^^
        expected: SERIALIZABLE
      "
    `);
  });

  it('an expectation does not contradict itself', () => {
    const text = steps(
      '  - A: SELECT 1',
      '    expect: { skipped: true, rows: [] }',
      '  - A: SELECT 1',
      '    expect: { waits_for: none, then: { rows: [] } }',
      '  - A: SELECT 1',
      '    expect: { waits_for: C, rows: [[1]], then: { rows: [[1]] } }',
      '  - A: SELECT 1, 2',
      '    expect: { rows: [[1, 2], [3]] }',
      '  - A: SELECT 1',
      '    expect: {}',
    );
    expect(messageFor(text)).toMatchInlineSnapshot(`
      "
      try-it.yaml:10:13: step 1: a step that is skipped comes to nothing else
         9 |   - A: SELECT 1
        10 |     expect: { skipped: true, rows: [] }
           |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^
        11 |   - A: SELECT 1

      try-it.yaml:12:32: step 2, expect: \`then\` is about what comes after a wait
        11 |   - A: SELECT 1
        12 |     expect: { waits_for: none, then: { rows: [] } }
           |                                ^^^^
        13 |   - A: SELECT 1
        expected: \`waits_for\` beside it

      try-it.yaml:14:26: step 3, expect: session C is not declared; sessions are A, B
        13 |   - A: SELECT 1
        14 |     expect: { waits_for: C, rows: [[1]], then: { rows: [[1]] } }
           |                          ^
        15 |   - A: SELECT 1, 2

      try-it.yaml:14:50: step 3, expect, then: \`rows\` is here twice: beside \`then\` and in it
        13 |   - A: SELECT 1
        14 |     expect: { waits_for: C, rows: [[1]], then: { rows: [[1]] } }
           |                                                  ^^^^
        15 |   - A: SELECT 1, 2

      try-it.yaml:16:30: step 4, expect, rows: this row has 1 cell, the first one has 2
        15 |   - A: SELECT 1, 2
        16 |     expect: { rows: [[1, 2], [3]] }
           |                              ^^^
        17 |   - A: SELECT 1

      try-it.yaml:18:13: step 5: this expects nothing
        17 |   - A: SELECT 1
        18 |     expect: {}
           |             ^^
      "
    `);
  });

  it('the further result sets of a CALL come after a first one, and each says something', () => {
    const text = steps(
      '  - A: CALL p()',
      '    expect: { more: [{ rows: [[1]] }] }',
      '  - A: CALL p()',
      '    expect: { rows: [], more: [{}, { rows: [[1, 2]], columns: [a] }] }',
    );
    expect(messageFor(text)).toMatchInlineSnapshot(`
      "
      try-it.yaml:10:15: step 1, expect: \`more\` is about the result sets after the first one, and nothing says what that one is
         9 |   - A: CALL p()
        10 |     expect: { more: [{ rows: [[1]] }] }
           |               ^^^^
        11 |   - A: CALL p()
        expected: \`rows\` or \`columns\` beside it

      try-it.yaml:12:32: step 2, expect, more: this expects nothing
        11 |   - A: CALL p()
        12 |     expect: { rows: [], more: [{}, { rows: [[1, 2]], columns: [a] }] }
           |                                ^^

      try-it.yaml:12:45: step 2, expect, more, item 2, rows: this row has 2 cells, there are 1 columns
        11 |   - A: CALL p()
        12 |     expect: { rows: [], more: [{}, { rows: [[1, 2]], columns: [a] }] }
           |                                             ^^^^^^
      "
    `);
    const not = steps('  - A: CALL p()', '    expect: { rows: [], more: [{ affected: 1 }] }');
    expect(messageFor(not)).toContain('`affected` is not a key of a result set');
    expect(messageFor(not.replace('{ affected: 1 }', ''))).toContain('`more` must not be empty');
  });

  it('the end speaks of watched tables', () => {
    expect(
      messageFor(lessonText({ end: 'end: { tables: { boks: [] }, rolled_back: C }' })),
    ).toMatchInlineSnapshot(`
      "
      try-it.yaml:11:18: end, tables: table boks is not watched; did you mean books?
        10 |     as: first
        11 | end: { tables: { boks: [] }, rolled_back: C }
           |                  ^^^^
        expected: a table of the list \`watch\`

      try-it.yaml:11:43: end: session C is not declared; sessions are A, B
        10 |     as: first
        11 | end: { tables: { boks: [] }, rolled_back: C }
           |                                           ^
      "
    `);
  });

  it('a limit is a time that makes sense', () => {
    expect(messageFor(steps('  - { A: SELECT 1, limit: 5 }'))).toMatchInlineSnapshot(`
      "
      try-it.yaml:9:27: step 1: \`limit\` must be text, found \`5\`; put text that YAML would read as something else in quotes
         8 | steps:
         9 |   - { A: SELECT 1, limit: 5 }
           |                           ^
        expected: How long the statement may run before the lab cancels it; 10s, with until: finished 60s.
      "
    `);
    expect(messageFor(steps('  - { A: SELECT 1, limit: 90m }'))).toMatchInlineSnapshot(`
      "
      try-it.yaml:9:27: step 1: a time is at least 1ms and at most 10m
         8 | steps:
         9 |   - { A: SELECT 1, limit: 90m }
           |                           ^^^
      "
    `);
  });
});

describe('SQL in a lesson', () => {
  it('points into a block of SQL', () => {
    const setup = [
      'setup: |',
      '  CREATE TABLE t (a INT);',
      "  INSERT INTO t VALUES ('abc);",
      '  SELECT 1;',
    ].join('\n');
    expect(messageFor(lessonText({ setup }))).toMatchInlineSnapshot(`
      "
      try-it.yaml:8:25: SQL: this quote (') is never closed
        7 |   CREATE TABLE t (a INT);
        8 |   INSERT INTO t VALUES ('abc);
          |                         ^
        9 |   SELECT 1;
      "
    `);
  });

  it('points into a line of SQL', () => {
    expect(messageFor(steps("  - A: SELECT 'abc"))).toMatchInlineSnapshot(`
      "
      try-it.yaml:9:15: step 1: SQL: this quote (') is never closed
         8 | steps:
         9 |   - A: SELECT 'abc
           |               ^
      "
    `);
    expect(messageFor(steps('  - A: SELECT 1; SELECT 2'))).toMatchInlineSnapshot(`
      "
      try-it.yaml:9:18: step 1: SQL: a second statement begins here; only one fits in this place
         8 | steps:
         9 |   - A: SELECT 1; SELECT 2
           |                  ^
      "
    `);
    expect(messageFor(steps('  - A: "-- nothing"'))).toMatchInlineSnapshot(`
      "
      try-it.yaml:9:9: step 1: SQL: there is no SQL statement here
         8 | steps:
         9 |   - A: "-- nothing"
           |         ^
      "
    `);
  });

  it('says what a # that YAML takes for a comment has done', () => {
    expect(messageFor(steps("  - A: INSERT INTO t VALUES ('No #1')"))).toMatchInlineSnapshot(`
      "
      try-it.yaml:9:30: step 1: SQL: this quote (') is never closed
         8 | steps:
         9 |   - A: INSERT INTO t VALUES ('No #1')
           |                              ^
        expected: the SQL in quotes or after \`|\`, for YAML takes \` #\` as the beginning of a comment
      "
    `);
  });

  it('does not know DELIMITER and says what to do', () => {
    expect(
      messageFor(lessonText({ setup: 'setup: |\n  DELIMITER //\n  SELECT 1//' })),
    ).toMatchInlineSnapshot(`
      "
      try-it.yaml:7:3: SQL: DELIMITER is a command of the mysql program that the server does not know; write a list with one statement an item, and semicolons inside an item stay as they are
        6 | setup: |
        7 |   DELIMITER //
          |   ^
        8 |   SELECT 1//
      "
    `);
  });
});

describe('YAML that is not right', () => {
  it.each<[string, string]>([
    ['an empty file', ''],
    ['a file of comments', '# nothing here\n'],
    ['a key that is here twice', lessonText({ again: 'title: Another' })],
    ['a tab that indents', lessonText({ steps: 'steps:\n\t- A: SELECT 1' })],
    ['a colon in unquoted text', lessonText({ title: 'title: Books: how to add them' })],
    ['a list that never ends', lessonText({ watch: 'watch: [books' })],
    ['a quote that never ends', lessonText({ summary: 'summary: "One sentence.' })],
    ['a character that cannot begin a value', lessonText({ summary: 'summary: `one`' })],
    ['two documents', `${lessonText()}---\n${lessonText()}`],
    ['a tag', lessonText({ title: 'title: !secret Try it' })],
    ['an alias of nothing', lessonText({ summary: 'summary: *nothing' })],
    ['an alias inside of what it repeats', lessonText({ watch: 'watch: &all [books, *all]' })],
    ['a merge key, which lessons do not have', steps('  - &one { A: SELECT 1 }', '  - { <<: *one }')],
    ['a key that is a list', lessonText({ odd: '[a, b]: c' })],
  ])('%s', (_, text) => {
    expect(messageFor(text)).toMatchSnapshot();
  });

  it('aliases that expand without end', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x]'];
    for (const [name, before] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg'].map((pair) => pair.split(''))) {
      bomb.push(`${name}: &${name} [${Array.from({ length: 8 }, () => `*${before}`).join(', ')}]`);
    }
    expect(messageFor(bomb.join('\n'))).toContain('aliases (`*name`) expand without end');
  });

  it.each([
    ['lists', '['.repeat(20_000)],
    ['mappings', '{a: '.repeat(20_000)],
    ['items', '- '.repeat(20_000)],
  ])('%s nested without end', (_, text) => {
    expect(tryParseLesson(text).problems).toMatchObject([
      { message: 'this is nested more than 64 levels deep', line: 1 },
    ]);
  });

  it('text that is far too long, before it is read as YAML', () => {
    expect(messageFor(`a: ${'x'.repeat(10_000_000)}`).length).toBeLessThan(1000);
  });
});

describe('how a problem is shown', () => {
  it('control characters and escape sequences never reach the terminal', () => {
    const message = messageFor(lessonText({ 'e\u001b[31mvil': '"e\u001b[31mvil": 1\u0007' }));
    expect(message).not.toMatch(/(?!\n)\p{Cc}/u);
  });

  it('a long line is cut around the place', () => {
    const message = messageFor(lessonText({ title: `title: ${'x '.repeat(5000)}: y` }));
    const shown = message.split('\n').filter((line) => line.includes(' | '));
    expect(Math.max(...shown.map((line) => line.length))).toBeLessThan(110);
  });

  it('the marker stands under wide characters', () => {
    expect(
      messageFor(steps('  - { A: SELECT 1, as: first, answer: "書籍", untl: x }')),
    ).toMatchInlineSnapshot(`
      "
      try-it.yaml:9:45: step 1 (first): \`untl\` is not a key of a step; did you mean \`until\`?
         8 | steps:
         9 |   - { A: SELECT 1, as: first, answer: "書籍", untl: x }
           |                                               ^^^^
        expected: a session (A, B, …), as, when, look, predict, hint, reject_if, answer, keep, always, until, limit, on_error, expect, why, still_true
      "
    `);
  });

  it('no more than 20 problems are spelled out', () => {
    const many = Array.from({ length: 30 }, (_, index) => `  - { Z${index}: x }`);
    const message = messageFor(steps(...many));
    expect(message.match(/try-it.yaml:/g)).toHaveLength(20);
    expect(message).toContain('… and 10 more.');
  });

  it('problems are data, too', () => {
    expect(tryParseLesson(lessonText({ wach: 'wach: [books]' })).problems).toEqual([
      {
        severity: 'error',
        message: '`wach` is not a key of a lesson; did you mean `watch`?',
        expected: expect.stringContaining('watch'),
        line: 11,
        column: 1,
        length: 4,
      },
    ]);
  });
});

describe('an order of a variant', () => {
  const variant = (line: string, more: Readonly<Record<string, string>> = {}) =>
    messageFor(
      lessonText({
        steps: 'steps: [{ A: SELECT 1, as: one }, { B: SELECT 2, as: two }, { A: SELECT 3, as: three }]',
        variants: `variants:\n  late:\n    title: Late\n    about: Later.\n    ${line}`,
        ...more,
      }),
    );

  it('is called takes', () => {
    expect(variant('order: [one, three, two]')).toContain(
      '`order` is not a key of a variant; did you mean `takes`, as in `takes: ABAABB`?',
    );
  });

  it('is a word of capital letters', () => {
    expect(variant('takes: aab')).toContain(
      '`takes` must be the letters of the sessions in the order of their turns, for instance ABAABB, found `aab`',
    );
    expect(variant('takes: [one, three, two]')).toContain('`takes` must be text, found a list');
  });

  it('has a turn for every step', () => {
    expect(variant('takes: AB')).toMatchInlineSnapshot(`
      "
      try-it.yaml:13:12: variant late: \`AB\` is no order of the variant's steps: A has 2 steps and gets 1 turn
        12 |     about: Later.
        13 |     takes: AB
           |            ^^
        expected: another order of ABA
      "
    `);
  });

  it('is another one', () => {
    expect(variant('takes: ABA')).toContain('the steps stand in this order anyway');
  });

  it('has no step before the one on which it depends', () => {
    const dependent =
      'steps: [{ A: SELECT 1, as: one }, { B: SELECT 2, as: two, when: { one: found } }, { A: SELECT 3 }]';
    expect(variant('takes: BAA', { steps: dependent })).toContain('step one comes later');
  });

  it('is not blamed for steps that cannot be read', () => {
    const broken = 'steps: [{ A: SELECT 1, as: one }, { as: two }, { A: SELECT 3, as: three }]';
    expect(variant('takes: AAB', { steps: broken })).not.toContain('takes');
  });
});
