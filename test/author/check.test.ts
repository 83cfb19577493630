import { describe, expect, it } from 'vitest';
import { checkLesson } from '../../src/author/check.ts';
import { lessonText } from '../lesson/lesson-text.ts';

/** A lesson that has nothing wrong with it, with some keys replaced. */
const soundLesson = (changes: Readonly<Record<string, string | undefined>> = {}) =>
  lessonText({
    about: 'about: What is there?',
    remember: 'remember: [A book is there.]',
    sources: 'sources: [{ title: The manual, url: "https://dev.mysql.com" }]',
    sessions: 'sessions: { A: a reader }',
    steps: 'steps:\n  - { A: SELECT 1, as: first, look: What?, expect: { rows: [[1]] }, why: It is. }',
    end: 'end: { tables: { books: [] } }',
    ...changes,
  });

const withSteps = (...lines: readonly string[]) =>
  soundLesson({
    sessions: undefined,
    steps: [
      'steps:',
      '  - { A: START TRANSACTION, look: What?, why: So., expect: { affected: 0 } }',
      '  - { B: SELECT 1, as: read_b, expect: { rows: [[1]] } }',
      ...lines,
      '  - { A: COMMIT, expect: { affected: 0 } }',
    ].join('\n'),
  });

/** What is said, with the line it is said of. */
const said = (text: string): readonly string[] =>
  checkLesson(text).problems.map(({ line, severity, message }) => `${line} ${severity}: ${message}`);

describe('checking a lesson without a server', () => {
  it('has nothing to say of a sound one', () => {
    expect(said(soundLesson())).toEqual([]);
    expect(said(withSteps())).toEqual([]);
  });

  it('says what makes it no lesson', () => {
    expect(checkLesson('format: 1').lesson).toBeUndefined();
    expect(said(soundLesson({ format: 'format: 2' }))).toEqual(['1 error: `format` must be 1, found `2`']);
  });

  it('misses prose', () => {
    const text = lessonText({
      sessions: 'sessions: { A: a reader }',
      steps: 'steps:\n  - { A: SELECT 1, expect: { rows: [[1]] } }',
      end: 'end: { tables: { books: [] } }',
    });
    expect(said(text)).toEqual([
      '1 warning: nothing says what the situation is',
      '1 warning: nothing says what to remember',
      '1 warning: nothing says where to read more',
      '8 warning: no step says what to look for',
      '8 warning: no step says why it happened',
    ]);
  });

  it('counts what is to be remembered', () => {
    expect(said(soundLesson({ remember: 'remember: [A, B, C]' }))).toEqual([]);
    const many = expect.stringContaining('4 things to remember, and nobody remembers more than 3');
    expect(said(soundLesson({ remember: 'remember: [A, B, C, D]' }))).toEqual([many]);
  });

  it('finds tables that nothing makes', () => {
    expect(said(soundLesson({ watch: 'watch: [boks]', end: 'end: { tables: { boks: [] } }' }))).toEqual([
      '7 warning: nothing in the setup makes a table boks; did you mean books?',
    ]);
    const made =
      'setup: |\n  create TABLE if not exists `a b`.`Books` (id INT);\n  CREATE VIEW v AS SELECT 1;';
    expect(said(soundLesson({ setup: made, watch: 'watch: [books, v]' }))).toEqual([]);
    const renamed = 'setup: |\n  CREATE TEMPORARY TABLE b (id INT);\n  ALTER TABLE b RENAME TO books;';
    expect(said(soundLesson({ setup: renamed }))).toEqual([]);
  });
});

