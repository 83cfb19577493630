import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneStatement, splitSql } from '../../src/lesson/split-sql.ts';
import { expectAlways } from '../property.ts';

const statementsOf = (text: string) => splitSql(text).statements.map((one) => one.sql);

describe('splitting SQL', () => {
  it.each<[string, string, readonly string[]]>([
    ['at semicolons, without blanks around', ' SELECT 1 ;\n SELECT 2\n', ['SELECT 1', 'SELECT 2']],
    ['drops empty statements', ';; SELECT 1;;', ['SELECT 1']],
    ['keeps a semicolon in single quotes', "SELECT ';';SELECT 2", ["SELECT ';'", 'SELECT 2']],
    ['keeps a semicolon in double quotes', 'SELECT ";";SELECT 2', ['SELECT ";"', 'SELECT 2']],
    ['keeps a semicolon in backticks', 'SELECT `;`;SELECT 2', ['SELECT `;`', 'SELECT 2']],
    ['knows a doubled quote', "SELECT 'it''s;';SELECT 2", ["SELECT 'it''s;'", 'SELECT 2']],
    ['knows an escaped quote', "SELECT 'it\\'s;';SELECT 2", ["SELECT 'it\\'s;'", 'SELECT 2']],
    ['knows an escaped backslash', "SELECT '\\\\';SELECT 2", ["SELECT '\\\\'", 'SELECT 2']],
    ['takes a backslash in backticks as it is', 'SELECT `\\`;SELECT 2', ['SELECT `\\`', 'SELECT 2']],
    [
      'drops comments around a statement',
      '-- one\nSELECT 1 # two;\n;/* three; */ SELECT 2',
      ['SELECT 1', 'SELECT 2'],
    ],
    ['keeps a comment inside a statement', 'SELECT /* ; */ 1', ['SELECT /* ; */ 1']],
    ['takes -- without a blank after it as two signs', 'SELECT 5--1;SELECT 2', ['SELECT 5--1', 'SELECT 2']],
    // The server's blanks are ASCII.
    [
      'takes -- before a no-break space as two signs',
      'SELECT 5--\u00a01;SELECT 2',
      ['SELECT 5--\u00a01', 'SELECT 2'],
    ],
    ['takes -- at the end as a comment', 'SELECT 1 --', ['SELECT 1']],
    [
      'keeps an optimizer hint',
      'SELECT /*+ MAX_EXECUTION_TIME(5) */ 1',
      ['SELECT /*+ MAX_EXECUTION_TIME(5) */ 1'],
    ],
    [
      'keeps a version comment whole',
      '/*!80000 SELECT 1; */; SELECT 2',
      ['/*!80000 SELECT 1; */', 'SELECT 2'],
    ],
    [
      'reads quotes inside a version comment',
      "/*! SELECT '*/;' */; SELECT 2",
      ["/*! SELECT '*/;' */", 'SELECT 2'],
    ],
    ['knows a comment behind a star', "SELECT 2*/*' */3; SELECT '4'", ["SELECT 2*/*' */3", "SELECT '4'"]],
    ['finds nothing in comments alone', '-- nothing\n/* here */ # at all', []],
  ])('%s', (_, text, expected) => {
    expect(splitSql(text)).toMatchObject({ statements: expected.map((sql) => ({ sql })) });
    expect(splitSql(text).problem).toBeUndefined();
  });

  it.each<[string, string, number]>([
    ['a quote that is never closed', "SELECT 1; SELECT 'abc; SELECT 2", 17],
    ['a quote whose end is escaped', "SELECT 'abc\\'", 7],
    ['a comment that never ends', 'SELECT 1 /* abc', 9],
    ['a version comment that never ends', '/*! SELECT 1', 0],
    ['DELIMITER', 'SELECT 1;\ndelimiter //\nSELECT 2//', 10],
  ])('says where there is %s', (_, text, offset) => {
    expect(splitSql(text).problem).toMatchObject({ offset });
  });

  it('does not take a word that begins with DELIMITER for it', () => {
    expect(statementsOf('delimiters; SELECT delimiter FROM t')).toEqual([
      'delimiters',
      'SELECT delimiter FROM t',
    ]);
  });

  it('keeps a stored program together where one statement is wanted', () => {
    const trigger = 'CREATE TRIGGER t BEFORE INSERT ON b FOR EACH ROW BEGIN SET @a = 1; SET @b = 2; END;';
    expect(oneStatement(trigger)).toMatchObject({ sql: trigger.slice(0, -1) });
  });

  it('says where a second statement begins where one is wanted', () => {
    expect(oneStatement('SELECT 1; SELECT 2')).toMatchObject({ offset: 10 });
    expect(oneStatement(' -- nothing')).toMatchObject({ offset: 0 });
  });

  it('gives back statements that were joined by semicolons, whatever they quote', () => {
    const inner = fc.string({
      unit: fc.constantFrom('a', ';', "'", '"', '`', '\\', '#', '-', ' ', '*', '/', '\n'),
    });
    const quoted = fc.oneof(
      inner.map((text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`),
      inner.map((text) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`),
      inner.map((text) => `\`${text.replaceAll('`', '``')}\``),
      inner.filter((text) => !text.includes('*/')).map((text) => `/* ${text} */`),
    );
    const word = fc.constantFrom('SELECT', 'x', '1', '(', ')', ',', '--1', '/', '*');
    const statement = fc
      .array(fc.oneof(word, quoted), { maxLength: 6 })
      .map((parts) => ['SELECT', ...parts, 'end'].join(' '));
    expectAlways(
      fc.property(fc.array(statement), (statements) => {
        expect(statementsOf(statements.join(' ;\n'))).toEqual(statements);
      }),
      { numRuns: 2000 },
    );
  });

  it('never crashes, and every statement is where it says', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', ';', "'", '"', '`', '\\', '#', '-', ' ', '*', '/', '!', '+', '\n'),
    });
    expectAlways(
      fc.property(text, (sql) => {
        const { statements, problem } = splitSql(sql);
        for (const one of statements) expect(sql.slice(one.start, one.end)).toBe(one.sql);
        if (problem) expect(problem.offset).toBeLessThan(sql.length);
      }),
      { numRuns: 5000 },
    );
  });
});
