import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openExercise } from '../../src/exercise/open-exercise.ts';
import { programHead, programsOf, programTexts } from '../../src/exercise/programs.ts';
import { startingFile } from '../../src/exercise/starting-file.ts';
import { parseLesson } from '../../src/lesson/parse.ts';

const conditional = `
title: Maybe
exercise: { task: Break it., hints: [Try.], break: { level: READ COMMITTED } }
setup: CREATE TABLE marks (id INT PRIMARY KEY)
invariant: { says: None., violations: SELECT id FROM marks }
handler:
  title: Mark
  path: /marks
  request: { id: 1 }
  retry: { on: [1213, 1205], times: 3, backoff: 1ms }
  steps:
    begin: START TRANSACTION
    insert: INSERT INTO marks VALUES (:id)
    other: { sql: DELETE FROM marks, when: { insert: ER_DUP_ENTRY } }
    commit: { sql: COMMIT, always: true }
`;

const twoLevels = `
title: Two levels
exercise: { task: Break it., hints: [Try.], break: { level: REPEATABLE READ } }
setup: CREATE TABLE marks (id INT PRIMARY KEY)
invariant: { says: None., violations: SELECT id FROM marks }
sessions: { A: the first, B: { role: the second, level: READ COMMITTED } }
steps: [{ A: SELECT id FROM marks }, { B: SELECT id FROM marks }]
`;

const shipped = (id: string): string => fileURLToPath(new URL(`../../lessons/${id}.yaml`, import.meta.url));

it('a program that several run is told once, with what each brings', async () => {
  const { lesson } = await openExercise(shipped('break-queue'));
  expect(programTexts(lesson, 100).join('\n')).toMatchInlineSnapshot(`
    "A and B run the same program, each once (A: driver = 'Ali'; B: driver = 'Bea'):
      1. START TRANSACTION
      2. SELECT id FROM parcels WHERE driver IS NULL ORDER BY id LIMIT 1
         → id is kept as :parcel.
         → If there is no row: ROLLBACK, and the program ends. The user is told: 404 {"error":"no parcel
           is left"}
      3. UPDATE parcels SET driver = :driver WHERE id = :parcel AND driver IS NULL
      4. INSERT INTO trips (driver, parcel) VALUES (:driver, :parcel)
      5. COMMIT
         → Then the user is told: 200 {"parcel":"{parcel}"}"
  `);
});

it('each session has its own where they are not the same', async () => {
  const { lesson } = await openExercise(shipped('break-report'));
  expect(programsOf(lesson).map(({ sessions, steps }) => [sessions, steps.length])).toEqual([
    [['A'], 5],
    [['B'], 4],
  ]);
});

it('what each brings is all that a request has, also what the exercise gives to every one', async () => {
  const { lesson } = await openExercise(shipped('break-stale-snapshot'));
  expect(programsOf(lesson)[0]?.given).toEqual([
    "A: member = 'Steffi', hour = 9",
    "B: member = 'Roger', hour = 9",
  ]);
});

it('what a step is taken for, and after which errors all begins again, is told', () => {
  const lesson = parseLesson(conditional, { file: 'maybe.yaml' });
  expect(programTexts(lesson, 100).join('\n')).toMatchInlineSnapshot(`
    "A and B run the same program, each once (id = 1):
      1. START TRANSACTION
      2. INSERT INTO marks VALUES (:id)
      3. DELETE FROM marks
         → It is taken only if there is error ER_DUP_ENTRY at step 2.
      4. COMMIT
         → It is taken also when the program has ended before.
      After error 1213 or 1205 it rolls back and begins again, 3 times at most."
  `);
});

it('a session with a level of its own has a program of its own', () => {
  const lesson = parseLesson(twoLevels, { file: 'levels.yaml' });
  expect(programsOf(lesson).map(programHead)).toEqual([
    'The program of A',
    'The program of B, at READ COMMITTED',
  ]);
});

it('the file of an order has the promise, the tables at the start, the programs, and how to answer', async () => {
  const text = startingFile(await openExercise(shipped('break-look-then-insert')));
  const words = text.replaceAll(/\n#? */g, ' ');
  for (const part of [
    'The promise to break: A car has one permit.',
    "INSERT INTO permits (plate) VALUES ('BE 100'), ('ZH 200');",
    "A and B run the same program, each once (plate = 'LU 300'):",
    '2. SELECT id FROM permits WHERE plate = :plate',
    'If there is a row: ROLLBACK, and the program ends. The user is told: 409 {"error":"this car has a permit"}',
    'all 8: 4 letters A, 4 letters B. AAAABBBB is one after the other.',
    'A level at which no order does it: READ UNCOMMITTED, REPEATABLE READ, SERIALIZABLE.',
  ])
    expect(words).toContain(part);
});
