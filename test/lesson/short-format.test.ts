import { describe, expect, it } from 'vitest';
import { checkLesson } from '../../src/author/check.ts';
import { atLevel } from '../../src/lesson/level.ts';
import { parseLesson, tryParseLesson } from '../../src/lesson/parse.ts';
import { scriptOf } from '../../src/lesson/script.ts';
import { unclaimedIn } from '../../src/lesson/unclaimed.ts';

const fourLines = [
  'title: Two pens',
  'setup: CREATE TABLE pens (id INT PRIMARY KEY, name TEXT); INSERT INTO pens VALUES (1, "pen")',
  'steps:',
  '  - A: SELECT id, name FROM pens',
].join('\n');

const withStep = (step: string): string => `title: X\nsteps:\n  - ${step}`;

const expected = (written: string) =>
  atLevel(parseLesson(withStep(`{ A: SELECT 1, expect: ${written} }`)).steps[0]?.expect, 'SERIALIZABLE');

describe('a lesson in four lines', () => {
  it('has everything else by default', () => {
    const lesson = parseLesson(fourLines, { file: 'drafts/My Pens.yaml' });
    expect(lesson).toMatchObject({
      id: 'my-pens',
      title: 'Two pens',
      topic: 'lessons',
      summary: 'Two pens',
      watch: ['pens'],
      sessions: [{ name: 'A' }, { name: 'B' }],
    });
    expect(lesson.steps.map(({ name }) => name)).toEqual(['select_a']);
    expect(parseLesson(fourLines).id).toBe('lesson');
    const told = parseLesson(`${fourLines}\nabout: |\n  Ann *sells* pens. Who buys\n  them?\n\n  More.`);
    expect(told.summary).toBe('Ann sells pens.');
  });

  it('says what is still unproven in it', () => {
    const { problems } = checkLesson(fourLines);
    expect(problems.filter(({ severity }) => severity === 'unproven').map(({ message }) => message)).toEqual([
      'step select_a: nothing says what the step comes to at every level',
    ]);
    expect(checkLesson(`${fourLines}\n    expect: ok`).problems.filter(isUnproven)).toEqual([]);
    expect(checkLesson(`${fourLines}\n    expect: [[1, pen]]`).problems.filter(isUnproven)).toEqual([]);
  });
});

const isUnproven = ({ severity }: { readonly severity: string }): boolean => severity === 'unproven';

describe('an expectation in a few words', () => {
  it.each([
    ['ok', { ok: true }],
    ['changes 3', { affected: 3 }],
    ['skipped', { skipped: true }],
    ['ER_DUP_ENTRY', { error: 'ER_DUP_ENTRY' }],
    ['1062', { error: '1062' }],
    [
      '[[1, pen], [2, null]]',
      {
        rows: {
          kind: 'exact',
          rows: [
            ['1', 'pen'],
            ['2', null],
          ],
        },
      },
    ],
    ['[]', { rows: { kind: 'exact', rows: [] } }],
    ['waits for B', { waitsFor: ['B'] }],
    ['waits for somebody', { waitsFor: ['any'] }],
    ['"waits for A and B, then changes 1"', { waitsFor: ['A', 'B'], affected: 1 }],
    ['"waits for B, then 1205"', { waitsFor: ['B'], error: '1205' }],
    ['{ waits_for: B, then: [[1]] }', { waitsFor: ['B'], rows: { kind: 'exact', rows: [['1']] } }],
    ['{ waits_for: B, then: ok }', { waitsFor: ['B'], ok: true }],
    [
      '{ either: [ok, "waits for B, then 1213"] }',
      { either: [{ ok: true }, { waitsFor: ['B'], error: '1213' }] },
    ],
    ['{ default: ok, SERIALIZABLE: waits for B }', { waitsFor: ['B'] }],
  ])('%s', (written, spelled) => {
    expect(expected(written)).toEqual(spelled);
  });

  it('also says what a choice means, and what other steps come to', () => {
    const step = 'A: SELECT 1\n    predict: { ask: What?, choices: ';
    const lesson = parseLesson(
      withStep(
        `${step}[{ says: a, means: waits for B }, { says: b, means: [[1]] }, { says: c, means: { select_a: ok } }] }`,
      ),
    );
    expect(atLevel(lesson.steps[0]?.predict, 'SERIALIZABLE')).toMatchObject({
      choices: [
        { means: { waitsFor: ['B'] } },
        { means: { rows: { rows: [['1']] } } },
        { means: { steps: { select_a: { ok: true } } } },
      ],
    });
  });

  it.each([
    ['okay', /must be ok, changes 1, or an error such as ER_DUP_ENTRY, or with a wait/],
    ['waits for Q', /session Q is not declared/],
    ['"waits for B, then waits for A"', /must be ok, changes 1/],
    ['ER_DUP_ENTRI', /ER_DUP_ENTRY/],
    ['{ ok: true, error: 1062 }', /a statement that fails is not ok/],
    ['{ waits_for: B, then: okay }', /`then` must be ok, changes 1/],
    ['[[1], [1, 2]]', /this row has 2 cells/],
  ])('%s is refused', (written, message) => {
    const { problems } = tryParseLesson(withStep(`{ A: SELECT 1, expect: ${written} }`));
    expect(problems.map((one) => one.message).join('\n')).toMatch(message);
  });
});

