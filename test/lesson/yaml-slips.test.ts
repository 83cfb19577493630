import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkLesson } from '../../src/author/check.ts';
import { isLessonFile } from '../../src/lesson/lesson-file-name.ts';
import { indentationSlip } from '../../src/lesson/yaml-indentation.ts';

const lesson = `format: 1
id: slips
title: Slips of the hand
topic: test
summary: S.
about: A.
remember: [R.]
sources: [{ title: T, url: "https://example.org" }]
setup: |
  CREATE TABLE t (id INT PRIMARY KEY, n INT);
  INSERT INTO t VALUES (1, 1);
watch: [t]
sessions:
  A: Ann
  B: Ben
steps:
  - A: START TRANSACTION
    as: begin_a
    look: What?
    expect: { affected: 0 }
  - A: UPDATE t SET n = 2 WHERE id = 1
    as: change_a
    expect: { affected: 1 }
  - B: SELECT n FROM t WHERE id = 1
    still_true: [why]
    expect:
      READ UNCOMMITTED: { rows: [[2]] }
      default: { rows: [[1]] }
    why: Because.
  - A: COMMIT
    expect: { affected: 0 }
end: { tables: { t: [[1, 2]] } }
`;

/** What is said of the lesson when its hand slips. */
const said = (...changes: readonly (readonly [string, string])[]): readonly string[] => {
  const text = changes.reduce((now, [from, to]) => {
    expect(now).toContain(from);
    return now.replace(from, to);
  }, lesson);
  return checkLesson(text)
    .problems.filter(({ message }) => !/end like|does not run/.test(message))
    .map(({ line, column, message }) => `${line}:${column} ${message}`);
};

describe('a slip of the hand gets one message, where it was made', () => {
  it('and the lesson without any has none', () => {
    expect(said()).toEqual([]);
  });

  it.each([
    [
      'a key too far to the left',
      '    as: change_a',
      '   as: change_a',
      '22:4 `as` begins in column 4, and `A` above it (line 21) in column 5',
    ],
    [
      'a key too far to the right',
      '    as: change_a',
      '     as: change_a',
      '22:6 `as` begins in column 6, and `A` above it (line 21) in column 5',
    ],
    [
      'an item too far to the left',
      '  - B: SELECT',
      ' - B: SELECT',
      '24:2 this item begins in column 2, and the item above it (line 21) in column 3',
    ],
    [
      'an item too far to the right',
      '  - B: SELECT',
      '   - B: SELECT',
      '24:4 this item begins in column 4, and the item above it (line 21) in column 3',
    ],
    [
      'a key of the lesson that is indented',
      'watch: [t]',
      ' watch: [t]',
      '12:2 `watch` begins in column 2, and `setup` above it (line 9) in column 1',
    ],
    [
      'a session too far to the left',
      '  B: Ben',
      ' B: Ben',
      '15:2 `B` begins in column 2, and `A` above it (line 14) in column 3',
    ],
    [
      'a level too far to the left',
      '      default: { rows',
      '     default: { rows',
      '28:6 `default` begins in column 6, and `READ UNCOMMITTED` above it (line 27) in column 7',
    ],
    ['a tab', '    as: change_a', '\tas: change_a', '22:1 a tab indents this line; YAML wants spaces'],
    ['a quote that is never closed', 'title: Slips', 'title: "Slips', '3:8 this quote (") is never closed'],
    [
      'a single quote that is never closed',
      'topic: test',
      "topic: 'test",
      "4:8 this quote (') is never closed",
    ],
    ['a list that is never closed', 'watch: [t]', 'watch: [t', '12:8 this `[` is never closed'],
    [
      'a mapping that is never closed',
      'expect: { affected: 1 }',
      'expect: { affected: 1',
      '23:13 this `{` is never closed',
    ],
    [
      'a merge key',
      'expect: { affected: 1 }',
      'expect: { <<: { affected: 1 } }',
      '23:15 a lesson has no merge keys (`<<`); `*name` repeats a whole value',
    ],
    ['a number in quotes', 'format: 1', 'format: "1"', '1:9 `format` must be 1, without quotes'],
    [
      'a comment in SQL whose lines YAML joins',
      'SELECT n FROM t WHERE id = 1',
      'SELECT n FROM t -- one\n      WHERE id = 1',
      '24:24 step 3: SQL: this comment takes in the lines below it, for YAML joins the lines of this text',
    ],
    [
      'a program with semicolons in a text',
      '  INSERT INTO t VALUES (1, 1);',
      '  CREATE TRIGGER x BEFORE UPDATE ON t FOR EACH ROW BEGIN IF 1 THEN SET NEW.n = 1; END IF; END;',
      '11:3 SQL: text is cut at every semicolon, also at those between BEGIN and END of this stored program',
    ],
    [
      'a comment that cuts prose off',
      'why: Because.',
      'why: The answer # is 2',
      '29:21 the text ends before this comment',
    ],
  ])('%s', (_, from, to, message) => {
    expect(said([from, to])).toEqual([message]);
  });

  it.each([
    ['ru', 'READ UNCOMMITTED'],
    ['Read-Uncommitted', 'READ UNCOMMITTED'],
    ['read uncommitted', 'READ UNCOMMITTED'],
    ['RC', 'READ COMMITTED'],
    ['Repeatable Read', 'REPEATABLE READ'],
    ['serialisable', 'SERIALIZABLE'],
  ])('a level that is written %s', (word, level) => {
    const meant = `did you mean \`${level}\`?`;
    expect(said(['READ UNCOMMITTED:', `${word}:`])).toEqual([
      `27:7 step 3, expect: \`${word}\` is not a key of a value by level; ${meant}`,
    ]);
    const [only] = said(['watch:', `level: ${word}\nwatch:`]);
    expect(only).toMatch(/^12:8 `level` must be READ UNCOMMITTED, .* found/);
    expect(only).toContain(meant);
    expect(said(['watch:', `levels: [${word}]\nwatch:`])[0]).toContain(meant);
    expect(said(['  B: Ben', `  B: { role: Ben, level: ${word} }`])[0]).toContain(meant);
  });

  it('two slips in two places get two messages', () => {
    expect(said(['summary: S.', 'summary: S.\nsummary: T.'], ['  - B: SELECT', ' - B: SELECT'])).toEqual([
      '6:1 `summary` is here twice',
      '25:2 this item begins in column 2, and the item above it (line 22) in column 3',
    ]);
  });

  it('a comment behind SQL that is complete, or in a block, is none', () => {
    expect(said(['SELECT n FROM t WHERE id = 1', 'SELECT n FROM t WHERE id = 1 # one'])).toEqual([]);
    expect(
      said(['SELECT n FROM t WHERE id = 1', '|\n      SELECT n FROM t -- one\n      WHERE id = 1']),
    ).toEqual([]);
    expect(said(['SELECT n FROM t WHERE id = 1', 'SELECT n FROM t\n      WHERE id = 1 -- one'])).toEqual([]);
  });
});

it('no line of a lesson that is right is taken for a slip', () => {
  const folder = new URL('../../lessons/', import.meta.url);
  for (const file of readdirSync(folder).filter(isLessonFile)) {
    expect(indentationSlip(readFileSync(new URL(file, folder), 'utf8')), file).toBeUndefined();
  }
  expect(
    indentationSlip(readFileSync(new URL('../author/every-feature.yaml', import.meta.url), 'utf8')),
  ).toBeUndefined();
  expect(
    indentationSlip('a:\n- b: 1\n  c: |\n   x: 1\n  y\n- d:\n    - e\n    - - f\n      - g\n'),
  ).toBeUndefined();
});
