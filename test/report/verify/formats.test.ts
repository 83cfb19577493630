import { describe, expect, it } from 'vitest';
import { githubReporter } from '../../../src/report/verify/github.ts';
import { jsonReporter } from '../../../src/report/verify/json.ts';
import type { Sink, VerifyReporter } from '../../../src/report/verify/reporter.ts';
import { told } from './told.ts';

const written = async (make: (write: Sink) => VerifyReporter): Promise<string> => {
  let text = '';
  const reporter = make((more) => {
    text += more;
  });
  for (const event of await told()) reporter.tell(event);
  return text;
};

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
    expect(text).toMatch(/title=duplicate-book @ REPEATABLE READ%3A unique-index prevents it::Without/);
  });

  it('say of a case that broke why, and of one that is unsteady how', async () => {
    const text = await written(githubReporter);
    expect(text).toMatch(
      /title=broken::it did not come to its end%0AThe lesson's setup failed\..*Correct it\./s,
    );
    expect(text).toMatch(/title=unsteady::.*- B waits for A%0A\+ B gets error 1213/);
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
      { bug: 'fine', fix: 'wrong', status: 'failed', without: 'holds', with: 'holds' },
    ]);
  });
});
