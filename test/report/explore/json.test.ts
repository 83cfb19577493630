import { describe, expect, it } from 'vitest';
import { exploreLine } from '../../../src/report/explore/event-line.ts';
import { exploreReport } from '../../../src/report/explore/json.ts';
import {
  broken,
  caseOf,
  deadlock,
  explorationOf,
  exploredOf,
  kept,
  orderOf,
  scriptAt,
  server,
} from './explored.ts';

describe('all orders as one JSON document', () => {
  const script = scriptAt('READ COMMITTED');
  const explored = exploredOf([
    caseOf(script, [broken(14n), kept(6n)]),
    caseOf(scriptAt('READ COMMITTED', { variant: 'fix' }), [kept(2n ** 60n)], {
      isWhole: false,
      completeSwitches: undefined,
    }),
    { script: scriptAt('SERIALIZABLE'), result: { failed: 'No such table.' } },
  ]);
  const report = exploreReport(explored);

  it('survives being written and read, counts too', () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(report.cases[1]).toMatchObject({
      variant: 'fix',
      of: '1152921504606846976',
      whole: false,
      completeSwitches: null,
    });
  });

  it('has what violates the promise, and how to open it', () => {
    expect(report).toMatchObject({
      format: 1,
      promise: 'A seat has one guest.',
      broken: true,
      stopped: false,
    });
    expect(report.shortestBad).toEqual([
      {
        level: 'READ COMMITTED',
        kind: 'broken',
        order: 'AABBBA',
        switches: 1,
        command: 'isolab two-seats --level rc --order AABBBA',
      },
    ]);
    expect(report.failed).toEqual([{ level: 'SERIALIZABLE', why: 'No such table.' }]);
  });

  it('gives every order its outcome', () => {
    const [first] = report.cases;
    expect(first?.outcomes.map(({ kind, shortest, waited }) => [kind, shortest, waited])).toEqual([
      ['broken', 'AABBBA', 2],
      ['serial', 'AAABBB', 0],
    ]);
    expect(first?.orders.map(({ order, outcome }) => [order, outcome])).toEqual([
      ['AABBBA', 0],
      ['AAABBB', 1],
    ]);
  });

  it('is broken by an order in which the server chose, too', () => {
    const varying = { interleavings: 3n, feasible: 3n, broken: 3n };
    expect(exploreReport(exploredOf([caseOf(script, [kept(17n)], { varying })])).broken).toBe(true);
    expect(exploreReport(exploredOf([caseOf(script, [deadlock(20n)])])).broken).toBe(false);
  });

  it('has what was begun when it was stopped', () => {
    const begun = caseOf(script, [], { of: 10n ** 20n, runs: 0, isWhole: false });
    const stopped = exploreReport(
      exploredOf([begun, { script: scriptAt('SERIALIZABLE') }], { isStopped: true }),
    );
    expect(stopped).toMatchObject({
      stopped: true,
      broken: false,
      cases: [{ of: '100000000000000000000', runs: 0, whole: false, outcomes: [] }],
      shortestBad: [],
    });
  });

  it('has the same as events, a line each', () => {
    const result = explorationOf(script, [broken(14n), kept(6n)]);
    const at = 1.4;
    const lines = [
      exploreLine({
        at,
        type: 'explore-started',
        lesson: { id: 'two-seats', title: 'T' },
        server,
        scripts: [script],
        jobs: 2,
        bound: { switches: 1 },
      }),
      exploreLine({ at, type: 'case-started', script, of: 20n }),
      exploreLine({ at, type: 'order', script, of: 20n, order: orderOf('AAABBB', 6n) }),
      exploreLine({ at, type: 'case-finished', script, result }),
      exploreLine({ at, type: 'explore-finished', isStopped: false, isBroken: true }),
    ];
    const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
    expect(events).toMatchObject([
      { type: 'explore-started', format: 1, at: 1, cases: [{ case: 'two-seats @ READ COMMITTED' }] },
      { type: 'case-started', of: 20 },
      { type: 'order', order: 'AAABBB', interleavings: 6 },
      { type: 'case-finished', case: 'two-seats @ READ COMMITTED', of: 20, whole: true },
      { type: 'explore-finished', broken: true, stopped: false },
    ]);
  });
});
