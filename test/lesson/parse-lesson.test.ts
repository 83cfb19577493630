import { describe, expect, it } from 'vitest';
import { parseLesson } from '../../src/lesson/parse.ts';
import { scriptOf } from '../../src/lesson/script.ts';
import { lessonText } from './lesson-text.ts';

const steps = (...lines: readonly string[]) => lessonText({ steps: ['steps:', ...lines].join('\n') });
const firstStep = (...lines: readonly string[]) => parseLesson(steps(...lines)).steps[0];
const expectationOf = (text: string) => {
  const lesson = parseLesson(steps('  - A: SELECT 1', `    expect: ${text}`));
  return scriptOf(lesson).steps[0]?.expect;
};

describe('a lesson that says little', () => {
  it('has two sessions, all levels, and begins at REPEATABLE READ', () => {
    expect(parseLesson(lessonText(), { file: 'try-it.yaml' })).toEqual({
      id: 'try-it',
      file: 'try-it.yaml',
      title: 'Try it',
      topic: 'trying',
      summary: 'One sentence.',
      about: '',
      remember: [],
      sources: [],
      levels: ['READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'],
      level: 'REPEATABLE READ',
      setup: ['CREATE TABLE books (id INT PRIMARY KEY, name TEXT)'],
      watch: ['books'],
      sessions: [
        { name: 'A', role: 'the first client' },
        { name: 'B', role: 'the second client' },
      ],
      steps: [
        {
          name: 'first',
          session: 'A',
          sql: 'SELECT 1',
          until: 'settled',
          limitMs: 10_000,
          rejectIf: [],
          onError: 'continue',
          line: 9,
        },
      ],
      variants: [],
    });
  });

  it('begins at its first level when it does not run at REPEATABLE READ', () => {
    expect(parseLesson(lessonText({ levels: 'levels: [SERIALIZABLE, READ COMMITTED]' })).level).toBe(
      'READ COMMITTED',
    );
  });
});

describe('steps', () => {
  it('drop the semicolon at the end', () => {
    expect(firstStep('  - A: SELECT 1;')?.sql).toBe('SELECT 1');
  });

  it('wait up to a minute where they wait for the end, unless they say how long', () => {
    expect(firstStep('  - { A: SELECT 1, until: finished }')?.limitMs).toBe(60_000);
    expect(firstStep('  - { A: SELECT 1, until: finished, limit: 1.5s }')?.limitMs).toBe(1500);
    expect(firstStep('  - { A: SELECT 1, limit: 250ms }')?.limitMs).toBe(250);
  });

  it('keep their branches in the order of the file, also those with numbers', () => {
    const step = firstStep(
      '  - { A: SELECT 1, reject_if: { error: "some", 1062: "twice", ER_LOCK_DEADLOCK: "again" } }',
    );
    expect(step?.rejectIf).toEqual([
      { condition: { kind: 'error' }, answer: 'some' },
      { condition: { kind: 'errno', error: '1062' }, answer: 'twice' },
      { condition: { kind: 'errno', error: 'ER_LOCK_DEADLOCK' }, answer: 'again' },
    ]);
  });

  it('take the on_error of the lesson, unless they say their own', () => {
    const lesson = parseLesson(
      lessonText({ on_error: 'on_error: stop', steps: 'steps:\n  - A: X\n  - { A: Y, on_error: continue }' }),
    );
    expect(lesson.steps.map((one) => one.onError)).toEqual(['stop', 'continue']);
  });

  it('speak of earlier steps by name', () => {
    const lesson = parseLesson(
      steps('  - { A: X, as: look_up }', '  - { A: Y, when: { look_up: missing } }'),
    );
    expect(lesson.steps[1]?.when).toEqual({ step: 'look_up', is: { kind: 'missing' } });
  });
});

describe('setup', () => {
  it('is cut into statements, or is a list of statements with semicolons of their own', () => {
    expect(parseLesson(lessonText({ setup: 'setup: |\n  SELECT 1;\n  -- two\n  SELECT 2;' })).setup).toEqual([
      'SELECT 1',
      'SELECT 2',
    ]);
    const trigger = 'CREATE TRIGGER t BEFORE INSERT ON b FOR EACH ROW BEGIN SET @a = 1; SET @b = 2; END';
    expect(parseLesson(lessonText({ setup: `setup:\n  - SELECT 1;\n  - ${trigger}` })).setup).toEqual([
      'SELECT 1',
      trigger,
    ]);
  });
});

