import { readFile } from 'node:fs/promises';
import { createConnection } from 'mysql2/promise';
import { afterAll, describe, expect, it } from 'vitest';
import type { LabState } from '../../src/engine/state.ts';
import { lessonOfGeneralLog, lessonOfScripts } from '../../src/from-sql/lesson-of-sql.ts';
import { lessonText } from '../../src/from-sql/lesson-text.ts';
import type { Lesson } from '../../src/lesson/lesson.ts';
import type { Level } from '../../src/lesson/level.ts';
import { parseLesson } from '../../src/lesson/parse.ts';
import { scriptOf } from '../../src/lesson/script.ts';
import { openOwnLab } from './own-lab.ts';
import { finish, openLab } from './real-lab.ts';

const lab = await openLab();
afterAll(() => lab[Symbol.asyncDispose]());

const run = (lesson: Lesson, level: Level = 'REPEATABLE READ') => finish(lab, scriptOf(lesson, { level }));

const answersOf = (state: LabState) =>
  state.timeline.flatMap((one) => (one.kind === 'answer' ? [`${one.session}: ${one.answer}`] : []));

const outcomesOf = (state: LabState, session: string) =>
  state.timeline.flatMap((one) =>
    one.kind === 'statement' && one.session === session && one.by === 'script'
      ? [one.outcome?.kind === 'error' ? one.outcome.symbol : one.outcome?.kind]
      : [],
  );

/** As mysqldump 8.0 writes a table, with its schema. */
const dump = `-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!50503 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;
SET @MYSQLDUMP_TEMP_LOG_BIN = @@SESSION.SQL_LOG_BIN;
SET @@SESSION.SQL_LOG_BIN= 0;
SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ '';
CREATE DATABASE /*!32312 IF NOT EXISTS*/ \`shop\` /*!40100 DEFAULT CHARACTER SET utf8mb4 */ /*!80016 DEFAULT ENCRYPTION='N' */;
USE \`shop\`;
DROP TABLE IF EXISTS \`books\`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE \`books\` (
  \`id\` int NOT NULL AUTO_INCREMENT,
  \`name\` varchar(200) NOT NULL,
  PRIMARY KEY (\`id\`)
) ENGINE=InnoDB AUTO_INCREMENT=2 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
/*!40101 SET character_set_client = @saved_cs_client */;
LOCK TABLES \`books\` WRITE;
/*!40000 ALTER TABLE \`books\` DISABLE KEYS */;
INSERT INTO \`books\` VALUES (1,'A brief; history');
/*!40000 ALTER TABLE \`books\` ENABLE KEYS */;
UNLOCK TABLES;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=\`root\`@\`localhost\`*/ /*!50003 TRIGGER \`upper\` BEFORE INSERT ON \`books\` FOR EACH ROW BEGIN
  SET @before = NEW.name;
  SET NEW.name = UPPER(NEW.name);
END */;;
CREATE DEFINER=\`root\`@\`%\` PROCEDURE \`p\`()
BEGIN
  SELECT 'DEFINER=a'; SELECT 2;
END ;;
DELIMITER ;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=\`root\`@\`localhost\` SQL SECURITY DEFINER */
/*!50001 VIEW \`names\` AS select \`books\`.\`name\` AS \`name\` from \`books\` */;
SET @@SESSION.SQL_LOG_BIN = @MYSQLDUMP_TEMP_LOG_BIN;
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;
/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;
`;

const addBook = `USE shop;
BEGIN;
SELECT id FROM books WHERE name = 'Sapiens'; -- reject if found: already there
INSERT INTO books (name) VALUES ('Sapiens'); -- on 1062: already there
COMMIT; -- answer: stored
`;

const twice = (setup: string) =>
  lessonOfScripts({
    scripts: [
      { file: 'a.sql', text: addBook },
      { file: 'b.sql', text: addBook },
    ],
    setup: { file: 'schema.sql', text: setup },
    promise: 'SELECT name FROM books GROUP BY name HAVING COUNT(*) > 1',
    watch: ['books'],
  });

