import { expect, test } from 'vitest';
import { indexShapes, shapeKey } from '../../src/engine/index-shapes.ts';

const shape = (sql: readonly string[], table: string, index: string): readonly string[] | undefined =>
  indexShapes(sql)
    .get(shapeKey(table, index))
    ?.columns.map(({ name, type, descending }) => `${name} ${type ?? '?'}${descending ? ' desc' : ''}`);

const books = `CREATE TABLE books ( -- comment, with a comma
  id INT AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(200) NOT NULL DEFAULT 'a, (b', price DECIMAL(10, 2), isbn CHAR(13) UNIQUE,
  INDEX by_price (price, name DESC), KEY beginning (name(10)), FULLTEXT INDEX words (name),
  CONSTRAINT one UNIQUE KEY one_name (name))`;

test('an entry of the primary key is its columns, of another index these and the primary key', () => {
  expect(shape([books], 'books', 'PRIMARY')).toEqual(['id number']);
  expect(shape([books], 'books', 'by_price')).toEqual(['price ?', 'name text desc', 'id number']);
  expect(shape([books], 'books', 'one_name')).toEqual(['name text', 'id number']);
  expect(shape([books], 'books', 'isbn')).toEqual(['isbn ?', 'id number']);
  expect(shape([books], 'books', 'beginning')).toEqual(['name ?', 'id number']);
  expect(shape([books], 'books', 'words')).toBeUndefined();
});

test('a primary key of several columns is not repeated in another index', () => {
  const sql =
    'create table if not exists `my``t` (room int, hour BIGINT, PRIMARY KEY (room, hour), UNIQUE (hour))';
  expect(shape([sql], 'my`t', 'PRIMARY')).toEqual(['room number', 'hour number']);
  expect(shape([sql], 'my`t', 'hour')).toEqual(['hour number', 'room number']);
});

test('indexes that come later count; what changes columns makes the table unknown', () => {
  const later = [
    books,
    'CREATE UNIQUE INDEX two ON books (price, id)',
    'ALTER TABLE books ADD COLUMN year INT, ADD INDEX by_year (year)',
  ];
  expect(shape(later, 'books', 'two')).toEqual(['price ?', 'id number']);
  expect(shape(later, 'books', 'by_year')).toEqual(['year number', 'id number']);
  expect(shape([...later, 'ALTER TABLE books MODIFY id VARCHAR(9)'], 'books', 'PRIMARY')).toBeUndefined();
});

test('without a primary key nothing is claimed, and nonsense harms nobody', () => {
  expect(shape(['CREATE TABLE t (a INT, KEY k (a))'], 't', 'k')).toBeUndefined();
  expect(indexShapes(['', 'CREATE', 'CREATE TABLE', 'CREATE TABLE t (', 'ALTER TABLE x ADD', ')(,'])).toEqual(
    new Map(),
  );
});
