import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { githubReporter } from '../../../src/report/verify/github.ts';
import { githubSummary } from '../../../src/report/verify/github-summary.ts';
import { jsonReporter } from '../../../src/report/verify/json.ts';
import type { VerifyEvent } from '../../../src/verify/events.ts';
import { told } from './told.ts';
import { written } from './written.ts';

describe('GitHub annotations', () => {
  it('are one line each, with nothing that ends them early or colours them', async () => {
    const text = await written(githubReporter);
    const lines = text.trimEnd().split('\n');
    for (const line of lines) expect(line).toMatch(/^::error( [a-z]+=[^:,]*(,[a-z]+=[^:,]*)*)?::/);
    expect(text).not.toContain('\u001B');
    expect(text).not.toContain('\r');
  });

  it('stand at the line of the lesson file where it is wrong', async () => {
    const text = await written(githubReporter);
    expect(text).toMatch(/^::error file=lessons\/duplicate-book\.yaml,line=\d+,title=wrong::step 2, A: /m);
    expect(text).toContain('%0A- waits for B%0A+ does not wait%0A');
    expect(text).toMatch(
      /^::error file=lessons\/duplicate-book\.yaml,line=99,title=duplicate-book @ REPEATABLE READ%3A unique-index prevents it::Without/m,
    );
  });

  it('say of a case that broke why, and of one that is unsteady how', async () => {
    const text = await written(githubReporter);
    expect(text).toMatch(
      /title=broken::it did not come to its end%0AThe lesson's setup failed\..*Correct it\./s,
    );
    expect(text).toMatch(/title=unsteady::.*- B waits for A%0A\+ B gets error 1213/);
  });
});

describe('the summary for GitHub', () => {
  it('has a row for the lesson and everything that is wrong, folded', async () => {
    const text = await written(githubSummary);
    expect(text).toContain('| ✗ | duplicate\\-book | 1 of 6 | 0 of 1 |');
    expect(text.match(/<details>/g)).toHaveLength(5);
    expect(text).toMatch(/<summary>✗ wrong: 2 of \d+ expectations did not hold<\/summary>\n\n```text\n/);
    expect(text).toContain('+ does not wait');
    expect(text).toContain('It is claimed at lessons/duplicate-book.yaml:99.');
    expect(text).toContain('✗ Not proved');
  });

  it('is Markdown whatever stands in a lesson, and no command of a terminal', async () => {
    const text = await written(githubSummary);
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    const [summary] = /<summary>✗ silent.*/.exec(text) ?? [];
    expect(summary).toContain('&lt;b&gt; &amp; "q"');
    const kinds = marked.lexer(text).map(({ type }) => type);
    expect(kinds.filter((type) => type === 'code')).toHaveLength(5);
    expect(kinds.filter((type) => type === 'heading')).toHaveLength(1);
  });

  it('has a fence that no text of a lesson ends', async () => {
    const events = await told();
    const fenced = events.map(
      (event): VerifyEvent =>
        event.type === 'pair-judged'
          ? { ...event, result: { ...event.result, reasons: ['so', '````', '# a head'] } }
          : event,
    );
    const text = await written(githubSummary, fenced);
    expect(text).toContain('\n`````text\nso\n````\n# a head\n');
  });

  it('stays within what GitHub shows', async () => {
    const many = (await told()).map((event): VerifyEvent => {
      if (event.type !== 'verify-started') return event;
      const [, wrong] = event.cases;
      return { ...event, cases: wrong === undefined ? [] : Array.from({ length: 2000 }, () => wrong) };
    });
    const text = await written(githubSummary, many);
    expect(text.length).toBeLessThan(300_000);
    expect(text).toMatch(/… and \d+ more\.\n/);
  });
});

describe('the JSON report', () => {
  it('is one document with everything that was planned, in the order of the plan', async () => {
    const report = JSON.parse(await written(jsonReporter));
    expect(report).toMatchObject({ format: 1, summary: { ok: false, end: 'complete' }, jobs: 4, repeat: 1 });
    expect(report.cases.map((one: { status: string }) => one.status)).toEqual([
      'passed',
      'failed',
      'unproven',
      'unsteady',
      'broken',
      'passed',
      'not-run',
    ]);
    expect(report.cases.at(5)).toMatchObject({ id: 'extra', requested: false });
  });

  it('tells of a failure the place, the claims and how to see it again', async () => {
    const { cases, pairs } = JSON.parse(await written(jsonReporter));
    expect(cases[1]).toMatchObject({
      failures: [
        {
          place: 1,
          where: expect.stringMatching(/^step 2, A: SELECT/),
          line: expect.any(Number),
          unproven: false,
          claims: [
            { what: 'wait', expected: 'waits for B', observed: 'does not wait' },
            { what: 'rows', observed: 'no row' },
          ],
        },
      ],
      command: "isolab run lessons/duplicate-book.yaml --level 'REPEATABLE READ'",
    });
    expect(cases[2]).toMatchObject({ failures: [{ place: 2, unproven: true, claims: [] }] });
    expect(cases.at(-1).command).toBe(
      "isolab run lessons/duplicate-book.yaml --level SERIALIZABLE --variant 'it is'",
    );
    expect(pairs).toMatchObject([
      {
        file: 'lessons/duplicate-book.yaml',
        line: 99,
        bug: 'fine',
        fix: 'wrong',
        status: 'failed',
        without: 'holds',
        with: 'holds',
      },
    ]);
  });
});
