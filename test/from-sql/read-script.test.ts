import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { readScript, readSetup } from '../../src/from-sql/read-script.ts';
import { expectAlways } from '../property.ts';

const read = (text: string) => readScript({ file: 'a.sql', text });
const sqlOf = (text: string) => read(text).statements.map(({ sql }) => sql);

/** What is said of a script that cannot be read. */
const refusal = (text: string): string => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof UserError) return [error.message, ...error.next].join('\n');
    throw error;
  }
  return 'nothing';
};

describe('a script is cut as the mysql program cuts it', () => {
  it.each<[string, string, readonly string[]]>([
    ['at semicolons, also without one at the end', 'SELECT 1; SELECT 2', ['SELECT 1', 'SELECT 2']],
    ['at \\G and \\g', 'SELECT 1\\G\nSELECT 2 \\g', ['SELECT 1', 'SELECT 2']],
    ['not at a \\G in a string', "SELECT '\\G'; SELECT 2", ["SELECT '\\G'", 'SELECT 2']],
    [
      'at what DELIMITER has set, and at semicolons again',
      'DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; END//\nDELIMITER ;\nCALL p();',
      ['CREATE PROCEDURE p() BEGIN SELECT 1; END', 'CALL p()'],
    ],
    [
      'at $$ that touches a word',
      'delimiter $$\nCREATE PROCEDURE p() BEGIN SELECT "$$"; END$$\nCALL p()$$',
      ['CREATE PROCEDURE p() BEGIN SELECT "$$"; END', 'CALL p()'],
    ],
    [
      'at semicolons too where DELIMITER has set something else, as the server does',
      "DELIMITER //\nSELECT ';'; SELECT 2;//\n;\nSELECT 3 //",
      ["SELECT ';'", 'SELECT 2', 'SELECT 3'],
    ],
    [
      'as Windows writes it',
      '\u{FEFF}SELECT 1\r\n  FROM t;\r\nSELECT 2;\r\n',
      ['SELECT 1\n  FROM t', 'SELECT 2'],
    ],
    [
      'without USE, which needs no semicolon',
      'use `my shop`\nSELECT 1; USE b; SELECT 2',
      ['SELECT 1', 'SELECT 2'],
    ],
    ['without SET NAMES', 'SET NAMES latin1; /*!40101 SET NAMES utf8 */; SELECT 1', ['SELECT 1']],
    ['with names of schemas as they are', 'SELECT 1 FROM shop.books', ['SELECT 1 FROM shop.books']],
    ['with SELECT … INTO', 'SELECT a INTO @a FROM t; SELECT @a', ['SELECT a INTO @a FROM t', 'SELECT @a']],
  ])('%s', (_, text, expected) => {
    expect(sqlOf(text)).toEqual(expected);
  });

  it('says what it left out, and where', () => {
    expect(read('SELECT 1;\nUSE shop;\nSELECT 2').notes).toEqual([
      'a.sql:2: USE shop is left out: the lab has a schema of its own.',
    ]);
  });

  it('rolls back where the mysql program would hang up inside a transaction', () => {
    expect(sqlOf('BEGIN; DELETE FROM t;')).toEqual(['BEGIN', 'DELETE FROM t', 'ROLLBACK']);
    expect(read('BEGIN; DELETE FROM t;').notes).toHaveLength(1);
    expect(sqlOf('SET autocommit = 0; DELETE FROM t')).toHaveLength(3);
    expect(sqlOf("SET sql_mode = '', @@session.autocommit=OFF; DELETE FROM t")).toHaveLength(3);
    for (const whole of [
      'BEGIN; SAVEPOINT s; ROLLBACK TO s; COMMIT',
      'SET autocommit=0; DELETE FROM t; SET autocommit=1',
      'DELETE FROM t',
      'SET GLOBAL autocommit = 0; DELETE FROM t',
    ])
      expect(read(whole).notes).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['an empty file', '\n', 'There is no SQL statement in a.sql.'],
    ['only comments', '-- nothing\n/* at all */', 'There is no SQL statement in a.sql.'],
    ['another file', 'SELECT 1;\nsource b.sql', 'a.sql:2: source is a command of the mysql program'],
    ['another file, the short way', '\\. b.sql', 'a.sql:1: \\. is a command of the mysql program'],
    ['a quote without an end', "SELECT 1;\n\nSELECT 'a", "a.sql:3: this quote (') is never closed"],
    ['a comment without an end', 'SELECT 1; /* a', 'a.sql:1: this comment never ends'],
    [
      'a dash comment without its blank',
      'SELECT 1;\n--as a',
      'a.sql:2: two dashes begin a comment only when a blank follows',
    ],
    ['UTF-16', '\u{FEFF}S\0E\0L\0', 'a.sql is no text in UTF-8'],
  ])('refuses %s', (_, text, message) => {
    expect(refusal(text)).toContain(message);
  });

  it('loses no statement and takes no part of one, whatever they quote and whatever stands between them', () => {
    const inner = fc.string({
      unit: fc.constantFrom('a', ';', "'", '"', '`', '#', '-', ' ', '*', '/', '$', 'G'),
    });
    const quoted = inner.map((text) => `'${text.replaceAll("'", "''")}'`);
    const name = inner.map((text) => `\`${text.replaceAll('`', '``')}\``);
    const part = fc.oneof(fc.constantFrom('x', '1', '(', ')', ',', '--1'), quoted, name);
    const statement = fc.array(part, { maxLength: 5 }).map((parts) => ['SELECT', ...parts, 'end'].join(' '));
    const between = fc.constantFrom(
      ';',
      ' ;\n',
      ';;',
      '\\G\n',
      '; -- it is; so\n',
      ';# what?\n',
      ';/* a; b */',
      ';\r\n',
    );
    expectAlways(
      fc.property(fc.array(fc.tuple(statement, between), { minLength: 1 }), fc.boolean(), (parts, isOpen) => {
        const text = parts.map(([sql, end]) => sql + end).join('');
        const given = isOpen ? `${text} SELECT last` : text;
        expect(sqlOf(given)).toEqual([...parts.map(([sql]) => sql), ...(isOpen ? ['SELECT last'] : [])]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('comments say what the application does', () => {
  it('with the statement that they stand behind, on its line or below', () => {
    const { statements } = read(`
      -- Somebody adds a book.
      SELECT id, stock FROM books WHERE name = 'Sapiens'; -- reject if found: already there
      # reject if stock<3: nearly gone
      /* as lookup
       * keep book = id */
      INSERT INTO books (name) VALUES ('Sapiens') -- on 1062: already there: sorry
      ;
      -- on ER_LOCK_DEADLOCK: try again
      -- when lookup missing
      UPDATE books SET stock = 0; -- reject if unchanged
      COMMIT; -- answer: stored`);
    expect(statements).toEqual([
      {
        sql: "SELECT id, stock FROM books WHERE name = 'Sapiens'",
        as: 'lookup',
        rejectIf: [
          ['found', 'already there'],
          ['stock < 3', 'nearly gone'],
        ],
        keep: { book: 'id' },
      },
      {
        sql: "INSERT INTO books (name) VALUES ('Sapiens')",
        rejectIf: [
          ['ER_DUP_ENTRY', 'already there: sorry'],
          ['ER_LOCK_DEADLOCK', 'try again'],
        ],
        when: expect.objectContaining({ name: 'lookup', condition: 'missing' }),
      },
      { sql: 'UPDATE books SET stock = 0', rejectIf: [['unchanged', 'rejected: unchanged']] },
      { sql: 'COMMIT', answer: 'stored' },
    ]);
  });

  it.each([
    "SELECT 1 -- the user's words",
    'SELECT 1; -- rejected rows are found later',
    'SELECT 1; -- on the other hand: nothing',
    'SELECT 1; -- when the user clicks, we insert',
    'SELECT 1; -- as usual, nobody looks',
    'SELECT 1; -- answers come late',
    'SELECT 1; -- keep in mind that it is slow',
    'SELECT 1; -- keep it simple',
    'SELECT 1; -- answer the client: it is stored',
    'SELECT 1; -- answer is in the first row',
    'SELECT 1; -- rejected if somebody else was first',
    'SELECT 1; -- inject if needed',
    'SELECT 1; -- then nothing found',
    'SELECT 1; -- on purpose',
    'SELECT 1; -- one 1062 more or less',
    'SELECT 1; -- as few rows as can be',
    'SELECT 1; -- where id = 3',
    'SELECT 1; -- if found: nothing to do',
    'SELECT 1; -- when all is done',
    "SELECT '-- reject if found'",
  ])('and leave %s to people', (text) => {
    expect(read(text).statements).toEqual([{ sql: expect.any(String) }]);
  });

  it.each<[string, string, string]>([
    ['a condition that is none', 'SELECT 1; -- reject if fuond: no', '`fuond` is no condition'],
    ['a rejection of what', '\nSELECT 1; -- reject: no', 'a.sql:2: the comment `reject: no`'],
    ['a blank answer', 'COMMIT; -- answer:', 'Possible is: -- answer: what is answered'],
    ['an error that there is not', 'DELETE FROM t; -- on ER_DUP_ENTRI: no', 'did you mean ER_DUP_ENTRY?'],
    ['an error without an answer', 'DELETE FROM t; -- on 1062', 'Possible is: -- on 1062: what is answered'],
    ['text that is to be less', 'SELECT a FROM t; -- reject if a < b: no', '`<` compares numbers'],
    [
      'rows of what gives none',
      'DELETE FROM t; -- reject if found: no',
      'is about rows, and the statement gives none',
    ],
    [
      'rows that go elsewhere',
      'SELECT a INTO @a FROM t; -- reject if missing: no',
      'is about rows, and the statement puts them elsewhere',
    ],
    [
      'a step that nobody has named',
      'SELECT 1; SELECT 2; -- when lookup missing',
      'no statement before it is called lookup',
    ],
    [
      'a condition on a named step that is none',
      'SELECT 1; -- as a\nSELECT 2; -- when a misssing',
      '`misssing` is no condition',
    ],
    ['a condition on itself', 'SELECT 1; -- as a\n-- when a found', 'a is this statement itself'],
    [
      'rows that a named step does not give',
      'BEGIN; -- as begin\nSELECT 2; -- when begin found',
      'is about rows, and the statement gives none: BEGIN',
    ],
    ['a name in capitals', 'SELECT 1; -- as Lookup', 'lower-case words'],
    ['a name twice', 'SELECT 1; -- as a\nSELECT 2; -- as a', 'another statement is called a already'],
    ['one thing twice', 'COMMIT; -- answer: a\n-- answer: b', 'its statement has such a comment already'],
    ...(
      [
        ['rejct if found: no', 'reject if'],
        ['rejct found: no', 'reject if'],
        ['reject_if found', 'reject if'],
        ['rejectif found', 'reject if'],
        ['rejects if found', 'reject if'],
        ['on1062', 'on'],
        ['on1062: no', 'on'],
        ['on error 1062: no', 'on'],
        ['on_ER_DUP_ENTRY: no', 'on'],
        ['answer stored', 'answer:'],
        ['Answer {"ok": 1}', 'answer:'],
        ['answers: stored', 'answer:'],
        ['anwser: stored', 'answer:'],
        ['keep book: id', 'keep'],
        ['keep book := id', 'keep'],
        ['kep book = id', 'keep'],
        ['keeps book = id', 'keep'],
        ['as: lookup', 'as'],
      ] as const
    ).map(([comment, word]): [string, string, string] => [
      `${word}, nearly: ${comment}`,
      `SELECT 1;\n/* for people\n * ${comment} */`,
      `a.sql:3: the comment \`${comment}\` is nearly a word to isolab, and is none; did you mean \`-- ${word}\`?`,
    ]),
    [
      'when, nearly',
      'SELECT 1; -- as lookup\nSELECT 2; -- whne lookup missing',
      'a.sql:2: the comment `whne lookup missing` is nearly a word to isolab, and is none; did you mean `-- when`?',
    ],
    ['nothing before it', '-- reject if found: no\nSELECT 1', 'and there is none'],
    ['what is left out', 'USE shop; -- as schema\nSELECT 1', 'which is left out'],
  ])('and are refused when they are about %s', (_, text, message) => {
    expect(refusal(text)).toContain(message);
    expect(refusal(text)).toMatch(/^a\.sql:\d: /);
  });
});

describe('values that a script keeps', () => {
  it('are known behind the statement that keeps them, and in its answers', () => {
    const text = `SELECT id FROM books; -- keep book = id -- not more
      -- reject if missing: no {book}
      UPDATE books SET name = 'x:y' /* :z */ WHERE id = :book AND @a := 1; -- answer: changed {book}, {"n": 1}`;
    expect(refusal(text.replace(' -- not more', ''))).toBe('nothing');
  });

  it.each<[string, string, string]>([
    [
      'by a statement',
      'SELECT 1;\nUPDATE t\nSET a = :a',
      'a.sql:3: :a is a value that no statement before it keeps',
    ],
    [
      'by the statement that keeps it',
      'SELECT a FROM t WHERE b = :a; -- keep a = a',
      'a.sql:1: :a is a value',
    ],
    ['by a later one', 'UPDATE t SET a = :a;\nSELECT a FROM t; -- keep a = a', 'a.sql:1: :a is a value'],
    [
      'nearly',
      'SELECT 1; -- keep book = id\nSELECT :bok',
      'a.sql:2: :bok is a value that no statement before it keeps; did you mean :book?',
    ],
    ['by an answer', 'SELECT 1;\n\nCOMMIT; -- answer: {a}', 'a.sql:3: {a} is a value that no statement'],
    ['by a rejection', 'COMMIT; -- on 1062: {a}', 'a.sql:1: {a} is a value that no statement'],
  ])('are refused where nobody has kept them: asked for %s', (_, text, message) => {
    expect(refusal(text)).toContain(message);
    expect(refusal(text)).toContain('-- keep');
  });
});

describe('a setup', () => {
  it('may make its schema, as everybody writes it, and stays without', () => {
    const { statements, notes, places } = readSetup({
      file: 'schema.sql',
      text: [
        'DROP DATABASE IF EXISTS shop;',
        'CREATE DATABASE /*!32312 IF NOT EXISTS*/ `shop` /*!40100 DEFAULT CHARACTER SET utf8mb4 */;',
        'USE `shop`;',
        'SET @@GLOBAL.GTID_PURGED=/*!80000 "+"*/ "";',
        'CREATE TABLE books (id INT);',
        '-- reject if found: of a setup nobody is answered',
      ].join('\n'),
    });
    expect(statements).toEqual(['CREATE TABLE books (id INT)']);
    expect(places).toEqual(['schema.sql:5']);
    expect(notes).toHaveLength(4);
    expect(notes[1]).toBe(
      'schema.sql:2: CREATE DATABASE /*!32312 IF NOT EXISTS*/ `shop` /*!40100 DE… is left out: the lab has a schema of its own.',
    );
  });
});
