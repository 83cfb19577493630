import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ExploredLesson } from '../../../src/report/explore/explored.ts';
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
    const [, bar = ''] = / {2}([✓✗‖]+)$/mu.exec(textOf(seldom, 120)) ?? [];
    expect(bar).toMatch(/^✓{28}✗‖$/u);
  });

  it('speaks of the level with which the lesson begins, and of another where there is nothing bad', () => {
    expect(flat(whole)).toContain('breaks the promise at REPEATABLE READ: AABBBA, 1 switch');
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
    expect(text).not.toContain('promise broken');
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
    expect(text).toContain('… and 3 more outcomes');
  });

  it('counts apart the orders in which the server chose', () => {
    const varying = {
      interleavings: 4n,
      feasible: 4n,
      broken: 1n,
      shortest: orderOf('ABBAAB', 4n, { switches: 2 }),
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
    expect(text).toContain('holds in 20 of 24 (4 in which the server chose, and broke the promise)');
  });

  it('says of an exploration that was stopped what is known, and of a case that failed why', () => {
    const stopped = exploredOf(
      [
        caseOf(scriptAt('READ COMMITTED'), [broken(3n)], {
          of: 20n,
          isWhole: false,
          completeSwitches: undefined,
        }),
        { script: scriptAt('REPEATABLE READ') },
        { script: scriptAt('READ COMMITTED', { variant: 'odd' }), result: { failed: 'No such table.' } },
      ],
      { isStopped: true, isSparing: true, jobs: 2 },
    );
    const text = flat(stopped);
    expect(text).toContain('Stopped before it was over: 0 of 3 cases whole.');
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