describe('expectations', () => {
  it('take a cell as the text that was written, and null as NULL', () => {
    expect(
      expectationOf(
        '{ rows: [[1, 1.10, "1.10", true, 12345678901234567890, 0x1F, 2024-01-31, $id, null, ~, "null"]] }',
      ),
    ).toEqual({
      rows: {
        kind: 'exact',
        rows: [
          [
            '1',
            '1.10',
            '1.10',
            'true',
            '12345678901234567890',
            '0x1F',
            '2024-01-31',
            '$id',
            null,
            null,
            'null',
          ],
        ],
      },
    });
  });

  it('count rows, or name some of them', () => {
    expect(expectationOf('{ rows: { count: 3 } }')).toEqual({ rows: { kind: 'count', count: 3 } });
    expect(expectationOf('{ rows: { include: [[1]] } }')).toEqual({
      rows: { kind: 'include', rows: [['1']] },
    });
    expect(expectationOf('{ rows: [] }')).toEqual({ rows: { kind: 'exact', rows: [] } });
  });

  it('say who is waited for, on what, and what comes then, as one', () => {
    expect(expectationOf('{ waits_for: B, on: { mode: X }, then: { error: 1213, answer: "no" } }')).toEqual({
      waitsFor: ['B'],
      on: { mode: 'X' },
      error: '1213',
      answer: 'no',
    });
    expect(expectationOf('{ waits_for: [A, B] }')).toEqual({ waitsFor: ['A', 'B'] });
    expect(expectationOf('{ waits_for: none, affected: 0 }')).toEqual({ waitsFor: [], affected: 0 });
  });

  it('leave a choice to the server', () => {
    expect(expectationOf('{ either: [{ error: ER_LOCK_DEADLOCK }, { affected: 1 }] }')).toEqual({
      either: [{ error: 'ER_LOCK_DEADLOCK' }, { affected: 1 }],
    });
  });

  it('are told from those by level by their keys', () => {
    const lesson = parseLesson(
      steps('  - A: SELECT 1', '    expect: { default: { rows: [] }, SERIALIZABLE: { waits_for: B } }'),
    );
    expect(lesson.steps[0]?.expect).toEqual({
      default: { rows: { kind: 'exact', rows: [] } },
      levels: { SERIALIZABLE: { waitsFor: ['B'] } },
    });
  });

  it('for the end name tables, the invariant and the victims', () => {
    const end = (text: string) => scriptOf(parseLesson(lessonText({ end: `end: ${text}` }))).end;
    expect(end('{ tables: { books: [[1, x]] }, invariant: holds, rolled_back: B }')).toEqual({
      tables: { books: { kind: 'exact', rows: [['1', 'x']] } },
      invariant: 'holds',
      rolledBack: ['B'],
    });
    expect(end('{ rolled_back: none }')).toEqual({ rolledBack: [] });
    expect(end('{ rolled_back: { one_of: [A, B] } }')).toEqual({ rolledBack: { oneOf: ['A', 'B'] } });
  });

  it('can be repeated with an alias', () => {
    const lesson = parseLesson(
      steps('  - { A: SELECT 1, expect: &one { rows: [[1.0]] } }', '  - { A: SELECT 1, expect: *one }'),
    );
    expect(lesson.steps[1]?.expect).toEqual(lesson.steps[0]?.expect);
  });
});

