import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { checkLesson } from '../../src/author/check.ts';
import { formatReference } from '../../src/lesson/format-reference.ts';
import { parseLesson } from '../../src/lesson/parse.ts';

const readme = await readFile(new URL('../../lessons/README.md', import.meta.url), 'utf8');
const madeHere = '`npx vitest run test/lesson -u` writes it anew. -->';
const examples = [...readme.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = '']) => text);
const flagship = await readFile(new URL('../../lessons/duplicate-book.yaml', import.meta.url), 'utf8');

describe('lessons/README.md', () => {
  it('describes the whole format as the schema has it', async () => {
    const written = readme.slice(0, readme.indexOf(madeHere) + madeHere.length);
    await expect(`${written}\n\n${formatReference()}\n`).toMatchFileSnapshot('../../lessons/README.md');
  });
});

describe('the examples in lessons/README.md', () => {
  it('the whole lesson has nothing wrong with it', () => {
    const { lesson, problems } = checkLesson(examples[1] ?? '');
    expect(problems).toEqual([]);
    expect(lesson?.watch).toEqual(['items']);
  });

  it('the shortest lesson needs no more than what is said to be written into it', () => {
    const text = examples[0] ?? '';
    const { lesson, problems } = checkLesson(`${text}    expect: [[1, pen]]\n`);
    expect(problems.filter(({ severity }) => severity !== 'warning')).toEqual([]);
    expect(lesson).toMatchObject({ watch: ['pens'], sessions: [{ name: 'A' }, { name: 'B' }] });
    expect(text.trim().split('\n')).toHaveLength(4);
  });

  it('what is expected of the shortest lesson, in a file beside it, is all that is missing', () => {
    const text = examples.find((one) => one.includes('expect.schema.json')) ?? '';
    const { problems } = checkLesson(examples[0] ?? '', {
      file: 'pens.yaml',
      expected: { file: 'pens.expect.yaml', text },
    });
    expect(problems.filter(({ severity }) => severity !== 'warning')).toEqual([]);
  });

  it('the two texts of a wait fit a step, and come when they are due', () => {
    const why = (examples[2] ?? '').replaceAll(/^(?=.)/gm, '    ');
    const lesson = parseLesson(flagship.replace(/^ {4}why: Nothing there either.*?\n/m, why));
    const step = lesson.steps.find(({ name }) => name === 'lookup_b');
    expect(step?.why).toMatchObject({ levels: { SERIALIZABLE: { begins: expect.any(String) } } });
  });

  it('the question fits the first lesson, and nothing is wrong with it there', () => {
    const question = (examples[3] ?? '').replaceAll(/^(?=.)/gm, '    ');
    const { lesson, problems } = checkLesson(
      (examples[1] ?? '')
        .replace('    look: A has not', `${question}    look: A has not`)
        .replace('still_true: [look]', 'still_true: [look, predict]'),
    );
    expect(problems).toEqual([]);
    expect(lesson?.steps[2]?.predict).toBeDefined();
  });

  it('the question about other steps fits a lesson that has them', () => {
    const question = (examples[4] ?? '').replaceAll(/^(?=.)/gm, '    ');
    const [a, b, c] = ['ROLLBACK', 'DO 1', 'DO 2'];
    const steps = `  - A: ${a}\n${question}  - B: ${b}\n    as: upsert_b\n  - C: ${c}\n    as: upsert_c\n`;
    const text = (examples[1] ?? '')
      .replace('  B: a customer\n', '  B: a customer\n  C: another\n')
      .replace(/^steps:.*?(?=^end:)/ms, `steps:\n${steps}`);
    expect(parseLesson(text).steps[0]?.predict).toMatchObject({
      all: { choices: [{ means: { steps: {} } }, {}] },
    });
  });

  it('the question that is answered by typing fits an UPDATE', () => {
    const question = (examples[5] ?? '').replaceAll(/^(?=.)/gm, '    ');
    const { lesson, problems } = checkLesson(
      (examples[1] ?? '').replace(/^ {2}- A: UPDATE .*\n/m, (update) => `${update}${question}`),
    );
    expect(problems).toEqual([]);
    expect(lesson?.steps[1]?.predict).toMatchObject({ all: { kind: 'fact', fact: 'affected' } });
  });

  it('the invariant and its variant fit a lesson with such steps', () => {
    const lesson = parseLesson(
      flagship.replace(/^invariant:.*?(?=^steps:)/ms, '').replace(/^variants:.*/ms, examples[6] ?? ''),
    );
    expect(lesson.variants.map((one) => one.prevents)).toEqual([['READ COMMITTED', 'REPEATABLE READ']]);
  });

  it('the claims of every order fit the flagship', () => {
    const lesson = parseLesson(
      flagship.replace(/^every_order:.*?(?=^variants:)/ms, `${examples[7] ?? ''}\n`),
    );
    expect(lesson.everyOrder).toMatchObject({
      default: { kind: 'count', broken: 60, of: 70 },
      levels: { 'READ COMMITTED': { kind: 'some' }, SERIALIZABLE: { kind: 'none' } },
    });
  });

  it('the order of a variant fits the flagship', () => {
    const lesson = parseLesson(flagship.replace('variants:\n', () => examples[8] ?? ''));
    expect(lesson.variants[0]).toMatchObject({ id: 'one-by-one', takes: 'AAAABBBB' });
  });

  it('the exercise has nothing wrong with it, and its solutions are those that it names', () => {
    const { lesson, problems } = checkLesson(examples[9] ?? '');
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect([...(lesson?.solved ?? new Map()).keys()]).toEqual(['index', 'for-update']);
  });

  it('the lesson with a handler has nothing wrong with it, and its burst claims the bug and the fix', () => {
    const { lesson, problems } = checkLesson(examples[10] ?? '');
    expect(problems).toEqual([]);
    expect(lesson?.burst?.expect).toMatchObject({ default: { invariant: 'violated' } });
    expect(lesson?.variants[0]?.burst?.expect).toMatchObject({ all: { invariant: 'holds' } });
  });
});
