import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkLesson } from '../../src/author/check.ts';
import { expectFileJsonSchema } from '../../src/lesson/json-schema.ts';
import { atLevel } from '../../src/lesson/level.ts';
import { loadCatalogue, loadLesson } from '../../src/lesson/load.ts';
import { parseLesson, tryParseLesson } from '../../src/lesson/parse.ts';
import { LessonError } from '../../src/lesson/problem.ts';

const lesson = [
  'title: Pens',
  'setup: CREATE TABLE pens (id INT PRIMARY KEY)',
  'invariant: { says: no more than one, violations: SELECT COUNT(*) FROM pens HAVING COUNT(*) > 1 }',
  'steps:',
  '  - A: SELECT id FROM pens',
  '  - B: INSERT INTO pens VALUES (1)',
  '  - A: SELECT id FROM pens',
  '    expect: { default: [[1]], REPEATABLE READ: [] }',
  'variants:',
  '  twice:',
  '    title: Twice',
  '    about: Once more.',
  '    steps:',
  '      insert_b:',
  '        after:',
  '          - B: SELECT COUNT(*) FROM pens',
  '          - B: INSERT INTO pens VALUES (2)',
  '            as: again',
  '',
].join('\n');

const beside = (text: string) => ({ file: 'pens.yaml', expected: { file: 'pens.expect.yaml', text } });

const read = (text: string) => tryParseLesson(lesson, beside(text));

/** What is wrong, as far as a place and a message say it. */
const problems = (text: string) =>
  read(text).problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);

const claims = [
  '# what came',
  'format: 1',
  'anomaly: none',
  'steps:',
  '  select_a: []',
  '  insert_b: { default: changes 1, SERIALIZABLE: "waits for A, then ok" }',
  'end: { tables: { pens: [[1]] } }',
  'every_order: { broken: none }',
  'variants:',
  '  twice:',
  '    anomaly: P4',
  '    steps: { select_b: [[1]], again: ok, insert_b: ok }',
  '    end: { invariant: violated }',
  '    every_order: { broken: all }',
].join('\n');