describe('what a lesson does not prove', () => {
  it('is every step without an expectation, with the levels', () => {
    expect(said(withSteps('  - { A: SELECT 2, as: second }'))).toEqual([
      '11 unproven: step second: nothing says what the step comes to at every level',
    ]);
    expect(said(withSteps('  - { A: SELECT 2, expect: { READ COMMITTED: { rows: [[2]] } } }'))).toEqual([
      '11 unproven: step select_a: nothing says what the step comes to at READ UNCOMMITTED, REPEATABLE READ, SERIALIZABLE',
    ]);
  });

  it('is an end of which nothing is expected', () => {
    expect(said(soundLesson({ end: undefined }))).toEqual([
      '1 unproven: nothing says how the run ends at every level',
    ]);
    const invariant = 'invariant: { says: It is., violations: SELECT 1 FROM books WHERE FALSE }';
    expect(said(soundLesson({ invariant }))).toEqual([
      '14 unproven: nothing says what becomes of the invariant at every level',
    ]);
  });

  it('is a step that only a variant has, and a fix whose bug nobody claims', () => {
    const text = soundLesson({
      invariant: 'invariant: { says: It is., violations: SELECT 1 FROM books WHERE FALSE }',
      end: 'end: { tables: { books: [] }, invariant: holds }',
      variants: [
        'variants:',
        '  fixed:',
        '    title: Fixed',
        '    about: It is.',
        '    prevents: [SERIALIZABLE]',
        '    steps: { first: { after: [{ A: SELECT 2, as: more }] } }',
        '    end: { tables: { books: [] }, invariant: violated }',
      ].join('\n'),
    });
    expect(said(text)).toEqual([
      '20 unproven: nothing says that the invariant is violated without fixed at SERIALIZABLE',
      '20 unproven: nothing says that the invariant holds with fixed at SERIALIZABLE',
      '21 unproven: variant fixed, step more: nothing says what the step comes to at every level',
    ]);
  });
});

describe('a bug that only another order has', () => {
  const fixed = (claim: string) =>
    said(
      soundLesson({
        invariant: 'invariant: { says: It is., violations: SELECT 1 FROM books WHERE FALSE }',
        end: 'end: { tables: { books: [] }, invariant: holds }',
        everyOrder: `every_order: { ${claim} }`,
        variants: [
          'variants:',
          '  fixed:',
          '    title: Fixed',
          '    about: It is.',
          '    prevents: [SERIALIZABLE]',
          '    end: { tables: { books: [] }, invariant: holds }',
        ].join('\n'),
      }),
    );

  it.each(['broken: some', 'broken: all', 'broken: 1, of: 1', 'SERIALIZABLE: { broken: some }'])(
    'is claimed by %s',
    (claim) => {
      expect(fixed(claim)).toEqual([]);
    },
  );

  it.each(['broken: none', 'broken: 0, of: 1', 'READ COMMITTED: { broken: some }'])(
    'is not claimed by %s',
    (claim) => {
      expect(fixed(claim)).toContainEqual(
        expect.stringContaining('nothing says that the invariant is violated without fixed at SERIALIZABLE'),
      );
    },
  );
});