describe('steps without a name', () => {
  it('are called by what they do and who does it, in the lesson and where a variant puts some in', () => {
    const lesson = parseLesson(
      [
        'title: X',
        'steps:',
        '  - A: START TRANSACTION',
        '  - A: SELECT 1',
        '  - A: SELECT 2',
        '  - { A: SELECT 3, as: select_a_3 }',
        '  - { A: { work: 5ms } }',
        'variants:',
        '  more: { title: More, about: More., steps: { select_a: { after: [{ A: SELECT 4 }], expect: [[1]] } } }',
      ].join('\n'),
    );
    const own = ['begin_a', 'select_a', 'select_a_2', 'select_a_3', 'work_a'];
    expect(lesson.steps.map(({ name }) => name)).toEqual(own);
    expect(lesson.variants[0]?.steps.map(({ name }) => name)).toEqual(own.toSpliced(2, 0, 'select_a_4'));
  });
});

describe('what answers nothing', () => {
  it('claims itself: BEGIN, COMMIT, savepoints and SET', () => {
    const steps = ['BEGIN', 'SET @a = 1', 'SAVEPOINT s', 'ROLLBACK TO s', 'COMMIT', 'DO 1'];
    const text = `title: X\nsteps:\n${steps.map((sql) => `  - A: ${sql}`).join('\n')}`;
    expect(unclaimedIn(scriptOf(parseLesson(text))).map(({ place }) => place)).toEqual([5]);
    const waits = text.replace('A: COMMIT', 'A: COMMIT\n    expect: waits for B');
    expect(unclaimedIn(scriptOf(parseLesson(waits))).map(({ place }) => place)).toEqual([4, 5]);
  });
});

describe('what the file shares', () => {
  it('stands under keys that begin with x-, and nowhere else', () => {
    const shared = 'x-rows: &pen [[1, pen]]\nx-other: { anything: [at, all] }\n';
    const lesson = parseLesson(`${shared}${fourLines}\n    expect: *pen`);
    expect(atLevel(lesson.steps[0]?.expect, 'SERIALIZABLE')).toHaveProperty('rows.rows', [['1', 'pen']]);
    const { problems } = tryParseLesson(`${fourLines}\n    x-rows: 1`);
    expect(problems.map(({ message }) => message)).toEqual(['step 1: `x-rows` is not a key of a step']);
  });
});

describe('the tables that are watched when the file names none', () => {
  it('are those that the setup leaves behind, with what a variant adds', () => {
    const lesson = parseLesson(
      [
        'title: X',
        'setup:',
        '  - CREATE TABLE IF NOT EXISTS `Two Words` (id INT)',
        '  - CREATE TABLE a (id INT)',
        '  - create table b like a',
        '  - CREATE TEMPORARY TABLE t (id INT)',
        '  - CREATE TABLE other.c (id INT)',
        '  - CREATE VIEW v AS SELECT * FROM a',
        '  - CREATE PROCEDURE p() CREATE TABLE q (id INT)',
        '  - RENAME TABLE b TO e, A TO f',
        '  - CREATE TABLE g (id INT)',
        '  - CREATE TABLE h (id INT)',
        '  - ALTER TABLE g RENAME TO i',
        '  - DROP TABLE IF EXISTS h, nothing',
        'steps: [{ A: SELECT 1 }]',
        'variants:',
        '  more: { title: More, about: More., setup: [CREATE TABLE z (id INT), DROP TABLE i] }',
      ].join('\n'),
    );
    expect(lesson.watch).toEqual(['Two Words', 'e', 'f', 'i']);
    expect(scriptOf(lesson, { variant: 'more' }).watch).toEqual(['Two Words', 'e', 'f', 'z']);
  });
});
