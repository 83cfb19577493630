import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkLesson } from '../../src/author/check.ts';
import { UserError } from '../../src/errors.ts';
import { lessonDataOf } from '../../src/from-sql/lesson-data.ts';
import { lessonOfScripts } from '../../src/from-sql/lesson-of-sql.ts';
import { lessonText } from '../../src/from-sql/lesson-text.ts';
import type { OwnSession } from '../../src/from-sql/own-session.ts';
import { parseLesson } from '../../src/lesson/parse.ts';
import { sized } from '../campaign.ts';
import { expectAlways } from '../property.ts';

const addBook = `SELECT id FROM books WHERE name='Sapiens'; -- reject if found: already there
INSERT INTO books (name)
  VALUES ('Sapiens'); -- on 1062: already there
COMMIT; -- answer: stored`;

const example = () =>
  lessonOfScripts({
    id: 'add-book',
    scripts: [
      { file: 'a.sql', text: addBook },
      { file: 'b.sql', text: addBook },
    ],
    setup: {
      file: 'schema.sql',
      text: 'CREATE TABLE books (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(200));',
    },
    promise: 'SELECT name, COUNT(*) AS copies FROM books GROUP BY name HAVING copies > 1;',
    levels: ['READ COMMITTED', 'REPEATABLE READ'],
    watch: ['books'],
  });

it('two scripts are a lesson whose sessions stop at an error', () => {
  const { lesson, notes } = example();
  expect(notes).toEqual([]);
  expect(lesson.sessions).toEqual([
    { name: 'A', role: 'a.sql' },
    { name: 'B', role: 'b.sql' },
  ]);
  expect(lesson.steps.map(({ name, session, onError }) => [name, session, onError])).toEqual([
    ['select_a', 'A', 'stop'],
    ['insert_a', 'A', 'stop'],
    ['commit_a', 'A', 'stop'],
    ['select_b', 'B', 'stop'],
    ['insert_b', 'B', 'stop'],
    ['commit_b', 'B', 'stop'],
  ]);
  expect(lesson.steps[1]?.rejectIf).toEqual([
    { condition: { kind: 'errno', error: 'ER_DUP_ENTRY' }, answer: 'already there' },
  ]);
});

it('folders are named where they tell files apart', () => {
  const rolesOf = (...files: readonly string[]) =>
    lessonOfScripts({ scripts: files.map((file) => ({ file, text: 'SELECT 1' })) }).lesson.sessions.map(
      ({ role }) => role,
    );
  expect(rolesOf('sql/a.sql', 'C:\\sql\\b.sql', 'sql/a.sql')).toEqual(['a.sql', 'b.sql', 'a.sql']);
  expect(rolesOf('old/a.sql', 'new/a.sql')).toEqual(['old/a.sql', 'new/a.sql']);
});

it('a saved lesson stands in its order, is readable, and misses nothing but what record writes', () => {
  const { data } = example();
  const text = lessonText(data, { takes: 'ABABAB', comment: 'The shortest order\nthat breaks it.' });
  expect(text).toMatchSnapshot();
  expect(parseLesson(text).steps.map(({ name }) => name)).toEqual([
    'select_a',
    'select_b',
    'insert_a',
    'insert_b',
    'commit_a',
    'commit_b',
  ]);
  expect(checkLesson(text).problems.filter(({ severity }) => severity === 'error')).toEqual([]);
});

it('an order that ends where the rest is without a turn is completed, and one with too many turns is refused', () => {
  const { data } = example();
  const order = (takes: string) =>
    parseLesson(lessonText(data, { takes }))
      .steps.map(({ session }) => session)
      .join('');
  expect(order('BAAB')).toBe('BAABAB');
  expect(() => order('AAAAB')).toThrow(UserError);
  expect(() => order('AC')).toThrow('The order AC takes more steps of C than there are: 0.');
});

it('promises are one query', () => {
  const promise = (query: string) => () => lessonDataOf([], [], { promise: query });
  expect(promise('DELETE FROM t')).toThrow(
    '--promise is a statement that has no rows to give: DELETE FROM t',
  );
  expect(promise('SELECT 1; SELECT 2')).toThrow('The query of --promise cannot be read: a second statement');
  expect(promise("SELECT 'a")).toThrow('is never closed');
  expect(promise('SELECT :x')).toThrow('The query of --promise asks for a value :x');
  expect(promise('SELECT 1 FROM :sessions')).not.toThrow();
});

it('a setup that no lesson could hold is refused in words', () => {
  const rows = Array.from({ length: 9000 }, (_, id) => `INSERT INTO t VALUES (${id});`).join('\n');
  expect(() =>
    lessonOfScripts({ scripts: [{ file: 'a.sql', text: 'SELECT 1' }], setup: { file: 's.sql', text: rows } }),
  ).toThrow(/1 statement and the setup are \d+ kB together, and isolab takes 100 kB/);
});

it('a lesson saved and loaded is the same, whatever is in it', () => {
  // A quote and a backslash only so that the SQL around them stays one statement.
  const letters = 'aB \n\t\r:-#!&*%@{}[],?|>"0~\u0001\u0085\u2028\uFEFFé'.split('');
  const letter = fc.constantFrom(...letters, ': ', ' #', "\\'", '\\\\', '\u{1F600}');
  const inside = fc.string({ unit: letter, maxLength: 200 });
  const sql = fc.oneof(
    inside.map((text) => `SELECT '${text}'`),
    inside.map((text) => `SELECT /* ${text} */ 1`),
    inside.map((text) => `SELECT\n  '${text}',\n\n    1`),
    fc.constantFrom('SELECT 1 -- so\n  + 2', 'SELECT 1 # so\n\n  + 2', 'null', '12', 'CALL p()'),
  );
  const words = fc.string({ unit: letter, minLength: 1, maxLength: 150 });
  const statement = fc.record(
    {
      sql,
      answer: words,
      rejectIf: fc.uniqueArray(
        fc.tuple(fc.constantFrom('ok', 'error', 'ER_DUP_ENTRY', 'a = 1', 'a < 3', 'a != b: c'), words),
        { minLength: 1, selector: ([condition]) => condition },
      ),
      keep: fc.constant({ book: 'id', other: 'insert_id' }),
    },
    { requiredKeys: ['sql'] },
  );
  const session: fc.Arbitrary<OwnSession> = fc.record({
    role: words,
    statements: fc.array(statement, { minLength: 1, maxLength: 3 }),
  });
  expectAlways(
    fc.property(fc.array(session, { minLength: 1, maxLength: 3 }), fc.array(sql), (sessions, setup) => {
      const data = lessonDataOf(sessions, setup, { promise: 'SELECT 1', watch: ['t'] });
      const lesson = parseLesson(lessonText(data));
      expect(lesson.setup).toEqual(setup);
      expect(lesson.sessions.map(({ role }) => role)).toEqual(sessions.map(({ role }) => role));
      const loaded = lesson.steps.map(({ sql: own, answer, rejectIf, keep }) => ({
        sql: own,
        answer,
        answers: rejectIf.map((one) => one.answer),
        keep,
      }));
      expect(loaded).toEqual(
        sessions.flatMap(({ statements }) =>
          statements.map(({ sql: own, answer, rejectIf = [], keep }) => ({
            sql: own,
            answer,
            answers: rejectIf.map(([, one]) => one),
            keep,
          })),
        ),
      );
    }),
    { numRuns: sized(2000) },
  );
});
