import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseLesson } from '../../src/lesson/parse.ts';
import type { MysqlLab } from '../../src/mysql/lab-server.ts';
import { failureLines, plain } from '../../src/report/verify/failure-lines.ts';
import { openLab } from '../mysql/real-lab.ts';
import { verified } from './told-events.ts';

let lab: MysqlLab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

/** Two clicks on one button; the fix asks the row first. */
const clicks = (expectations: { readonly bug: string; readonly fix: string }): string => `
format: 1
id: clicks
title: Two clicks
topic: test
summary: A coupon is used once.
levels: [REPEATABLE READ]
setup: |
  CREATE TABLE coupons (id INT PRIMARY KEY, used INT NOT NULL);
  CREATE TABLE uses (id INT AUTO_INCREMENT PRIMARY KEY, coupon INT NOT NULL);
  INSERT INTO coupons VALUES (1, 0);
watch: [uses]
invariant:
  says: a coupon is used once
  violations: SELECT coupon FROM uses GROUP BY coupon HAVING COUNT(*) > 1
handler:
  title: Use a coupon
  path: /use
  request: { coupon: 1 }
  steps:
    begin: START TRANSACTION
    lookup:
      sql: SELECT used FROM coupons WHERE id = :coupon
      reject_if: { 'used = 1': used up }
    use: INSERT INTO uses (coupon) VALUES (:coupon)
    mark: UPDATE coupons SET used = 1 WHERE id = :coupon
    commit: { sql: COMMIT, answer: enjoy }
burst: { requests: 4, workers: 3, expect: ${expectations.bug} }
steps:
  - A: { do: begin }
  - B: { do: begin }
variants:
  locked:
    title: ask first
    about: The row is locked.
    prevents: all
    handler:
      lookup: { sql: 'SELECT used FROM coupons WHERE id = :coupon FOR UPDATE' }
    burst: { expect: ${expectations.fix} }
`;

const proved = (text: string) => verified(lab, [parseLesson(text)], { filter: { grep: 'in a burst' } });

const bug = 'clicks @ REPEATABLE READ, in a burst';
const fix = 'clicks @ REPEATABLE READ + locked, in a burst';

describe('a burst', () => {
  it('proves the bug by showing it, and the fix by rounds without it', async () => {
    const { summary, cases, pairs } = await proved(
      clicks({
        bug: "{ invariant: violated, answers: { '200': 3, '409': 1 } }",
        fix: "{ invariant: holds, answers: { '200': 1, '409': 3 } }",
      }),
    );
    expect(summary.ok).toBe(true);
    expect(cases.get(bug)).toMatchObject({ status: 'passed', invariant: 'violated' });
    expect(cases.get(fix)).toMatchObject({ status: 'passed', invariant: 'holds' });
    expect([...pairs.keys()]).toContain('clicks @ REPEATABLE READ: locked prevents it in a burst');
  });

  it('fails when a bug is claimed to be none, and tells how to see it', async () => {
    const text = clicks({ bug: '{ invariant: holds }', fix: '{ invariant: holds }' });
    // A look-up that finds nothing wrong: the bug is there in every round.
    const { cases, events } = await proved(
      text.replace('sql: SELECT used FROM coupons WHERE id = :coupon\n', 'sql: SELECT 0 AS used\n'),
    );
    const result = cases.get(bug);
    const [started] = events;
    const about = started?.type === 'verify-started' ? started.cases.find(({ id }) => id === bug) : undefined;
    if (result === undefined || about === undefined) throw new Error('The case did not run');
    expect(result.status).toBe('failed');
    expect(failureLines(about, result, plain).join('\n')).toMatchInlineSnapshot(`
      "the burst
        invariant
          - holds
          + violated
      again: isolab race clicks --level 'REPEATABLE READ'"
    `);
  });

  it('fails when a violation is claimed that never comes', async () => {
    const { cases } = await proved(
      clicks({ bug: '{ invariant: violated }', fix: '{ invariant: violated }' }),
    );
    expect(cases.get(fix)).toMatchObject({
      status: 'failed',
      findings: [
        { what: 'invariant', expected: 'violated', observed: 'holds in all 20 rounds' },
        { what: 'answers', verdict: 'holds' },
      ],
    });
  });

  it('claims of what happens rarely only that every request is answered', async () => {
    const { cases } = await proved(clicks({ bug: '{ invariant: violated }', fix: '{ invariant: rarely }' }));
    expect(cases.get(fix)).toMatchObject({ status: 'passed', findings: [{ what: 'answers' }] });
  });

  it('is unproven when nothing is claimed of it', async () => {
    const { cases } = await proved(clicks({ bug: '{ invariant: violated }', fix: '{}' }));
    expect(cases.get(fix)?.status).toBe('unproven');
  });
});