describe('two scripts', () => {
  it('run as a lesson on tables out of mysqldump, in any order', async () => {
    const { data } = twice(dump);
    const order = (takes: string) => run(parseLesson(lessonText(data, { takes })));
    const one = await order('AAAABBBB');
    expect(answersOf(one)).toEqual(['A: stored', 'B: already there']);
    expect(one.finished?.violations?.rows).toEqual([]);
    const both = await order('AABBABAB');
    expect(answersOf(both)).toEqual(['A: stored', 'B: stored']);
    expect(both.finished?.violations?.rows).toEqual([['SAPIENS']]);
  });

  it('are told no by the index, in their own words, and stop there', async () => {
    const { data } = twice(
      'CREATE TABLE books (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(200) UNIQUE)',
    );
    const state = await run(parseLesson(lessonText(data, { takes: 'AABBABAB' })), 'READ COMMITTED');
    expect(answersOf(state)).toEqual(['A: stored', 'B: already there']);
    expect(outcomesOf(state, 'B')).toEqual(['ok', 'rows', 'ER_DUP_ENTRY']);
  });

  it('stop at an error that no comment speaks of, and leave nothing open', async () => {
    const { lesson } = lessonOfScripts({
      scripts: [
        { file: 'a.sql', text: 'BEGIN; DELETE FROM t; SELECT nothing; SELECT 1; COMMIT' },
        { file: 'b.sql', text: 'UPDATE t SET a = 2; SELECT a INTO @a FROM t; SELECT @a' },
      ],
      setup: { file: 's.sql', text: 'CREATE TABLE t (a INT); INSERT INTO t VALUES (1)' },
    });
    const state = await run(lesson);
    expect(outcomesOf(state, 'A')).toEqual(['ok', 'ok', 'ER_BAD_FIELD_ERROR']);
    expect(state.timeline.at(-1)).toMatchObject({ outcome: { kind: 'rows', rows: [['2']] } });
  });

  it('keep values for later statements, and leave out what has not come to it', async () => {
    const text = `SELECT a, b FROM t; -- as look
      -- keep seen = a
      UPDATE t SET b = :seen + 1; -- when look found
      INSERT INTO t VALUES (5, 5); -- when look missing
      SELECT b FROM t; -- answer: {seen}`;
    const { lesson } = lessonOfScripts({
      scripts: [{ file: 'a.sql', text }],
      setup: { file: 's.sql', text: 'CREATE TABLE t (a INT, b INT); INSERT INTO t VALUES (41, 0)' },
    });
    const state = await run(lesson);
    expect(answersOf(state)).toEqual(['A: 41']);
    expect(outcomesOf(state, 'A')).toEqual(['rows', 'ok', 'rows']);
    expect(state.timeline.findLast((one) => one.kind === 'statement')).toMatchObject({
      outcome: { rows: [['42']] },
    });
  });
});

it('what an application has sent is read out of the general log and runs again in its order', async () => {
  await using own = await openOwnLab();
  const { socketPath, user, password } = own.server.address;
  if (socketPath === undefined) throw new Error('The own server has a socket');
  const connect = (database?: string) =>
    createConnection({ socketPath, user, password, ...(database !== undefined && { database }) });
  const setup = 'CREATE TABLE books (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(200))';
  const root = await connect();
  const [[about]] = (await root.query("SELECT CONCAT(@@datadir, 'general.log') AS file")) as unknown as [
    [{ readonly file: string }],
  ];
  await root.query('CREATE SCHEMA shop');
  await root.query(setup.replace('books', 'shop.books'));
  await root.query("SET GLOBAL log_output = 'FILE', GLOBAL general_log_file = ?, GLOBAL general_log = ON", [
    about.file,
  ]);
  const [one, other] = [await connect('shop'), await connect('shop')];
  const name = 'It\'s\ta \\ "book"\nof ✓';
  await one.beginTransaction();
  await other.query('SET autocommit = 0');
  await one.execute('SELECT id FROM books\n  WHERE name = ?', [name]);
  await other.query('SELECT id FROM books WHERE name = ?', [name]);
  await other.query('INSERT INTO books (name) VALUES (?)', [name]);
  await one.execute('INSERT INTO books (name) VALUES (?)', [name]);
  await one.commit();
  await other.commit();
  await Promise.all([one.end(), other.end()]);
  await root.query('SET GLOBAL general_log = OFF');
  await root.end();

  const { data, takes, notes } = lessonOfGeneralLog({
    log: { file: 'general.log', text: await readFile(about.file, 'utf8') },
    setup: { file: 'schema.sql', text: setup },
    promise: 'SELECT name FROM books GROUP BY name HAVING COUNT(*) > 1',
    watch: ['books'],
  });
  expect(notes).toEqual([]);
  expect(takes).toBe('ABABBAAB');
  const state = await run(parseLesson(lessonText(data, { takes })));
  expect(state.finished?.violations?.rows).toEqual([[name]]);
});