describe('what a lesson shows nobody', () => {
  const branches = (rejectIf: string, expected: string) =>
    said(
      withSteps(`  - { A: SELECT n FROM books, as: look, reject_if: { ${rejectIf} }, expect: ${expected} }`),
    );
  const never = (branch: string) => [
    `11 warning: step look: no level and no variant ever takes \`reject_if: ${branch}\``,
  ];

  it('is a branch that no level and no variant takes', () => {
    expect(branches('found: no', '{ rows: [] }')).toEqual(never('found'));
    expect(branches('found: no', '{ SERIALIZABLE: { rows: [[1]] }, default: { rows: [] } }')).toEqual([]);
    expect(branches('missing: no', '{ rows: { include: [] } }')).toEqual(never('missing'));
    expect(branches('ER_DUP_ENTRY: no', '{ rows: [[1]] }')).toEqual(never('ER_DUP_ENTRY'));
    expect(branches('ER_DUP_ENTRY: no', '{ error: 1062 }')).toEqual([]);
    expect(branches('n < 3: no', '{ rows: [[3]] }')).toEqual(never('n < 3'));
    expect(branches('n < 3: no', '{ rows: [[2]] }')).toEqual([]);
    expect(branches('n < 3: no', '{ rows: [[2, x]] }')).toEqual([]);
    expect(branches('found: no', '{ either: [{ rows: [] }, { rows: [[1]] }] }')).toEqual([]);
    // The first one that fits is taken.
    expect(branches('found: no, n = 1: one', '{ rows: [[1]] }')).toEqual(never('n = 1'));
  });

  it('is no branch that somebody takes elsewhere, nor a look before a promise is violated', () => {
    const taken = '  - { B: SELECT 2, reject_if: { found: no }, expect: { rows: [[1]], answer: no } }';
    const notTaken = '  - { A: SELECT 3, reject_if: { found: no }, expect: { rows: [] } }';
    expect(said(withSteps(taken, notTaken))).toEqual([]);
    expect(said(withSteps('  - { A: SELECT 3, reject_if: { found: no } }'))).toHaveLength(1);
    const broken = soundLesson({
      invariant: 'invariant: { says: It is., violations: SELECT 1 }',
      end: 'end: { tables: { books: [] }, invariant: violated }',
      steps: `steps:\n  - { B: SELECT 1, look: What?, why: So., expect: { rows: [[1]] } }\n${notTaken}`,
      sessions: 'sessions: { A: one, B: another }',
    });
    expect(said(broken)).toEqual([]);
    expect(said(broken.replace('found: no', 'ER_DUP_ENTRY: no'))).toHaveLength(1);
  });

  it('is no branch that guards against what may always come', () => {
    expect(branches('ER_LOCK_DEADLOCK: again, 1205: again, error: no', '{ rows: [] }')).toEqual([]);
  });

  it('are steps of the handler that a session leaves out', () => {
    const handler = [
      'handler:',
      '  title: T',
      '  path: /t',
      '  request: { id: 1 }',
      '  steps:',
      '    begin: START TRANSACTION',
      '    look: SELECT name FROM books',
      '    maybe: { sql: DO 2, when: { look: found } }',
      '    write: DO 3',
      '    commit: COMMIT',
    ].join('\n');
    const lane = (...names: readonly string[]) =>
      said(
        soundLesson({
          handler,
          sessions: 'sessions: { A: one, B: another }',
          steps: [
            'steps:',
            '  - { B: SELECT 1, look: What?, why: So., expect: { rows: [[1]] } }',
            ...names.map((name) => `  - { A: { do: ${name} }, expect: { affected: 0 } }`),
          ].join('\n'),
        }),
      ).map((one) => one.replace(/^.*?warning: /, ''));
    expect(lane('begin', 'look', 'maybe', 'write', 'commit')).toEqual([]);
    expect(lane('begin', 'look', 'write', 'commit')).toEqual([]);
    expect(lane('begin', 'write', 'commit')).toEqual([
      'step write_a: A takes write without look of the handler before it',
    ]);
    expect(lane('look', 'write', 'commit')).toEqual([
      'step look_a: A takes look without begin of the handler before it',
    ]);
    expect(lane('begin', 'look')).toContain(
      'step look_a: A leaves out write, commit of the handler after it',
    );
  });
});

