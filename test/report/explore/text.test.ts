import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Level } from '../../../src/lesson/level.ts';
import type { ExploredLesson } from '../../../src/report/explore/explored.ts';
import { exploreReport } from '../../../src/report/explore/json.ts';
import { exploreText } from '../../../src/report/explore/text.ts';
import { widthOf } from '../../../src/text/fit.ts';
import {
  broken,
  caseOf,
  deadlock,
  exploredOf,
  kept,
  orderOf,
  outcomeOf,
  scriptAt,
  seats,
} from './explored.ts';

const textOf = (explored: ExploredLesson, width = 80, color = false): string =>
  exploreText(explored, { width, color }).join('\n');

const flat = (explored: ExploredLesson): string => textOf(explored, 160).replaceAll(/\s+/g, ' ');

/** Levels, kinds and fixes of all sorts, whole. */
const whole = exploredOf([
  caseOf(scriptAt('READ COMMITTED'), [broken(14n), kept(6n)]),
  caseOf(scriptAt('REPEATABLE READ'), [broken(14n), kept(6n)], { runs: 7 }),
  caseOf(scriptAt('SERIALIZABLE'), [deadlock(12n), kept(8n)]),
  caseOf(scriptAt('REPEATABLE READ', { variant: 'lock-both' }), [kept(20n)]),
  caseOf(scriptAt('SERIALIZABLE', { variant: 'lock-both' }), [kept(17n), deadlock(3n)]),
  caseOf(scriptAt('REPEATABLE READ', { variant: 'lock-one' }), [broken(9n), kept(11n)]),
]);

/** Too many orders for all to be run. */
const bounded = exploredOf([
  caseOf(scriptAt('REPEATABLE READ'), [broken(1000n), kept(204n)], {
    of: 200_000_000_000n,
    isWhole: false,
    completeSwitches: 2,
    runs: 300,
  }),
]);

