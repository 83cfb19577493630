import { describe, expect, it } from 'vitest';
import type { LabEventBody } from '../../src/engine/events.ts';
import { holds, judge } from '../../src/engine/judge/judge.ts';
import type { EndExpectation, RowsExpectation, StepExpectation } from '../../src/lesson/expectation.ts';
import { scriptOfSteps, step } from './script-of.ts';
import { ended, errorOf, okOf, rowsOf, stateAfter, took, waitFor } from './story.ts';

/** The verdicts about one step of A that was expected to come to something, and what it came to. */
const verdicts = (expected: StepExpectation, told: readonly LabEventBody[]): readonly string[] =>
  judge(
    stateAfter(scriptOfSteps([step('A', 'SELECT 1', { expect: expected }), step('B', 'SELECT 2')]), ...told),
  )
    .filter(({ place, verdict }) => place === 0 && verdict !== 'unproven')
    .map(({ verdict, what }) => `${what} ${verdict}`);

const exact = (...rows: readonly (readonly (string | null)[])[]): RowsExpectation => ({
  kind: 'exact',
  rows,
});

describe('rows', () => {
  const sapiens = took(0, 'A', rowsOf(['1', 'History'], ['2', 'Sapiens']));

  it.each<[string, RowsExpectation, boolean]>([
    ['the same rows', exact(['1', 'History'], ['2', 'Sapiens']), true],
    ['another order', exact(['2', 'Sapiens'], ['1', 'History']), false],
    ['a row less', exact(['1', 'History']), false],
    ['a row more', exact(['1', 'History'], ['2', 'Sapiens'], ['3', 'X']), false],
    ['a cell less', exact(['1'], ['2']), false],
    ['another cell', exact(['1', 'History'], ['2', 'sapiens']), false],
    ['some of them', { kind: 'include', rows: [['2', 'Sapiens']] }, true],
    [
      'some of them in another order',
      {
        kind: 'include',
        rows: [
          ['2', 'Sapiens'],
          ['1', 'History'],
        ],
      },
      true,
    ],
    [
      'one of them twice',
      {
        kind: 'include',
        rows: [
          ['2', 'Sapiens'],
          ['2', 'Sapiens'],
        ],
      },
      false,
    ],
    ['their number', { kind: 'count', count: 2 }, true],
    ['another number', { kind: 'count', count: 3 }, false],
    ['names for two ids', exact(['$a', 'History'], ['$b', 'Sapiens']), true],
    ['one name for two ids', exact(['$a', 'History'], ['$a', 'Sapiens']), false],
    [
      'names in whatever order',
      {
        kind: 'include',
        rows: [
          ['$b', 'Sapiens'],
          ['$a', 'History'],
        ],
      },
      true,
    ],
    [
      'a name that only the second row fits',
      {
        kind: 'include',
        rows: [
          ['$x', '$y'],
          ['1', 'History'],
        ],
      },
      true,
    ],
  ])('expecting %s', (_, rows, ok) => {
    expect(verdicts({ rows }, sapiens)).toEqual([`rows ${ok ? 'holds' : 'fails'}`]);
  });

  it('tells NULL from the text NULL and from nothing', () => {
    const nulls = took(0, 'A', rowsOf([null, 'NULL']));
    expect(verdicts({ rows: exact([null, 'NULL']) }, nulls)).toEqual(['rows holds']);
    expect(verdicts({ rows: exact(['NULL', null]) }, nulls)).toEqual(['rows fails']);
    expect(verdicts({ rows: exact(['', '']) }, nulls)).toEqual(['rows fails']);
  });

  it('binds a name to NULL as to any value', () => {
    expect(verdicts({ rows: exact(['$n', '$n']) }, took(0, 'A', rowsOf([null, null])))).toEqual([
      'rows holds',
    ]);
    expect(verdicts({ rows: exact(['$n', '$n']) }, took(0, 'A', rowsOf([null, '0'])))).toEqual([
      'rows fails',
    ]);
  });

  it('fail when an error came instead', () => {
    expect(verdicts({ rows: exact() }, took(0, 'A', errorOf(1213, 'ER_LOCK_DEADLOCK')))).toEqual([
      'rows fails',
    ]);
  });

  it('are not there before the statement is answered', () => {
    const sent = took(0, 'A', rowsOf()).slice(0, 1);
    expect(verdicts({ rows: exact() }, sent)).toEqual(['rows fails']);
  });
});