describe('what cannot happen', () => {
  it('is a condition that the statement never meets', () => {
    expect(
      said(withSteps('  - { A: DELETE FROM books, reject_if: { missing: no }, expect: { affected: 0 } }')),
    ).toEqual(['11 error: step delete_a: `reject_if: missing` is about rows, and the statement gives none']);
    expect(
      said(
        withSteps(
          "  - { A: 'SELECT id INTO @id FROM books', reject_if: { missing: no }, expect: { affected: 0 } }",
        ),
      ),
    ).toEqual([
      '11 error: step select_a: `reject_if: missing` is about rows, and the statement puts them elsewhere',
    ]);
    expect(
      said(
        withSteps('  - { A: "SELECT \' into @id\'", reject_if: { missing: no }, expect: { rows: [[a]] } }'),
      ).join(),
    ).not.toContain('elsewhere');
    expect(
      said(withSteps('  - { A: SELECT 2, when: { read_b: unchanged }, expect: { rows: [[2]] } }')),
    ).toEqual([
      '11 error: step select_a: it is never taken: `read_b: unchanged` is about changed rows, and the statement changes none',
    ]);
  });

  it('is an answer that the step does not have, and a session that waits for itself', () => {
    const step = '  - { A: SELECT 2, answer: "fine", expect: { waits_for: A, then: { answer: "good" } } }';
    expect(said(withSteps(step))).toEqual([
      '11 error: step select_a: it cannot answer good: it answers fine',
      '11 error: step select_a: A cannot wait for itself',
    ]);
  });

  it('is a lock wait timeout in a session that has not asked for a short one', () => {
    const wait =
      '  - { B: DELETE FROM books, until: finished, expect: { waits_for: A, then: { error: 1205 } } }';
    expect(said(withSteps(wait))).toEqual([
      '11 error: step delete_b: the lock wait timeout that it expects never comes',
    ]);
    const patience = '  - { B: SET SESSION innodb_lock_wait_timeout = 1, expect: { affected: 0 } }';
    expect(said(withSteps(patience, wait))).toEqual([]);
    expect(said(withSteps(patience, wait.replace('until: finished, ', '')))).toEqual([
      '12 warning: step delete_b: the next step does not wait for the timeout',
    ]);
  });
});

describe('what is probably not meant', () => {
  it('is rows in an order that the statement does not ask for', () => {
    expect(said(withSteps('  - { A: SELECT id FROM books, expect: { rows: [[1], [2]] } }'))).toEqual([
      '11 warning: step select_a: it expects rows in an order that the statement does not ask for',
    ]);
    expect(
      said(withSteps('  - { A: SELECT id FROM books ORDER BY id, expect: { rows: [[1], [2]] } }')),
    ).toEqual([]);
  });

  it('is a value that the session does not know', () => {
    const steps = (reader: string, ...more: readonly string[]) =>
      withSteps(
        [
          '  - { A: SELECT 1 AS id, keep: { number: id }, expect: { rows: [[1]] } }',
          `  - { ${reader}: SELECT :number AS id, expect: { rows: [[1]] } }`,
          ...more,
        ].join('\n'),
      );
    expect(said(steps('A'))).toEqual([]);
    expect(said(steps('B'))).toEqual([
      '12 warning: step select_b: nothing that B knows by then is called number, so that is sent as it is written: what A keeps, only A knows',
    ]);
    expect(said(withSteps('  - { A: SELECT :numbr AS id, expect: { rows: [[1]] } }'))).toEqual([
      '11 warning: step select_a: nothing that A knows by then is called numbr, so that is sent as it is written',
    ]);
    // No names: a string, an assignment.
    expect(said(withSteps('  - { A: \'SELECT ":x", @a := 1\', expect: { affected: 0 } }'))).toEqual([]);
  });

  it('is a transaction that nothing ends', () => {
    expect(said(withSteps('  - { B: BEGIN, expect: { affected: 0 } }'))).toEqual([
      '11 warning: step begin_b: nothing ends this transaction of B',
    ]);
  });

  it('is SQL that no server understands', () => {
    expect(said(withSteps('  - { A: SELEC 1, expect: ER_PARSE_ERROR }'))).toEqual([
      '11 warning: step selec_a: it expects that the server does not understand it (1064)',
    ]);
  });

  it('is SLEEP, a change of the whole server, a session without steps', () => {
    expect(said(withSteps('  - { A: DO SLEEP(1), expect: { affected: 0 } }'))).toEqual([
      '11 warning: step do_a: SLEEP makes a lesson depend on the clock',
    ]);
    expect(said(withSteps('  - { A: SET GLOBAL x = 1, expect: { affected: 0 } }'))).toEqual([
      '11 warning: step set_a: the accounts of a lesson may not change the whole server',
    ]);
    expect(said(soundLesson({ sessions: 'sessions: { A: a reader, B: nobody }' }))).toEqual([
      '13 warning: session B takes no step',
    ]);
  });

  it('is a step that is left out everywhere', () => {
    expect(said(withSteps('  - { A: SELECT 2, as: never, expect: { skipped: true } }'))).toEqual([
      '11 warning: step never: it is left out at every level, so nobody ever sees it',
    ]);
  });

  it('is said once, and not again of a variant that has the same step', () => {
    const text = soundLesson({
      steps: 'steps:\n  - { A: SELECT 1, as: first, look: What?, why: So. }',
      variants: 'variants: { other: { title: Other, about: x, steps: { first: { look: Now? } } } }',
    });
    expect(said(text)).toEqual([
      '9 unproven: step first: nothing says what the step comes to at every level',
    ]);
  });
});