describe('what all orders come to', () => {
  it.each([80, 120])('in %i columns', (width) => {
    expect(textOf(whole, width)).toMatchSnapshot();
    expect(textOf(bounded, width)).toMatchSnapshot();
  });

  it.each([40, 60, 80, 120, 200])('fits %i columns, in colour, too', (width) => {
    for (const explored of [whole, bounded])
      for (const line of exploreText(explored, { width, color: true }))
        expect(widthOf(line), line).toBeLessThanOrEqual(width);
  });

  it('says the same with no colour', () => {
    expect(stripVTControlCharacters(textOf(whole, 80, true))).toBe(textOf(whole));
  });

  it('has a bar of its whole width, in which everything that there is has a sign', () => {
    const seldom = exploredOf([caseOf(scriptAt('SERIALIZABLE'), [kept(99_990n), broken(7n), deadlock(3n)])]);
    const [, bar = ''] = / {2}([✓✗◆]+)$/mu.exec(textOf(seldom, 120)) ?? [];
    expect(bar).toMatch(/^✓{28}✗◆$/u);
  });

  it('speaks of the level with which the lesson begins, and of another where there is nothing bad', () => {
    expect(flat(whole)).toContain('violates the promise at REPEATABLE READ: AABBBA, 1 switch');
    expect(flat(whole)).toContain('✗ The promise is violated at READ COMMITTED and REPEATABLE READ.');
    const elsewhere = exploredOf([
      caseOf(scriptAt('READ COMMITTED'), [broken(20n)]),
      caseOf(scriptAt('REPEATABLE READ'), [kept(20n)]),
    ]);
    expect(flat(elsewhere)).toContain('isolab two-seats --level rc --order AABBBA');
  });

  it('does not read the name of a file as an option or as several words', () => {
    const text = flat({ ...whole, called: "-it's mine.yaml" });
    expect(text).toContain(String.raw`isolab './-it'\''s mine.yaml' --level rr --order AABBBA`);
  });

  it('names the variant in the command where one was asked for', () => {
    const only = exploredOf([caseOf(scriptAt('READ COMMITTED', { variant: 'lock-one' }), [broken(20n)])]);
    expect(flat(only)).toContain('in every order · variant lock-one: Fix: lock-one');
    expect(flat(only)).toContain('isolab two-seats --level rc --variant lock-one --order AABBBA');
    expect(flat(only)).not.toContain('With a variant beside it');
  });

  it('says that the lesson promises nothing, and tells what is unlike any serial order', () => {
    const script = scriptAt('REPEATABLE READ', { promise: false });
    const odd = outcomeOf(orderOf('ABABAB', 12n, { switches: 2, likeSerial: 'no' }));
    const text = flat(exploredOf([caseOf(script, [odd, outcomeOf(orderOf('AAABBB', 8n))])]));
    expect(text).toContain('The lesson promises nothing');
    expect(text).toContain('like none one after the other at REPEATABLE READ: ABABAB, 2 switches');
    expect(text).not.toContain('promise violated');
  });

  it('says who came through at which attempt, and who gave up', () => {
    const again = (session: string, isThrough: boolean) =>
      outcomeOf(
        orderOf(`AB${session}`, 6n, {
          victims: [session],
          triedAgain: [{ session, attempts: 3, isThrough }],
        }),
      );
    const text = flat(exploredOf([caseOf(scriptAt('SERIALIZABLE'), [again('A', true), again('B', false)])]));
    expect(text).toContain(
      'like one after the other rolled back to end a deadlock: A A came through at attempt 3, after the others',
    );
    expect(text).toContain('deadlock rolled back to end a deadlock: B B gave up after 3 attempts');
  });

  it('tells two outcomes apart that differ in nothing that is shown', () => {
    const [one, other] = ['1', '2'].map((read) =>
      outcomeOf(
        orderOf(`A${read}`, 5n, {
          cameTo: {
            steps: new Map([
              ['A1', 'same'],
              ['B2', read],
            ]),
            answers: new Map(),
            attempts: new Map(),
            variables: new Map(),
            rows: '',
          },
        }),
      ),
    );
    if (one === undefined || other === undefined) throw new Error('No outcomes');
    const text = flat(exploredOf([caseOf(scriptAt('SERIALIZABLE'), [one, other])]));
    expect(text).toContain('the same but for what came back for B2');
  });

  it('counts what there is too much of', () => {
    const rows = Array.from({ length: 30 }, (_, index) => [String(index), 'nobody']);
    const many = Array.from({ length: 9 }, (_, index) =>
      outcomeOf(orderOf('AAABBB', 1n, { end: { tables: [seats(...rows, ['99', `guest ${index}`])] } })),
    );
    const text = flat(exploredOf([caseOf(scriptAt('SERIALIZABLE'), many)]));
    expect(text).toContain('seats: 99, guest 0; 30 rows that all have');
    expect(text).toContain('… and 7 more outcomes, 7 of 9: like one after the other; --format json has all');
  });

  it('shows one of each kind, and counts what it leaves out by kinds', () => {
    const others = [900n, 800n, 700n, 3n].map((count) => kept(count));
    const text = flat(
      exploredOf([caseOf(scriptAt('SERIALIZABLE'), [...others, deadlock(2n), broken(2n), broken(1n)])]),
    );
    expect(text.match(/shortest: \S+,/g)).toEqual([
      'shortest: AAABBB,',
      'shortest: ABABAB,',
      'shortest: AABBBA,',
    ]);
    expect(text).toContain(
      '… and 4 more outcomes, 1,504 of 2,408: 1,503 like one after the other, 1 promise violated; --format json has all',
    );
    const fine = flat(exploredOf([caseOf(scriptAt('SERIALIZABLE'), others)]));
    expect(fine).toContain(
      '… and 2 more outcomes, 703 of 2,403, the promise holds: like one after the other;',
    );
  });

  it('tells once what can happen at several levels, with how often at each', () => {
    const at = (level: Level, one: bigint, other: bigint) =>
      caseOf(scriptAt(level), [broken(one), broken(1n), kept(other), kept(1n)]);
    const text = flat(
      exploredOf([
        at('READ UNCOMMITTED', 12n, 6n),
        at('READ COMMITTED', 14n, 4n),
        at('REPEATABLE READ', 14n, 4n),
      ]),
    );
    expect(text).toMatch(
      /READ UNCOMMITTED, READ COMMITTED, REPEATABLE READ: 4 outcomes ✗ promise violated seats: 1, A; 1, B A → yours B → yours READ UNCOMMITTED: 12 of 20, shortest: AABBBA, 1 switch; somebody waits in 2 READ COMMITTED, REPEATABLE READ: 14 of 20, shortest: AABBBA, 1 switch; somebody waits in 2 ✓ like one after the other seats: 1, A A → yours B → taken READ UNCOMMITTED: 6 of 20, shortest: AAABBB, no switches READ COMMITTED, REPEATABLE READ: 4 of 20, shortest: AAABBB, no switches … and 2 more outcomes, 2 of 20: 1 promise violated, 1 like one after the other; --format json has all$/,
    );
  });

  it('says what is the same in every outcome, and of one that is alone everything', () => {
    const rows = Array.from({ length: 6 }, (_, index) => [String(index), 'nobody']);
    const two = ['yours', 'taken'].map((answer) =>
      outcomeOf(
        orderOf(answer, 5n, {
          end: {
            tables: [seats(...rows), { ...seats(['1', answer]), name: 'guests' }],
            answers: [{ session: 'A', answer: 'yours', rejected: false }],
          },
        }),
      ),
    );
    expect(flat(exploredOf([caseOf(scriptAt('SERIALIZABLE'), two)]))).toMatch(
      /guests: 1, yours shortest.* guests: 1, taken shortest.* The same in every outcome: seats: 0, nobody; 1, nobody; 2, nobody; 3, nobody; … and 2 more rows · A → yours$/,
    );
    const alone = flat(exploredOf([caseOf(scriptAt('SERIALIZABLE'), [kept(1n)])]));
    expect(alone).toContain('1 outcome ✓ 1 of 1 like one after the other seats: 1, A A → yours B → taken');
    expect(alone).toContain('1 interleaving of 3 + 3 steps: there is one order only. Each was run.');
    expect(alone).not.toContain('The same in every outcome');
  });

  it('says that ids are names where the server gave some', () => {
    const told = (rows: string) =>
      flat(
        exploredOf([
          caseOf(scriptAt('SERIALIZABLE'), [
            outcomeOf(
              orderOf('AAABBB', 5n, {
                cameTo: {
                  steps: new Map(),
                  answers: new Map(),
                  variables: new Map(),
                  attempts: new Map(),
                  rows,
                },
              }),
            ),
          ]),
        ]),
      );
    const row = JSON.stringify(['id of A2', 'nobody']);
    expect(told(JSON.stringify([['seats', ['seat', 'guest'], [row]]]))).toContain('is a name for the step');
    expect(told('')).not.toContain('is a name for the step');
  });

  it('says where no concurrency is needed to violate the promise', () => {
    const serial = outcomeOf(orderOf('AAABBB', 8n, { promise: 'broken', isSerial: true }));
    const both = exploredOf([
      caseOf(scriptAt('READ COMMITTED'), [broken(2n), serial]),
      caseOf(scriptAt('SERIALIZABLE'), [broken(10n)]),
    ]);
    expect(flat(both)).toContain(
      '! It needs no concurrency at READ COMMITTED: one after the other they violate the promise, too (AAABBB).',
    );
    const script = scriptAt('READ COMMITTED');
    const one = { ...script, sessions: script.sessions.slice(0, 1), steps: script.steps.slice(0, 1) };
    const alone = flat(exploredOf([caseOf(one, [outcomeOf({ ...serial.shortest, interleavings: 1n })])]));
    expect(alone).toContain('1 interleaving of 1 step: there is one order only. Each was run.');
    expect(alone).toContain('! It needs no concurrency: by itself a guest violates the promise, too.');
    expect(alone).not.toContain('A switch:');
  });

  it('names a column that no answer has', () => {
    const script = scriptAt('READ COMMITTED', { promise: false });
    const [first, ...rest] = script.steps;
    const asking = { ...first, keep: { seat: 'seet', id: 'insert_id' } } as typeof first & object;
    const steps = new Map([['A1', JSON.stringify([[['seat', 'guest'], []]])]]);
    const cameTo = { steps, answers: new Map(), variables: new Map(), attempts: new Map(), rows: '' };
    const text = flat(
      exploredOf([
        caseOf({ ...script, steps: [asking, ...rest] }, [outcomeOf(orderOf('AAABBB', 20n, { cameTo }))]),
      ]),
    );
    expect(text).toContain('! Step 1 of A is asked for the column seet, and returns only seat and guest.');
  });

  it('speaks of own SQL as that, and asks for a setup where a table is missing', () => {
    const errors = [
      {
        session: 'A',
        place: 0,
        errno: 1146,
        symbol: 'ER_NO_SUCH_TABLE',
        message: "Table 'seats' doesn't exist",
      },
    ];
    const missing = outcomeOf(orderOf('AAABBB', 20n, { end: { errors } }));
    const { called: _, ...own } = exploredOf(
      [caseOf(scriptAt('READ COMMITTED', { promise: false }), [missing])],
      { isOwn: true },
    );
    const text = flat(own);
    expect(text).toContain('Your SQL in every order');
    expect(text).toContain('No promise was given (--promise)');
    expect(text).toContain(
      "! Step 1 of A gets ERROR 1146 (ER_NO_SUCH_TABLE) whenever it is taken, in any order: Table 'seats' doesn't exist. Was --setup forgotten?",
    );
    expect(text).not.toMatch(/lesson/i);
  });

  it('says of a statement that fails whenever it is taken what the server says, also where some orders do not take it', () => {
    const error = {
      session: 'A',
      place: 1,
      errno: 1054,
      symbol: 'ER_BAD_FIELD_ERROR',
      message: 'Unknown column',
    };
    const came = (a2: string) => ({
      steps: new Map([['A2', a2]]),
      answers: new Map(),
      variables: new Map(),
      attempts: new Map(),
      rows: '',
    });
    const failed = orderOf('AAABBB', 15n, { end: { errors: [error] }, cameTo: came('ERROR 1054') });
    const textWith = (a2: string) =>
      flat(
        exploredOf([
          caseOf(scriptAt('SERIALIZABLE'), [
            outcomeOf(failed),
            outcomeOf(orderOf('BBBAAA', 5n, { cameTo: came(a2) })),
          ]),
        ]),
      );
    expect(textWith('not taken')).toContain(
      '! Step 2 of A gets ERROR 1054 (ER_BAD_FIELD_ERROR) whenever it is taken, in any order: Unknown column.',
    );
    expect(textWith('1 row')).not.toContain('whenever it is taken');
  });

  it('counts apart the orders in which the server chose', () => {
    const varying = {
      interleavings: 4n,
      feasible: 4n,
      broken: 1n,
      shortest: orderOf('ABBAAB', 4n, { switches: 2 }),
      worst: orderOf('ABBAAB', 4n, { switches: 2 }),
    };
    const more = { of: 24n, covered: { interleavings: 24n, feasible: 24n }, varying };
    const text = flat(
      exploredOf([
        caseOf(scriptAt('REPEATABLE READ'), [kept(20n)], more),
        caseOf(scriptAt('REPEATABLE READ', { variant: 'lock-both' }), [kept(20n)], more),
      ]),
    );
    expect(text).toContain('20 of 24 4 of 24');
    expect(text).toContain('the server chose: run again, they came to something else');
    expect(text).toContain('holds in 20 of 24 (4 in which the server chose, and violated the promise)');
    expect(text).toContain('✗ The promise was violated at REPEATABLE READ where the server chose (ABBAAB);');
    expect(text).not.toContain('The promise holds');
  });

  it('tells steps that were cut at their limit, and orders in which the server could choose', () => {
    const cut = [
      {
        session: 'B',
        place: 4,
        limitMs: 30_000,
        interleavings: 4n,
        feasible: 4n,
        shortest: orderOf('AAABBB', 4n),
      },
    ];
    const open = { interleavings: 1200n, feasible: 3n, broken: 1100n };
    const unsteady = [{ of: 'table', name: 'seats' } as const];
    const levels = ['READ COMMITTED', 'SERIALIZABLE'] as const;
    const cases = levels.map((level) =>
      caseOf(scriptAt(level), [broken(1100n), kept(300n)], { cut, open, unsteady }),
    );
    const text = flat(exploredOf(cases));
    expect(text).toContain(
      '! At READ COMMITTED and SERIALIZABLE: step 2 of B was cut at its limit of 30 s in 4 of 1,400, for instance in AAABBB: it may have no end.',
    );
    expect(text).toContain(
      'in 1,200 of 1,400 the server could choose, for several statements were at work at the same moment. Run again, they came to the same each time; of these 1,100 of 1,400 violate the promise.',
    );
    expect(text).toContain('the table seats may be otherwise in every run, also of the same order');
    expect(exploreReport(exploredOf(cases)).cases[0]).toMatchObject({
      unsteady,
      cut: [{ session: 'B', step: 2, limitMs: 30_000, interleavings: 4, feasible: 4, shortest: 'AAABBB' }],
      open: { interleavings: 1200, feasible: 3, broken: 1100 },
    });
  });

  it('says of an exploration that was stopped what is known, and of a case that failed why', () => {
    const stopped = exploredOf(
      [
        caseOf(scriptAt('READ COMMITTED'), [broken(3n)], {
          of: 20n,
          isWhole: false,
          completeSwitches: undefined,
        }),
        caseOf(scriptAt('REPEATABLE READ'), [], { of: 10n ** 9n, runs: 0, isWhole: false }),
        { script: scriptAt('SERIALIZABLE') },
        { script: scriptAt('READ COMMITTED', { variant: 'odd' }), result: { failed: 'No such table.' } },
      ],
      { isStopped: true, isSparing: true, jobs: 2 },
    );
    const text = flat(stopped);
    expect(text).toContain('Stopped before it was over: 0 of 4 cases whole.');
    expect(text).toContain('Begun: REPEATABLE READ: 0 of 1·10⁹ interleavings, no run was over.');
    expect(text).toContain(
      'some orders, and not all of those without a switch: 3 of 20 interleavings, 1 run.',
    );
    expect(text).toContain('✗ READ COMMITTED, odd: No such table.');
    expect(text).toContain("2 at a time: the server is not one of isolab's own (--jobs).");
  });

  it('lets nothing of a lesson reach the terminal as it is', () => {
    const bad = exploredOf([caseOf(scriptAt('READ COMMITTED', { variant: 'x\u001B[2J' }), [broken(20n)])], {
      called: 'x\u001B[2J.yaml',
    });
    expect(textOf(bad)).not.toContain('\u001B');
  });
});