describe('a name', () => {
  const script = (second: StepExpectation, end?: EndExpectation) =>
    scriptOfSteps(
      [
        step('A', 'SELECT 1', { expect: { rows: exact(['$a', 'Sapiens']) } }),
        step('B', 'SELECT 2', { expect: second }),
      ],
      end && { end },
    );
  const run = [...took(0, 'A', rowsOf(['2', 'Sapiens'])), ...took(1, 'B', rowsOf(['2', 'Sapiens']))];

  it('must be the same at a later step', () => {
    expect(holds(judge(stateAfter(script({ rows: exact(['$a', 'Sapiens']) }), ...run)))).toBe(true);
    const other = [...run.slice(0, 2), ...took(1, 'B', rowsOf(['3', 'Sapiens']))];
    const findings = judge(stateAfter(script({ rows: exact(['$a', 'Sapiens']) }), ...other));
    expect(findings.map(({ verdict, expected, observed }) => ({ verdict, expected, observed }))).toEqual([
      { verdict: 'holds', expected: '($a, Sapiens)', observed: '(2, Sapiens)' },
      { verdict: 'fails', expected: '($a = 2, Sapiens)', observed: '(3, Sapiens)' },
    ]);
  });

  it('must be the same at the end', () => {
    const end = (id: string): EndExpectation => ({ tables: { books: exact([id, 'Sapiens']) } });
    const judged = (id: string) =>
      judge(stateAfter(script({}, end(id)), ...run, ended([['2', 'Sapiens']]))).at(-1)?.verdict;
    expect(judged('$a')).toBe('holds');
    const findings = judge(stateAfter(script({}, end('$a')), ...run, ended([['9', 'Sapiens']])));
    expect(findings.at(-1)?.verdict).toBe('fails');
    expect(judged('$other')).toBe('holds');
  });

  it('is not bound by rows that did not match', () => {
    const run2 = [...took(0, 'A', rowsOf(['2', 'Other'])), ...took(1, 'B', rowsOf(['3', 'Sapiens']))];
    const findings = judge(stateAfter(script({ rows: exact(['$a', 'Sapiens']) }), ...run2));
    expect(findings.map(({ verdict }) => verdict)).toEqual(['fails', 'holds']);
  });
});

describe('a wait', () => {
  const waited = took(0, 'A', okOf(1), [waitFor('B')]);
  const didNot = took(0, 'A', okOf(1));

  it('is expected for whom it was', () => {
    expect(verdicts({ waitsFor: ['B'] }, waited)).toEqual(['wait holds']);
    expect(verdicts({ waitsFor: ['C'] }, waited)).toEqual(['wait fails']);
    expect(verdicts({ waitsFor: ['B'] }, didNot)).toEqual(['wait fails']);
    expect(verdicts({ waitsFor: [] }, didNot)).toEqual(['wait holds']);
    expect(verdicts({ waitsFor: [] }, waited)).toEqual(['wait fails']);
  });

  it('for several sessions is for all of them, in any order, each said once', () => {
    const forBoth = took(0, 'A', okOf(1), [waitFor('C'), waitFor('B'), waitFor('B', { key: '3' })]);
    expect(verdicts({ waitsFor: ['B', 'C'] }, forBoth)).toEqual(['wait holds']);
    expect(verdicts({ waitsFor: ['C', 'B'] }, forBoth)).toEqual(['wait holds']);
    expect(verdicts({ waitsFor: ['B'] }, forBoth)).toEqual(['wait fails']);
  });

  it('may be for whomever', () => {
    expect(verdicts({ waitsFor: ['any'] }, waited)).toEqual(['wait holds']);
    expect(verdicts({ waitsFor: ['any'] }, didNot)).toEqual(['wait fails']);
  });

  it('for somebody outside the lab is no wait for a session', () => {
    const outside = took(0, 'A', okOf(1), [waitFor('B', { for: { outsider: 'connection 7 of root' } })]);
    expect(verdicts({ waitsFor: ['B'] }, outside)).toEqual(['wait fails']);
    expect(verdicts({ waitsFor: [] }, outside)).toEqual(['wait fails']);
  });

  it('is claimed not to be by a step that claims something and says nothing of it', () => {
    expect(verdicts({ affected: 1 }, waited)).toEqual(['wait fails', 'affected rows holds']);
    expect(verdicts({ either: [{ affected: 1 }, { affected: 2 }] }, waited)).toEqual([
      'one of several outcomes fails',
    ]);
    expect(verdicts({ affected: 1 }, didNot)).toEqual(['affected rows holds']);
  });

  it('is on the lock that is said, as far as it is said', () => {
    expect(verdicts({ on: { kind: 'record' } }, waited)).toEqual(['lock holds']);
    expect(verdicts({ on: { kind: 'record', table: 'books', index: 'PRIMARY', key: '2' } }, waited)).toEqual([
      'lock holds',
    ]);
    expect(verdicts({ on: { mode: 'X,REC_NOT_GAP' } }, waited)).toEqual(['lock holds']);
    expect(verdicts({ on: { kind: 'gap' } }, waited)).toEqual(['lock fails']);
    expect(verdicts({ on: { kind: 'record', key: '3' } }, waited)).toEqual(['lock fails']);
    expect(
      verdicts({ on: { index: 'by_name' } }, took(0, 'A', okOf(1), [waitFor('B', { kind: 'table' })])),
    ).toEqual(['lock fails']);
    expect(verdicts({ on: {} }, didNot)).toEqual(['lock fails']);
  });
});

