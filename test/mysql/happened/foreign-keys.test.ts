import { afterAll, beforeAll, expect, it } from 'vitest';
import { levels } from '../../../src/lesson/level.ts';
import { type OwnLab, openOwnLab } from '../own-lab.ts';
import { happenedTo, inShort } from './named.ts';

let own: OwnLab;
beforeAll(async () => {
  own = await openOwnLab();
});
afterAll(() => own[Symbol.asyncDispose]());

const setup = [
  'CREATE TABLE shelves (id INT PRIMARY KEY, room VARCHAR(9))',
  "INSERT INTO shelves VALUES (1, 'east'), (2, 'west')",
  'CREATE TABLE books (id INT PRIMARY KEY, shelf INT, FOREIGN KEY (shelf) REFERENCES shelves (id))',
  'INSERT INTO books VALUES (1, 1), (2, 2)',
];

const at = async (level: (typeof levels)[number], steps: string, more = setup) =>
  inShort(await happenedTo(own.lab, { steps, level, setup: more }));

const inserted = `A: BEGIN
  A: SELECT COUNT(*) FROM shelves
  B: INSERT INTO shelves VALUES (5, 'south')
  A: INSERT INTO books VALUES (9, 5)
  A: COMMIT`;

const unseen = ['G-single A ─rw(answer: row 5)→ B ─wr(row 5)→ A'];

it('a foreign key reads the parent of a new row, which the transaction had not seen', async () => {
  const all: unknown[] = [];
  for (const level of levels) all.push(await at(level, inserted));
  // There B waits, and which parent was not there is in no answer.
  expect(all).toEqual([unseen, unseen, unseen, ['? unknown-read']]);
  const { anomalies } = await happenedTo(own.lab, { steps: inserted, setup });
  expect(anomalies.map(({ says }) => says)).toEqual([
    'A did not see in step 2 what B did to row 5 of shelves in step 3, and in step 4 a key met what B did to row 5 of shelves.',
  ]);
});

it.each([
  [
    'the children of a parent that goes',
    `A: BEGIN
    A: SELECT COUNT(*) FROM books
    B: DELETE FROM books WHERE id = 1
    A: DELETE FROM shelves WHERE id = 1
    A: COMMIT`,
    ['G-single A ─rw(row 1)→ B ─wr(answer: row 1)→ A'],
  ],
  [
    'of a row that moves to another parent',
    `A: BEGIN
    A: SELECT COUNT(*) FROM shelves
    B: INSERT INTO shelves VALUES (5, 'south')
    A: UPDATE books SET shelf = 5 WHERE id = 1
    A: COMMIT`,
    unseen,
  ],
  [
    'not what else the parent has',
    `A: BEGIN
    A: SELECT room FROM shelves WHERE id = 1
    B: UPDATE shelves SET room = 'south' WHERE id = 1
    A: INSERT INTO books VALUES (9, 1)
    A: COMMIT`,
    ['A, B'],
  ],
  [
    'nothing where the key is NULL, or stays as it is',
    `A: BEGIN
    A: SELECT COUNT(*) FROM shelves
    B: INSERT INTO shelves VALUES (5, 'south')
    A: INSERT INTO books VALUES (9, NULL)
    A: UPDATE books SET id = 8 WHERE id = 1
    A: COMMIT`,
    ['A, B'],
  ],
  [
    'nobody knows what, where they may be turned off',
    inserted.replace('A: BEGIN', 'A: SET foreign_key_checks = 1\nA: BEGIN'),
    ['? unknown-read'],
  ],
])('%s', async (_, steps, what) => {
  expect(await at('REPEATABLE READ', steps)).toEqual(what);
});

it('of several columns, of texts in other letters, of a row in the same table, and with what a parent takes along', async () => {
  const tree = [
    'CREATE TABLE n (a INT, b VARCHAR(9), up INT, name VARCHAR(9), PRIMARY KEY (a, b), FOREIGN KEY (up, name) REFERENCES n (a, b) ON DELETE CASCADE)',
    "INSERT INTO n VALUES (1, 'x', NULL, NULL)",
  ];
  const alone =
    "A: BEGIN\nA: INSERT INTO n VALUES (2, 'y', 1, 'X'), (3, 'z', 2, 'y')\nA: COMMIT\nB: SELECT COUNT(*) FROM n";
  expect(await at('REPEATABLE READ', alone, tree)).toEqual(['A, B']);
  const parted = `A: BEGIN
    A: SELECT COUNT(*) FROM n
    B: INSERT INTO n VALUES (2, 'Ü', 1, 'x')
    A: INSERT INTO n VALUES (3, 'z', 2, 'ü')
    A: COMMIT`;
  const met = (name: string, how: string) => [`${name} A ─rw(answer: row (2, Ü))→ B ─${how}(row (2, Ü))→ A`];
  expect(await at('REPEATABLE READ', parted, tree)).toEqual(met('G-single', 'wr'));
  const taken = parted.replace(/A: INSERT.*/, 'A: DELETE FROM n WHERE a = 1');
  expect(await at('REPEATABLE READ', taken, tree)).toEqual(met('PMP', 'ww'));
});
