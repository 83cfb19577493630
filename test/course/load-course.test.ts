import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { lessonFiles } from '../../src/cli/lesson-files.ts';
import { findLesson } from '../../src/cli/lessons.ts';
import { shipped, shippedCourse } from '../../src/cli/shipped.ts';
import { courseJsonSchema } from '../../src/course/json-schema.ts';
import { checkCourse, loadCourse } from '../../src/course/load-course.ts';
import { loadCatalogue } from '../../src/lesson/load.ts';
import { lessonText } from '../lesson/lesson-text.ts';

const lessons = fileURLToPath(new URL('../../lessons/', import.meta.url));

const folder = await mkdtemp(join(tmpdir(), 'isolab-course-'));
afterAll(() => rm(folder, { recursive: true }));

const write = async (name: string, content: string): Promise<string> => {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
};

const mine = await write('mine.yaml', lessonText());
const courseWith = (name: string, ...words: readonly string[]) =>
  write(
    `${name}.course.yaml`,
    `course: Monday\ntopics:\n  - { title: Morning, id: morning, lessons: [${words.join(', ')}] }\n`,
  );

describe('the course that comes with isolab', async () => {
  const { ids } = await shipped();
  const { course, lessons: all, failures } = await loadCourse(shippedCourse(), await shipped());

  it('has every lesson that comes with isolab exactly once', () => {
    expect(failures).toEqual([]);
    const placed = course.topics.flatMap((topic) => topic.lessons);
    expect(placed.toSorted()).toEqual(ids.toSorted());
    expect(all.map(({ id }) => id)).toEqual(placed);
    expect(all.map(({ topic }) => topic)).toEqual(
      course.topics.flatMap((topic) => topic.lessons.map(() => topic.title)),
    );
  });

  it('needs of each topic only what comes before it, and says what each is about', () => {
    for (const [index, { needs, about }] of course.topics.entries()) {
      const before = course.topics.slice(0, index).map(({ id }) => id);
      expect(before).toEqual(expect.arrayContaining([...needs]));
      expect(about).not.toBe('');
    }
  });

  it('has something to do in every topic', () => {
    const exercised = new Set(all.flatMap(({ topic, exercise }) => (exercise === undefined ? [] : [topic])));
    expect([...exercised]).toEqual(course.topics.map(({ title }) => title));
  });

  it('has beside it the schema that courses are read with', async () => {
    const file: unknown = JSON.parse(await readFile(`${lessons}course.schema.json`, 'utf8'));
    expect(file).toEqual(JSON.parse(JSON.stringify(courseJsonSchema())));
  });
});

describe('a course of somebody', () => {
  it('is made of our lessons and of files beside it, and is no lesson itself', async () => {
    const file = await courseWith('monday', 'read-skew', './mine.yaml');
    await write('mine.expect.yaml', 'steps: { first: [[1]] }');
    const { course, lessons: loaded } = await loadCourse(file, await shipped());
    expect(course.topics[0]?.lessons).toEqual(['read-skew', 'try-it']);
    expect(loaded).toMatchObject([
      { id: 'read-skew', topic: 'Morning' },
      { id: 'try-it', topic: 'Morning' },
    ]);
    expect(await lessonFiles([file])).toEqual([expect.stringContaining('read-skew.yaml'), mine]);
    expect(await lessonFiles([folder])).toEqual([mine]);
    expect(await lessonFiles([join(folder, '*.yaml')])).toEqual([mine]);
    expect(await loadCatalogue(folder)).toMatchObject({ lessons: [{ id: 'try-it' }], failures: [] });
    await expect(findLesson(file)).rejects.toThrow('is a course, and one lesson is needed here.');
  });

  it('is refused where a file is not there or has the id of another lesson, and told of lessons that are none', async () => {
    const missing = await courseWith('missing', './gone.yaml');
    await expect(loadCourse(missing, await shipped())).rejects.toThrow(
      /missing\.course\.yaml:3:46: topic 1 \(morning\), lessons: there is no file .*gone\.yaml\n/,
    );
    expect(await checkCourse(missing, await shipped())).toMatchObject({ problems: [{ line: 3 }], files: [] });
    const same = await courseWith('same', './mine.yaml', './other.yaml');
    await write('other.yaml', lessonText());
    await expect(loadCourse(same, await shipped())).rejects.toThrow(
      'the course has a lesson with the id `try-it` already',
    );
    await write('other.yaml', lessonText({ title: undefined }));
    const { lessons: loaded, failures } = await loadCourse(same, await shipped());
    expect(loaded).toMatchObject([{ id: 'try-it' }]);
    expect(failures.map(({ message }) => message)).toEqual([expect.stringContaining('`title` is missing')]);
  });
});
