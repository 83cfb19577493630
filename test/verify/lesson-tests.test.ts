import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LessonTestError, type LessonTestOptions, lessonTests } from '../../src/index.ts';
import { scratch } from '../cli/isolab.ts';
import { openLab } from '../mysql/real-lab.ts';
import { lessonOf, lessonText } from './told-events.ts';

const oneStep = 'steps: [{ A: SELECT 1, expect: { rows: [[1]] } }]';
const fine = lessonOf('fine', oneStep);
const wrong = {
  ...lessonOf('wrong', 'steps: [{ A: SELECT 1, expect: { rows: [[2]] } }]'),
  file: 'own/wrong.yaml',
};
const useless = lessonOf(
  'useless',
  'setup: CREATE TABLE t (id INT)',
  'invariant: { says: Never., violations: SELECT 1 }',
  'steps: [{ A: SELECT 1, expect: { rows: [[1]] } }]',
  'end: { invariant: violated }',
  'variants: { nothing: { title: T, about: A, prevents: all } }',
);

/** Tests whose server counts how often it is opened and closed. */
const counted = async (options: Omit<LessonTestOptions, 'server'>) => {
  const count = { opened: 0, closed: 0 };
  const lessons = await lessonTests({
    ...options,
    server: async () => {
      count.opened++;
      const lab = await openLab();
      return {
        about: lab.about,
        lost: lab.lost,
        createSandbox: () => lab.createSandbox(),
        [Symbol.asyncDispose]: async () => {
          count.closed++;
          await lab[Symbol.asyncDispose]();
        },
      };
    },
  });
  return { lessons, tests: [...lessons], count };
};

describe('lessons as tests', () => {
  it('need no server to be collected, one when they run, and give it back', async () => {
    const { lessons, tests, count } = await counted({ lessons: [fine, useless] });
    expect(tests.map(({ name, lesson }) => [lesson, name])).toEqual([
      ['fine', 'fine @ REPEATABLE READ'],
      ['useless', 'useless @ REPEATABLE READ'],
      ['useless', 'useless @ REPEATABLE READ + nothing'],
      ['useless', 'useless @ REPEATABLE READ: nothing prevents it'],
    ]);
    expect(count).toEqual({ opened: 0, closed: 0 });
    await Promise.all(tests.slice(0, 3).map((test) => test.run()));
    await lessons.close();
    await lessons.close();
    expect(count).toEqual({ opened: 1, closed: 1 });
  });

  it('are given back without a server when none has run', async () => {
    const { lessons, count } = await counted({ lessons: [fine] });
    await lessons.close();
    expect(count).toEqual({ opened: 0, closed: 0 });
  });

  it('fail with a message that tells all, at the place in the lesson', async () => {
    const { lessons, tests } = await counted({ lessons: [wrong] });
    await using _ = lessons;
    const failure: unknown = await tests[0]?.run().catch((error: unknown) => error);
    if (!(failure instanceof LessonTestError)) throw new Error('It did not fail as it should');
    expect(failure.message).toContain('wrong @ REPEATABLE READ: 1 of 1 expectation did not hold');
    expect(failure.message).toContain('    - (2)\n    + (1)');
    expect(failure.message).toContain("again: isolab run own/wrong.yaml --level 'REPEATABLE READ'");
    expect(failure.stack).toMatch(/\n {4}at \/.*\/own\/wrong\.yaml:2:1$/);
  });

  it('prove a pair also when only this test runs', async () => {
    const { lessons, tests } = await counted({ lessons: [useless], filter: { variants: ['nothing'] } });
    await using _ = lessons;
    expect(tests.map(({ name }) => name)).toEqual([
      'useless @ REPEATABLE READ + nothing',
      'useless @ REPEATABLE READ: nothing prevents it',
    ]);
    await expect(tests[1]?.run()).rejects.toThrow('With nothing the invariant is violated all the same.');
  });

  it('fail to be collected from a folder with a file that is no lesson', async () => {
    await using folder = await scratch();
    await folder.write('broken.yaml', 'format: 1\nid: [a\n');
    await expect(lessonTests({ lessons: folder.path })).rejects.toThrow('broken.yaml:');
    await expect(lessonTests({ lessons: './nowhere' })).rejects.toThrow('There is no ./nowhere.');
    await expect(lessonTests({ lessons: 'nowhere' })).rejects.toThrow('There is no lesson nowhere.');
  });

  it('are those of files, folders, patterns, lessons of ours by their ids, and lessons that are read', async () => {
    await using folder = await scratch();
    for (const id of ['one', 'two', 'twelve']) await folder.write(`${id}.yaml`, lessonText(id, oneStep));
    const idsOf = async (lessons: LessonTestOptions['lessons']): Promise<readonly string[]> => [
      ...new Set([...(await lessonTests({ lessons }))].map(({ lesson }) => lesson)),
    ];
    const at = (name: string): string => join(folder.path, name);
    expect(await idsOf(at('one.yaml'))).toEqual(['one']);
    expect(await idsOf(folder.path)).toEqual(['one', 'twelve', 'two']);
    expect(await idsOf(at('tw*.yaml'))).toEqual(['twelve', 'two']);
    expect(await idsOf([at('one.yaml'), at('o*'), 'lost-update'])).toEqual(['lost-update', 'one']);
    expect(await idsOf([fine])).toEqual(['fine']);
    await expect(idsOf(at('x*.yaml'))).rejects.toThrow('No lesson file (.yaml, .yml) fits');
    await folder.write('other.yml', lessonText('one', oneStep));
    await expect(idsOf([at('one.yaml'), at('o*.yml')])).rejects.toThrow('both hold a lesson with the id one');
  });
});