describe('variants', () => {
  const lessonWith = (changes: string) =>
    parseLesson(
      lessonText({
        steps: [
          'steps:',
          '  - { A: SELECT 1, as: one, look: Look!, answer: yes, expect: { rows: [[1]] } }',
          '  - { B: SELECT 2, as: two, reject_if: { found: no } }',
        ].join('\n'),
        variants: `variants:\n  other:\n    title: Other\n    about: It is.\n    setup: SELECT 0;\n    steps: ${changes}`,
      }),
    );
  const stepsWith = (changes: string) => lessonWith(changes).variants[0]?.steps;

  it('replace what they say and keep the rest', () => {
    expect(stepsWith('{ one: { sql: SELECT 3, expect: { rows: [[3]] } } }')).toMatchObject([
      { name: 'one', session: 'A', sql: 'SELECT 3', look: { all: 'Look!' }, answer: 'yes' },
      { name: 'two', sql: 'SELECT 2' },
    ]);
  });

  it('take away what they say is null', () => {
    const [one, two] = stepsWith('{ one: { look: null, answer: null }, two: { reject_if: null } }') ?? [];
    expect(one).not.toHaveProperty('look');
    expect(one).not.toHaveProperty('answer');
    expect(two?.rejectIf).toEqual([]);
  });

  it('put steps in and leave steps out', () => {
    const changed = stepsWith(
      '{ one: { remove: true, after: [{ B: SELECT 4, as: one }] }, two: { before: [{ A: SELECT 5 }] } }',
    );
    expect(changed?.map((step) => `${step.session}: ${step.sql}`)).toEqual([
      'B: SELECT 4',
      'A: SELECT 5',
      'B: SELECT 2',
    ]);
  });

  it('take their steps in an order of their own, changes included', () => {
    const lesson = parseLesson(
      lessonText({
        steps: 'steps: [{ A: SELECT 1, as: one }, { A: SELECT 2, as: two }, { B: SELECT 3, as: three }]',
        variants: `variants:
  late: { title: Late, about: x, takes: ABA }
  more: { title: More, about: x, takes: BBAA, steps: { two: { sql: SELECT 9 }, three: { after: [{ B: SELECT 4 }] } } }`,
      }),
    );
    const taken = lesson.variants.map((one) => [one.takes, ...one.steps.map(({ sql }) => sql)]);
    expect(taken).toEqual([
      ['ABA', 'SELECT 1', 'SELECT 3', 'SELECT 2'],
      ['BBAA', 'SELECT 3', 'SELECT 4', 'SELECT 1', 'SELECT 9'],
    ]);
    expect(scriptOf(lesson, { variant: 'late' })).toMatchObject({ variant: { takes: 'ABA' } });
    expect(scriptOf(lesson, { variant: 'late' })).not.toHaveProperty('order');
  });

  it('run their own setup after that of the lesson', () => {
    expect(scriptOf(lessonWith('{}'), { variant: 'other' }).setup).toEqual([
      'CREATE TABLE books (id INT PRIMARY KEY, name TEXT)',
      'SELECT 0',
    ]);
  });
});

describe('the script of a lesson at one level in one variant', () => {
  const lesson = parseLesson(
    lessonText({
      levels: 'levels: [READ COMMITTED, REPEATABLE READ]',
      sessions: 'sessions: { A: one, B: { role: two, level: SERIALIZABLE } }',
      steps: [
        'steps:',
        '  - A: SELECT 1',
        '    as: one',
        '    look: { default: Look!, READ COMMITTED: Look here! }',
        '    why: { REPEATABLE READ: Because. }',
      ].join('\n'),
      end: 'end: { default: { rolled_back: none }, READ COMMITTED: { rolled_back: A } }',
      variants: 'variants: { other: { title: Other, about: x, end: { rolled_back: B } } }',
    }),
  );

  it('has what is said for the level, or else the default', () => {
    expect(scriptOf(lesson).steps[0]).toMatchObject({ look: 'Look!', why: 'Because.' });
    const committed = scriptOf(lesson, { level: 'READ COMMITTED' });
    expect(committed.steps[0]?.look).toBe('Look here!');
    expect(committed.steps[0]).not.toHaveProperty('why');
    expect(committed.end).toEqual({ rolledBack: ['A'] });
  });

  it('gives every session its level', () => {
    expect(scriptOf(lesson).sessions.map((one) => one.level)).toEqual(['REPEATABLE READ', 'SERIALIZABLE']);
  });

  it('takes the end of the variant where it has one', () => {
    expect(scriptOf(lesson, { variant: 'other' })).toMatchObject({
      variant: { id: 'other', title: 'Other' },
      end: { rolledBack: ['B'] },
    });
  });

  it('is refused where the lesson has no such level or variant', () => {
    expect(() => scriptOf(lesson, { level: 'SERIALIZABLE' })).toThrow('does not run at SERIALIZABLE');
    expect(() => scriptOf(lesson, { variant: 'nothing' })).toThrow('has no variant nothing');
  });
});
