import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { lessonJsonSchema } from '../../src/lesson/json-schema.ts';
import { loadCatalogue } from '../../src/lesson/load.ts';
import { unclaimedProse } from '../../src/lesson/prose-claims.ts';
import { scriptOf } from '../../src/lesson/script.ts';
import { unclaimedIn } from '../../src/lesson/unclaimed.ts';
import { parseNotes } from '../../src/ui/present/notes.ts';

const folder = fileURLToPath(new URL('../../lessons/', import.meta.url));
const { lessons, failures } = await loadCatalogue(folder);
const notes = (await readdir(folder)).filter((name) => name.endsWith('.notes.md'));

describe('the lessons that come with isolab', () => {
  it('can all be read', () => {
    expect(failures).toEqual([]);
    expect(lessons.map((one) => one.id)).toEqual(
      expect.arrayContaining([
        'read-uncommitted',
        'read-committed',
        'repeatable-read',
        'serializable-reader-blocks-writer',
        'serializable-writer-blocks-reader',
        'duplicate-book',
      ]),
    );
  });

  it.each(lessons.map((one) => [one.id, one] as const))(
    '%s is in the file of its name and has its prose',
    (id, lesson) => {
      expect(lesson.file).toBe(`${folder}${id}.yaml`);
      expect(lesson.about).not.toBe('');
      expect(lesson.remember).not.toEqual([]);
      expect(lesson.remember.length).toBeLessThanOrEqual(3);
      expect(lesson.sources).not.toEqual([]);
    },
  );

  it.each(lessons.map((one) => [one.id, one] as const))(
    '%s has words of its own for every outcome, or keeps them expressly',
    (_, lesson) => {
      expect(unclaimedProse(lesson)).toEqual([]);
    },
  );

  it.each(lessons.filter(({ exercise }) => exercise === undefined).map((one) => [one.id, one] as const))(
    '%s says what every step comes to, and which rows there are in the end, everywhere',
    (_, lesson) => {
      for (const variant of [undefined, ...lesson.variants.map((one) => one.id)]) {
        for (const level of lesson.levels) {
          const script = scriptOf(lesson, variant === undefined ? { level } : { level, variant });
          const { watchesAll: __, ...whole } = script;
          expect(unclaimedIn(whole)).toEqual([]);
        }
      }
    },
  );

  it.each(notes)('%s is about the steps of its lesson', async (name) => {
    const lesson = lessons.find(({ id }) => name === `${id}.notes.md`);
    const steps = [lesson, ...(lesson?.variants ?? [])].flatMap((one) => one?.steps ?? []);
    const { sections } = parseNotes(await readFile(`${folder}${name}`, 'utf8'));
    expect([...steps.map((one) => one.name), 'end']).toEqual(expect.arrayContaining([...sections.keys()]));
  });

  it('lessons/lesson.schema.json is the schema that lessons are read with', async () => {
    const file: unknown = JSON.parse(await readFile(`${folder}lesson.schema.json`, 'utf8'));
    expect(file).toEqual(JSON.parse(JSON.stringify(lessonJsonSchema())));
  });
});
