import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { scriptsOfGeneralLog } from '../../src/from-sql/general-log.ts';
import { lessonOfGeneralLog } from '../../src/from-sql/lesson-of-sql.ts';

/** As MySQL 9.7.4 wrote it of three connections of mysql2. */
const sample = await readFile(new URL('general.log', import.meta.url), 'utf8');

const read = (text: string, connections?: readonly string[]) =>
  scriptsOfGeneralLog({ file: 'general.log', text }, connections);

const refusal = (text: string, connections?: readonly string[]): readonly string[] => {
  try {
    read(text, connections);
  } catch (error) {
    if (error instanceof UserError) return [error.message, ...error.next];
    throw error;
  }
  return [];
};

const line = (id: number, command: string, argument = '') =>
  `2026-12-01T10:00:00.123456Z\t${String(id).padStart(5)} ${command}\t${argument}\n`;

const pair = (id: number, sql = 'DELETE FROM t') => line(id, 'Query', sql);

describe("MySQL's general query log", () => {
  it('is sessions with what they sent, in the order that happened', () => {
    const { sessions, takes, notes } = read(sample);
    expect(sessions.map(({ role }) => role)).toEqual([
      'connection 9 (root@localhost)',
      'connection 10 (root@localhost)',
    ]);
    expect(sessions.map(({ statements }) => statements.map(({ sql }) => sql))).toEqual([
      [
        'START TRANSACTION',
        "SELECT id, name\nFROM books\n\tWHERE name = 'Sapiens'",
        "INSERT INTO books (name) VALUES ('Sapiens')",
        'COMMIT',
      ],
      [
        'START TRANSACTION',
        "SELECT id FROM books WHERE name = 'it\\'s\\n2026-12-01T10:00:00.123456Z\t   12 Query\tSELECT' AND (id > 3 OR NULL IS NULL)",
        "INSERT INTO books (name) VALUES ('Sapiens')",
        "SELECT 'two'",
        'SET @x = 5',
        'SELECT 5',
        'SELECT 3',
        'COMMIT',
      ],
    ]);
    expect(takes).toBe('AABBABBABBBB');
    expect(notes).toEqual([
      'Connection 9: SET NAMES utf8mb4 is left out (1 time).',
      'Connection 10: SELECT 1; is left out (1 time).',
      'Connection 10: USE shop is left out (1 time).',
    ]);
  });

  it('gives the connections that are asked for, in that order', () => {
    const { lesson, takes } = lessonOfGeneralLog({
      log: { file: 'general.log', text: sample },
      connections: ['11', '9'],
    });
    expect(lesson.sessions.map(({ role }) => role)).toEqual([
      'connection 11 (root@localhost)',
      'connection 9 (root@localhost)',
    ]);
    expect(takes).toBe('BBBBA');
  });

  it('lists its connections where it is not clear which are meant', () => {
    expect(refusal(pair(1))).toEqual([
      '1 connection in general.log begin a transaction or write, and two to four can be taken by themselves.',
      '1: 1 statement, from DELETE FROM t',
      'Say which ones: --connection ID,ID',
    ]);
    expect(refusal([1, 2, 3, 4, 5].map((id) => pair(id)).join(''))[0]).toContain('5 connections');
    expect(refusal(sample, ['9', '12'])).toEqual([
      'There is no connection 12 in general.log.',
      '9 root@localhost: 4 statements, from START TRANSACTION',
      '10 root@localhost: 8 statements, from START TRANSACTION',
      '11 root@localhost: 1 statement, from SELECT COUNT(*) FROM books',
      '8: 1 statement, from SET GLOBAL general_log=OFF',
    ]);
    expect(refusal(sample, ['9', '9'])).toEqual(['Connection 9 is named twice.']);
    expect(refusal('SELECT 1;')[0]).toBe(
      'general.log is no general query log of MySQL: no line of it is an entry.',
    );
  });

  it('had a time only where a second began, before 5.7', () => {
    const old = [
      '/usr/sbin/mysqld, Version: 5.6.51 (Source). started with:\nTcp port: 3306  Unix socket: /tmp/mysql.sock',
      'Time                 Id Command    Argument',
      '150803 12:00:00\t    1 Connect\tapp@10.0.0.7 on shop\n\t\t    1 Query\tBEGIN',
      '\t\t    2 Query\tDELETE FROM t\n\t\t\tWHERE a = 1\n150803  9:00:01\t    1 Query\tCOMMIT\n',
    ].join('\n');
    const { sessions, takes } = read(old);
    expect(sessions).toEqual([
      { role: 'connection 1 (app@10.0.0.7)', statements: [{ sql: 'BEGIN' }, { sql: 'COMMIT' }] },
      { role: 'connection 2', statements: [{ sql: 'DELETE FROM t\n\t\t\tWHERE a = 1' }] },
    ]);
    expect(takes).toBe('ABA');
  });

  it('may have the head of a server once more, whose connections are others', () => {
    const head =
      'mysqld, Version: 9.7.4 (MySQL). started with:\nTcp port: 0  Unix socket: s\nTime                 Id Command    Argument\n';
    const one =
      line(8, 'Connect', 'app@localhost on shop using Socket') + pair(8, 'DELETE FROM t\nWHERE a = 1');
    const { sessions } = read(head + one + head + one);
    expect(sessions.map(({ role }) => role)).toEqual([
      'connection 8 (app@localhost)',
      'connection 8.2 (app@localhost)',
    ]);
    expect(sessions[0]?.statements).toEqual([{ sql: 'DELETE FROM t\nWHERE a = 1' }]);
  });

  it.each([
    'SET NAMES utf8mb4 COLLATE utf8mb4_general_ci',
    'SHOW VARIABLES',
    'select @@version_comment limit 1',
    '/* mysql-connector-j-9.1.0 */SELECT  @@session.auto_increment_increment AS auto_increment_increment, @@sql_mode AS sql_mode',
    '/* ping */ SELECT 1',
    'SELECT DATABASE()',
    'SET character_set_results = NULL',
    "SET SESSION wait_timeout = 28800, @@SESSION.net_write_timeout=600, time_zone = '+00:00'",
  ])('leaves out %s, and says so', (sql) => {
    const { sessions, notes } = read(pair(1) + pair(1, sql) + pair(2));
    expect(sessions[0]?.statements).toHaveLength(1);
    expect(notes).toHaveLength(1);
  });

  it.each([
    'SET autocommit=0',
    'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
    "SET sql_mode = 'ANSI_QUOTES'",
    'SET SESSION innodb_lock_wait_timeout = 1, time_zone = @x',
    'SELECT @@version, id FROM books',
    'SELECT 1 FROM books FOR UPDATE',
    'SELECT 12',
  ])('keeps %s', (sql) => {
    const { sessions, notes } = read(pair(1) + pair(1, sql) + pair(1, 'COMMIT') + pair(2));
    expect(sessions[0]?.statements[1]).toEqual({ sql });
    expect(notes).toEqual([]);
  });

  it('rolls back what a connection leaves open', () => {
    const { sessions, takes, notes } = read(
      pair(1, 'BEGIN') + pair(2) + line(1, 'Reset Connection') + pair(1) + line(1, 'Quit') + pair(2, 'BEGIN'),
    );
    expect(sessions.map(({ statements }) => statements.map(({ sql }) => sql))).toEqual([
      ['BEGIN', 'ROLLBACK', 'DELETE FROM t'],
      ['DELETE FROM t', 'BEGIN', 'ROLLBACK'],
    ]);
    expect(takes).toBe('ABAABB');
    expect(notes).toEqual([
      'general.log:3: connection 1 leaves its transaction open (Reset Connection), which the server rolls back: a ROLLBACK is added.',
      'general.log ends while connection 2 is in a transaction: a ROLLBACK is added.',
    ]);
  });

  it('keeps a transaction open as long as the log goes on', () => {
    expect(read(pair(1, 'BEGIN') + pair(2) + pair(2)).takes).toBe('ABBA');
  });

  it('sets autocommit again where the server does', () => {
    const { sessions } = read(
      pair(1, 'SET autocommit=0') + line(1, 'Change user', 'app@localhost on shop') + pair(1) + pair(2),
    );
    expect(sessions[0]?.statements.map(({ sql }) => sql)).toEqual([
      'SET autocommit=0',
      'SET autocommit = 1',
      'DELETE FROM t',
    ]);
  });

  it('says that there are several schemas, and the lab has one', () => {
    const connect = (id: number, schema: string) =>
      line(id, 'Connect', `app@localhost on ${schema} using Socket`);
    expect(read(connect(1, 'shop') + pair(1) + connect(2, 'shop') + pair(2)).notes).toEqual([]);
    expect(read(connect(1, 'shop') + pair(1) + line(2, 'Init DB', 'test') + pair(2)).notes).toEqual([
      'The connections use several schemas (shop, test), and the lab has one for all of them.',
    ]);
  });

  it('says where bytes are lost, and where a statement is cut off', () => {
    expect(read(pair(1, "DELETE FROM t WHERE a = '\u{FFFD}'") + pair(2)).notes[0]).toContain(
      'general.log:1: there are bytes in it that are no UTF-8',
    );
    expect(refusal(pair(1) + pair(2, "DELETE FROM t WHERE a = 'x"))).toEqual([
      "general.log:2: this statement is not whole: this quote (') is never closed",
    ]);
  });
});