describe('prose beside an outcome for which nobody has written it', () => {
  const steps = [
    'steps:',
    '  - A: SELECT 1',
    '    as: first',
    '    look: What?',
    '    expect: { default: { rows: [[1]] }, SERIALIZABLE: { rows: [] } }',
    '    why: So.',
    '    still_true: [look]',
  ].join('\n');

  it('is an error, with the step, the levels and what there is to write', () => {
    const { problems } = checkLesson(soundLesson({ steps }));
    expect(problems).toMatchObject([
      {
        line: 9,
        message:
          'step first: `why` was written for another level, and is told of something else at SERIALIZABLE',
        expected: 'words for this outcome, null, or `still_true: [why]` if the words are true of it as well',
      },
    ]);
  });

  it('is told at the place of the variant that takes it over', () => {
    const variants = [
      'variants:',
      '  other:',
      '    title: Other',
      '    about: It is.',
      '    steps:',
      '      first:',
      '        expect: { error: 1062 }',
    ].join('\n');
    const plain = 'steps:\n  - { A: SELECT 1, as: first, look: What?, expect: { rows: [[1]] }, why: It is. }';
    expect(said(soundLesson({ steps: plain, variants }))).toEqual([
      '20 error: variant other, step first: `look` and `why` were written for the lesson as it is, and are told of something else at every level',
    ]);
  });

  it('is written for those who are told it', () => {
    const never = steps.replace('why: So.', 'why: { default: { begins: So. }, SERIALIZABLE: No. }');
    expect(said(soundLesson({ steps: never }))).toEqual([
      '9 error: step first: `why` has the two texts of a wait, and the step does not wait at READ UNCOMMITTED, READ COMMITTED, REPEATABLE READ',
    ]);
    const none = steps.replace('why: So.', 'why: null').replace('[look]', '[look, hint]');
    expect(said(soundLesson({ steps: none.replace('    why: null\n', '') }))).toEqual([
      '8 warning: no step says why it happened',
      '9 error: step first: `still_true` speaks of `hint`, and there is none',
    ]);
  });

  it('of the two texts of a wait has at least one of them', () => {
    const empty = steps.replace('why: So.', 'why: { SERIALIZABLE: {} }');
    expect(said(soundLesson({ steps: empty }))).toEqual(['13 error: step 1 (first), why: this says nothing']);
  });

  it('is asked for by the name of its key, also where that is a slip', () => {
    const slips = ['begin', 'READ COMMITED'].map((key) =>
      said(soundLesson({ steps: steps.replace('why: So.', `why: { ${key}: So. }`) })),
    );
    expect(slips.flat()).toEqual([
      expect.stringContaining('did you mean `begins`?'),
      expect.stringContaining('did you mean `READ COMMITTED`?'),
    ]);
  });
});
