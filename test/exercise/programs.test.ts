import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openExercise } from '../../src/exercise/open-exercise.ts';
import { programsOf, programTexts } from '../../src/exercise/programs.ts';
import { startingFile } from '../../src/exercise/starting-file.ts';

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