describe('what a statement comes to', () => {
  it('is an error by number or by symbol', () => {
    const failed = took(0, 'A', errorOf(1062, 'ER_DUP_ENTRY'));
    expect(verdicts({ error: '1062' }, failed)).toEqual(['error holds']);
    expect(verdicts({ error: 'ER_DUP_ENTRY' }, failed)).toEqual(['error holds']);
    expect(verdicts({ error: '1213' }, failed)).toEqual(['error fails']);
    expect(verdicts({ error: '1062' }, took(0, 'A', okOf(1)))).toEqual(['error fails']);
  });

  it('is a number of affected rows', () => {
    expect(verdicts({ affected: 0 }, took(0, 'A', okOf(0)))).toEqual(['affected rows holds']);
    expect(verdicts({ affected: 1 }, took(0, 'A', okOf(0)))).toEqual(['affected rows fails']);
    expect(verdicts({ affected: 0 }, took(0, 'A', rowsOf()))).toEqual(['affected rows fails']);
  });

  it('has columns by name and order', () => {
    expect(verdicts({ columns: ['id', 'name'] }, took(0, 'A', rowsOf()))).toEqual(['columns holds']);
    expect(verdicts({ columns: ['name', 'id'] }, took(0, 'A', rowsOf()))).toEqual(['columns fails']);
    expect(verdicts({ columns: ['id'] }, took(0, 'A', okOf(1)))).toEqual(['columns fails']);
  });

  it('is answered by the application', () => {
    const answered: LabEventBody[] = [
      ...took(0, 'A', okOf(1)),
      { type: 'answered', session: 'A', step: 0, answer: 'Stored', rejected: false },
    ];
    expect(verdicts({ answer: 'Stored' }, answered)).toEqual(['answer holds']);
    expect(verdicts({ answer: 'Refused' }, answered)).toEqual(['answer fails']);
    expect(verdicts({ answer: 'Stored' }, took(0, 'A', okOf(1)))).toEqual(['answer fails']);
  });

  it('is compared in every part, so that all that is wrong is told', () => {
    const waited = took(0, 'A', errorOf(1205, 'ER_LOCK_WAIT_TIMEOUT'), [waitFor('B')]);
    expect(verdicts({ waitsFor: ['B'], affected: 1, answer: 'Stored' }, waited)).toEqual([
      'wait holds',
      'affected rows fails',
      'answer fails',
    ]);
  });
});