describe('what is expected, in a file beside the lesson', () => {
  it('is the same as in the lesson', () => {
    const inOne = lesson
      .replace('  - B: INSERT', '    expect: []\n  - B: INSERT')
      .replace(
        '  - A: SELECT id FROM pens\n    expect: { d',
        '    expect: { default: changes 1, SERIALIZABLE: "waits for A, then ok" }\n  - A: SELECT id FROM pens\n    expect: { d',
      )
      .replace(
        'variants:',
        'anomaly: none\nend: { tables: { pens: [[1]] } }\nevery_order: { broken: none }\nvariants:',
      )
      .replace('pens\n          - B', 'pens\n            expect: [[1]]\n          - B')
      .replace('as: again', 'as: again\n            expect: ok')
      .replace('        after:', '        expect: ok\n        after:')
      .concat('    anomaly: P4\n    end: { invariant: violated }\n    every_order: { broken: all }\n');
    const withoutLines = (one: unknown): unknown =>
      JSON.parse(JSON.stringify(one, (key, value: unknown) => (/line$/i.test(key) ? undefined : value)));
    expect(withoutLines(parseLesson(lesson, beside(claims)))).toEqual(
      withoutLines(parseLesson(inOne, { file: 'pens.yaml' })),
    );
  });

  it('may be nothing yet', () => {
    for (const text of ['', '\n', '# later\n\n  # much later\n'])
      expect(parseLesson(lesson, beside(text))).toEqual(parseLesson(lesson, { file: 'pens.yaml' }));
  });

  it('is of no step, variant or key that is not there, and says nothing twice', () => {
    expect(problems('steps: { insert_c: ok }')).toEqual([
      'pens.expect.yaml:1:10: no step of the lesson is called insert_c; did you mean insert_b?',
    ]);
    expect(problems('steps:\n  select_a: []\n  select_a_2: []')).toEqual([
      'pens.expect.yaml:3:3: this is said in the file of the lesson, too',
    ]);
    expect(problems('variants: { twin: { end: {} }, twice: { steps: { agian: ok } } }')).toEqual([
      'pens.expect.yaml:1:13: the lesson has no variant twin',
      'pens.expect.yaml:1:50: variant twice: no step there is called agian; did you mean again?',
    ]);
    expect(problems('step: {}')[0]).toMatch(/^pens\.expect\.yaml:1:1: .*`step`.*did you mean `steps`\?/);
    expect(problems('steps: [1]')[0]).toMatch(/^pens\.expect\.yaml:1:8: /);
    expect(problems('steps:\n  insert_b: { affecte: 1 }')[0]).toMatch(
      /^pens\.expect\.yaml:2:15: .*`affecte`/,
    );
    expect(problems('steps:\n  insert_b: [')[0]).toMatch(/^pens\.expect\.yaml:2:13: /);
    expect(problems('- ok')[0]).toMatch(/^pens\.expect\.yaml:1:1: /);
  });

  it('is wrong at its own place where it does not fit the lesson', () => {
    expect(problems('steps:\n  insert_b: waits for C\nend: { tables: { pans: [] } }')).toEqual([
      expect.stringMatching(/^pens\.expect\.yaml:2:13: step 2, expect: .*\bC\b/),
      expect.stringMatching(/^pens\.expect\.yaml:3:18: end, tables: .*pans/),
    ]);
    const { problems: found } = checkLesson(lesson, beside('steps:\n  insert_b:\n    READ COMMITTED: ok\n'));
    expect(found.filter(({ severity }) => severity === 'unproven').map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringContaining('insert_b')]),
    );
    const claimed = checkLesson(lesson, beside('steps: { insert_b: ok }'));
    expect(claimed.problems.map(({ message }) => message)).not.toEqual(
      expect.arrayContaining([expect.stringContaining('insert_b')]),
    );
  });

  it('what is wrong with the lesson comes first, and each is shown in its own text', () => {
    expect(tryParseLesson(`${lesson}colour: red`, beside('steps: { insert_c: ok }')).problems).toMatchObject([
      { line: 19, message: expect.stringContaining('colour') },
    ]);
    const text = lesson.replace('  - B: INSERT INTO pens VALUES (1)', "  - B: INSERT INTO pens VALUES ('");
    const tell = () => parseLesson(text, beside('\nsteps:\n  insert_b: waits for C\n'));
    expect(tell).toThrow(LessonError);
    expect(tell).toThrow(
      /^pens\.yaml:6:.*\n.*\n.*INSERT INTO pens VALUES \('(.|\n)*^pens\.expect\.yaml:3:13: .*\n.*\n *3 \| +insert_b: waits for C/m,
    );
  });
});

describe('the file', () => {
  it('is found beside the lesson, and is none itself', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'isolab-test-'));
    try {
      const [file, expected] = [join(folder, 'pens.yml'), join(folder, 'pens.expect.yml')];
      await writeFile(file, lesson);
      await writeFile(expected, claims);
      const { steps, id } = await loadLesson(file);
      expect(id).toBe('pens');
      expect(atLevel(steps[1]?.expect, 'READ COMMITTED')).toEqual({ affected: 1 });
      const { lessons, failures } = await loadCatalogue(folder);
      expect([lessons.map((one) => one.id), failures]).toEqual([['pens'], []]);
      await expect(loadLesson(expected)).rejects.toMatchObject({
        message: `${expected} holds what is expected of a lesson, and is none.`,
        next: [`Name the lesson: ${file}`],
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('has a schema for editors, which comes with the lessons', async () => {
    const file = new URL('../../lessons/expect.schema.json', import.meta.url);
    const schema: unknown = JSON.parse(await readFile(file, 'utf8'));
    expect(schema).toEqual(JSON.parse(JSON.stringify(expectFileJsonSchema())));
  });
});
