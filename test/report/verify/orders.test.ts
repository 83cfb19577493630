import { describe, expect, it } from 'vitest';
import type { EveryOrder } from '../../../src/lesson/every-order.ts';
import { githubReporter } from '../../../src/report/verify/github.ts';
import { githubSummary } from '../../../src/report/verify/github-summary.ts';
import { jsonReporter } from '../../../src/report/verify/json.ts';
import { junitReporter } from '../../../src/report/verify/junit.ts';
import { PrettyReporter } from '../../../src/report/verify/pretty.ts';
import { tapReporter } from '../../../src/report/verify/tap.ts';
import type { CaseResult } from '../../../src/verify/case-result.ts';
import type { CaseAbout, VerifyEvent } from '../../../src/verify/events.ts';
import { judgeOrders } from '../../../src/verify/judge-orders.ts';
import { judgePair } from '../../../src/verify/judge-pair.ts';
import type { OrdersSeen } from '../../../src/verify/orders-seen.ts';
import type { Pair } from '../../../src/verify/pairs.ts';
import { resultOf, summary } from './told.ts';
import { written } from './written.ts';

const half: OrdersSeen = {
  of: 70,
  covered: 70,
  runs: 40,
  isWhole: true,
  broken: 48,
  varying: 0,
  shortest: { order: 'AABBBBAA', always: true },
};

const many: OrdersSeen = {
  of: '118264581564861424',
  covered: 8_000_000,
  runs: 30,
  isWhole: false,
  broken: 0,
  varying: 0,
};

const explored = (orders: OrdersSeen, claim?: EveryOrder): CaseResult => {
  const findings = claim ? [judgeOrders(claim, orders)] : [];
  return {
    status: findings.some(({ verdict }) => verdict === 'fails') ? 'failed' : 'passed',
    repetitions: 1,
    ms: 80,
    findings,
    recording: [],
    invariant: orders.shortest ? 'violated' : 'holds',
    orders,
  };
};

const about = (id: string, more: Partial<CaseAbout> = {}): CaseAbout => ({
  id,
  lesson: 'half',
  title: 'Half a fix',
  file: 'own/half.yaml',
  level: 'READ COMMITTED',
  requested: true,
  expectedMs: 50,
  ...more,
});

const pairOf = (variant: string): Pair => ({
  id: `half: ${variant} prevents it`,
  lesson: 'half',
  file: 'own/half.yaml',
  line: 40,
  level: 'READ COMMITTED',
  variant,
  bug: 'bug',
  fix: variant,
  explorations: { fix: `${variant}, in every order` },
});

/** A claim of all orders that is not so, a fix that holds in some of them, and one that holds in those that were run. */
const told = async (): Promise<readonly VerifyEvent[]> => {
  const fine = await resultOf('unique-index', (script) => script);
  const results = new Map<string, CaseResult>([
    ['bug', { ...fine, invariant: 'violated' }],
    ['one', { ...fine, invariant: 'holds' }],
    ['both', { ...fine, invariant: 'holds' }],
    ['bug, in every order', explored(half, { kind: 'count', broken: 60, of: 70, line: 33 })],
    ['one, in every order', explored(half)],
    ['both, in every order', explored(many)],
  ]);
  const pairs = [pairOf('one'), pairOf('both')];
  const cases = [...results.keys()].map((id) =>
    about(id, {
      ...(!id.startsWith('bug') && { variant: id.split(',')[0] ?? '' }),
      ...(id.includes(',') && { everyOrder: true, requested: id.startsWith('bug') }),
    }),
  );
  return [
    {
      at: 0,
      type: 'verify-started',
      server: { version: '9.7.4', provider: 'embedded', place: '/run/isolab' },
      cases,
      pairs,
      jobs: 4,
      repeat: 1,
      orders: 30,
    },
    ...[...results].map(([id, result]) => ({ at: 10, type: 'case-finished', case: id, result }) as const),
    ...pairs.flatMap((pair): readonly VerifyEvent[] => {
      const result = judgePair(pair, (id) => results.get(id));
      return result ? [{ at: 20, type: 'pair-judged', pair: pair.id, result }] : [];
    }),
    {
      at: 30,
      type: 'verify-finished',
      summary: {
        ...summary,
        cases: { passed: 3, failed: 1, unproven: 0, unsteady: 0, broken: 0, notRun: 0 },
        pairs: { passed: 1, failed: 1, notRun: 0 },
        extra: 0,
        orders: { whole: 2, bounded: 1, bound: 30 },
      },
    },
  ];
};

const reason =
  'with one the promise holds in 22 of 70 orders at READ COMMITTED; the shortest order that violates it: AABBBBAA.';
const command = "isolab own/half.yaml --level 'READ COMMITTED' --variant one --order AABBBBAA";
const bound =
  'in the 30 orders with the fewest switches, which stand for 8,000,000 of 118,264,581,564,861,424';

describe('what is so of every order is told', () => {
  it('to people, with the bound beside what is proved', async () => {
    const text = await written(
      (write) => new PrettyReporter(write, { width: 120, color: false, live: false }),
      await told(),
    );
    expect(text).toMatchSnapshot();
  });

  it('as TAP', async () => {
    const text = await written(tapReporter, await told());
    expect(text).toContain('not ok 4 - bug, in every order\n');
    expect(text).toContain('# also run, for its pair: one, in every order: passed, run in all 70 orders\n');
    expect(text).toContain(`message: "${reason}"`);
    expect(text).toContain(`- "see it: ${command}"`);
    expect(text).toContain(`ok 6 - half: both prevents it\n  ---\n  holds: "${bound}"\n  ...\n`);
  });

  it('as JUnit XML', async () => {
    const text = await written(junitReporter, await told());
    expect(text).toContain(`message="${reason}"`);
    expect(text).toContain(`<properties><property name="holds" value="${bound}"/></properties></testcase>`);
    expect(text).toContain('name="READ COMMITTED, in every order"');
  });

  it('as JSON', async () => {
    const report: unknown = JSON.parse(await written(jsonReporter, await told()));
    expect(report).toMatchObject({
      summary: { orders: { whole: 2, bounded: 1, bound: 30 } },
      cases: [
        {},
        {},
        {},
        {
          everyOrder: true,
          orders: half,
          command: "isolab explore own/half.yaml --level 'READ COMMITTED'",
          failures: [
            {
              place: 'orders',
              where: 'every order',
              line: 33,
              claims: [
                {
                  what: 'invariant',
                  expected: 'it is violated in 60 of 70 orders',
                  observed: 'it is violated in 48 of 70 orders; the shortest: AABBBBAA',
                },
              ],
            },
          ],
        },
        {},
        {},
      ],
      pairs: [
        { status: 'failed', orders: half, reasons: [reason] },
        { status: 'passed', orders: many, reasons: [] },
      ],
    });
  });

  it('on GitHub', async () => {
    const lines = await written(githubReporter, await told());
    expect(lines).toContain('file=own/half.yaml,line=33,title=bug%2C in every order::every order%0A');
    expect(lines).toContain(`${reason}%0Asee it: ${command}`);
    const page = await written(githubSummary, await told());
    expect(page).toContain('| ✗ | half | 3 of 4 | 1 of 2 | 2; 1 in 30 orders |');
  });
});