describe('a step that is not taken', () => {
  const skipped: LabEventBody[] = [
    { type: 'step-skipped', step: 0, session: 'A', because: 'transaction-gone' },
  ];

  it('is what skipped expects', () => {
    expect(verdicts({ skipped: true }, skipped)).toEqual(['step holds']);
    expect(verdicts({ skipped: true }, took(0, 'A', okOf(1)))).toEqual(['step fails']);
    expect(verdicts({ skipped: true }, [])).toEqual(['step fails']);
  });

  it.each<[string, StepExpectation]>([
    ['rows', { rows: exact() }],
    ['no wait', { waitsFor: [] }],
    ['an answer', { answer: 'Stored' }],
  ])('does not come to %s', (_, expected) => {
    expect(verdicts(expected, skipped)).toEqual(['step fails']);
    expect(verdicts(expected, [])).toEqual(['step fails']);
  });
});

describe('either', () => {
  const victim: StepExpectation = { either: [{ affected: 1 }, { error: '1213' }] };

  it('holds when one of the alternatives does', () => {
    expect(verdicts(victim, took(0, 'A', okOf(1)))).toEqual(['one of several outcomes holds']);
    expect(verdicts(victim, took(0, 'A', errorOf(1213, 'X')))).toEqual(['one of several outcomes holds']);
    expect(verdicts(victim, took(0, 'A', errorOf(1205, 'X')))).toEqual(['one of several outcomes fails']);
  });

  it('stands beside what holds in any case', () => {
    const both: StepExpectation = { waitsFor: ['B'], either: [{ affected: 1 }, { skipped: true }] };
    expect(verdicts(both, took(0, 'A', okOf(1), [waitFor('B')]))).toEqual([
      'wait holds',
      'one of several outcomes holds',
    ]);
    expect(verdicts(both, took(0, 'A', okOf(1)))).toEqual(['wait fails', 'one of several outcomes holds']);
  });

  it('may be that the step is not taken', () => {
    const either: StepExpectation = { either: [{ affected: 1 }, { skipped: true }] };
    const skipped: LabEventBody[] = [
      { type: 'step-skipped', step: 0, session: 'A', because: 'transaction-gone' },
    ];
    expect(verdicts(either, skipped)).toEqual(['one of several outcomes holds']);
  });

  it('says what all alternatives were', () => {
    const [finding] = judge(
      stateAfter(
        scriptOfSteps([step('A', 'X', { expect: victim })]),
        ...took(0, 'A', errorOf(1205, 'ER_LOCK_WAIT_TIMEOUT')),
      ),
    );
    expect(finding?.expected).toBe('1 row affected; or ERROR 1213');
    expect(finding?.observed).toBe('ERROR 1205 (ER_LOCK_WAIT_TIMEOUT): No.');
  });

  it('binds the names of the alternative that held', () => {
    const script = scriptOfSteps([
      step('A', 'X', { expect: { either: [{ rows: exact(['$a', 'x']) }, { rows: exact(['$b', 'y']) }] } }),
      step('A', 'Y', { expect: { rows: exact(['$b', 'z']) } }),
    ]);
    const judged = (id: string) =>
      holds(
        judge(stateAfter(script, ...took(0, 'A', rowsOf(['5', 'y'])), ...took(1, 'A', rowsOf([id, 'z'])))),
      );
    expect(judged('5')).toBe(true);
    expect(judged('6')).toBe(false);
  });
});

describe('the end', () => {
  const script = (end: EndExpectation) =>
    scriptOfSteps([step('A', 'X'), step('B', 'Y')], { end, watch: ['books'] });
  const atEnd = (end: EndExpectation, ...told: readonly LabEventBody[]): readonly string[] =>
    judge(stateAfter(script(end), ...told))
      .filter(({ place, verdict }) => place === 'end' && verdict !== 'unproven')
      .map(({ verdict, what }) => `${what} ${verdict}`);

  it('has the committed rows of a table', () => {
    expect(atEnd({ tables: { books: exact(['1', 'x']) } }, ended([['1', 'x']]))).toEqual([
      'table books holds',
    ]);
    expect(atEnd({ tables: { books: exact(['1', 'x']) } }, ended())).toEqual(['table books fails']);
    expect(atEnd({ tables: { other: exact() } }, ended())).toEqual(['table other fails']);
  });

  it('has no rows of a table that cannot be read', () => {
    const unreadable: LabEventBody = {
      type: 'run-finished',
      end: 'complete',
      observation: { tables: [{ name: 'books', unreadable: 'dropped' }], transactions: [], locks: [] },
    };
    expect(atEnd({ tables: { books: exact() } }, unreadable)).toEqual(['table books fails']);
  });

  it('keeps or breaks the invariant', () => {
    expect(atEnd({ invariant: 'holds' }, ended([], []))).toEqual(['invariant holds']);
    expect(atEnd({ invariant: 'violated' }, ended([], []))).toEqual(['invariant fails']);
    expect(atEnd({ invariant: 'violated' }, ended([], [['Sapiens']]))).toEqual(['invariant holds']);
    expect(atEnd({ invariant: 'holds' }, ended([], [['Sapiens']]))).toEqual(['invariant fails']);
    expect(atEnd({ invariant: 'holds' }, ended())).toEqual(['invariant fails']);
  });

  it('knows whose transaction the server rolled back', () => {
    const deadlock = [...took(0, 'A', okOf(1)), ...took(1, 'B', errorOf(1213, 'ER_LOCK_DEADLOCK')), ended()];
    expect(atEnd({ rolledBack: ['B'] }, ...deadlock)).toEqual(['rolled back holds']);
    expect(atEnd({ rolledBack: ['A'] }, ...deadlock)).toEqual(['rolled back fails']);
    expect(atEnd({ rolledBack: [] }, ...deadlock)).toEqual(['rolled back fails']);
    expect(atEnd({ rolledBack: { oneOf: ['A', 'B'] } }, ...deadlock)).toEqual(['rolled back holds']);
    expect(atEnd({ rolledBack: { oneOf: ['A', 'C'] } }, ...deadlock)).toEqual(['rolled back fails']);
    expect(atEnd({ rolledBack: [] }, ended())).toEqual(['rolled back holds']);
    expect(atEnd({ rolledBack: { oneOf: ['A', 'B'] } }, ended())).toEqual(['rolled back fails']);
  });

  it('does not count other errors as rolled back', () => {
    const timeout = [...took(0, 'A', errorOf(1205, 'ER_LOCK_WAIT_TIMEOUT')), ended()];
    expect(atEnd({ rolledBack: [] }, ...timeout)).toEqual(['rolled back holds']);
  });

  it('is one of several ends', () => {
    const either: EndExpectation = {
      either: [{ tables: { books: exact(['1', 'a']) } }, { tables: { books: exact(['1', 'b']) } }],
    };
    expect(atEnd(either, ended([['1', 'b']]))).toEqual(['one of several outcomes holds']);
    expect(atEnd(either, ended([['1', 'c']]))).toEqual(['one of several outcomes fails']);
  });

  it('fails while the run is not over', () => {
    expect(atEnd({ rolledBack: [] })).toEqual(['end fails']);
  });
});

describe('what nothing is said about', () => {
  it('is unproven, and does not fail', () => {
    const script = scriptOfSteps([step('A', 'X'), step('A', 'Y', { expect: {} })], { watch: ['books'] });
    const findings = judge(stateAfter(script, ...took(0, 'A', okOf(1)), ...took(1, 'A', okOf(1)), ended()));
    expect(findings.map(({ verdict, place }) => [verdict, place])).toEqual([
      ['unproven', 0],
      ['unproven', 1],
      ['unproven', 'end'],
    ]);
    expect(holds(findings)).toBe(true);
  });

  it('is not the end of a lesson that has nothing to show there', () => {
    const script = scriptOfSteps([step('A', 'X', { expect: { affected: 1 } })]);
    expect(
      judge(stateAfter(script, ...took(0, 'A', okOf(1)), ended())).map(({ verdict }) => verdict),
    ).toEqual(['holds']);
  });
});

describe('a run in an order that is not that of its author', () => {
  const steps = [step('A', 'X', { expect: { affected: 1 } }), step('A', 'Y')];
  const told = [...took(0, 'A', okOf(7)), ...took(1, 'A', errorOf(1213, 'ER_LOCK_DEADLOCK'))];

  it('has nothing to hold, to fail or to prove', () => {
    const findings = judge(
      stateAfter(scriptOfSteps(steps, { order: 'AA', watch: ['books'] }), ...told, ended()),
    );
    expect(findings).toEqual([]);
    expect(holds(findings)).toBe(true);
  });
});
