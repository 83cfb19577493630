import { describe, expect, it } from 'vitest';
import { shareOf } from '../../src/race/interval.ts';
import { judgeBurst } from '../../src/race/judge-burst.ts';
import { latencyOf } from '../../src/race/latency.ts';
import type { AnsweredRequest } from '../../src/race/round.ts';
import { paintFor } from '../../src/report/paint.ts';
import { drawn, painted, signsOf } from '../../src/report/race/picture.ts';

const request = (changes: Partial<AnsweredRequest> = {}): AnsweredRequest => ({
  number: 1,
  worker: 'w1',
  reply: { status: 200, json: {} },
  source: { kind: 'answer', step: 'commit' },
  tries: 1,
  deadlocks: 0,
  latencyMs: 10,
  arrivedAt: 0,
  takenAt: 2,
  startedAt: 4,
  doneAt: 8,
  steps: [
    { step: 'begin', from: 4, to: 5 },
    { step: 'lookup', from: 5, to: 8 },
  ],
  ...changes,
});

describe('how often something happened', () => {
  it.each([
    [0, 10, 0, 0, 0.2775],
    [10, 10, 1, 0.7225, 1],
    [96, 100, 0.96, 0.9016, 0.9843],
    [1, 2, 0.5, 0.0945, 0.9055],
  ])('%i of %i', (count, of, share, from, to) => {
    const interval = shareOf(count, of);
    expect(interval.share).toBe(share);
    expect(interval.from).toBeCloseTo(from, 4);
    expect(interval.to).toBeCloseTo(to, 4);
  });

  it('may be anything where nothing was tried', () => {
    expect(shareOf(0, 0)).toEqual({ share: 0, from: 0, to: 1 });
  });
});

describe('latencies', () => {
  it('are values that were measured', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(latencyOf(hundred)).toEqual({ p50: 50, p95: 95, p99: 99, max: 100 });
    expect(latencyOf([7])).toEqual({ p50: 7, p95: 7, p99: 7, max: 7 });
    expect(latencyOf([])).toBeUndefined();
  });
});

describe('a claim about a burst', () => {
  const answers = [request(), request(), request({ reply: { status: 409, json: {} } })];
  const broken = { columns: ['id'], rows: [['1']] };
  const kept = { columns: ['id'], rows: [] };

  it.each([
    ['holds', kept, 'holds'],
    ['holds', broken, 'fails'],
    ['violated', broken, 'holds'],
    ['violated', kept, 'open'],
  ] as const)('that the invariant is %s, and the rows %j: %s', (invariant, violations, verdict) => {
    expect(judgeBurst({ answers, violations }, { invariant })).toMatchObject([{ verdict }]);
  });

  it('counts answers by their status, also those that never came', () => {
    const findings = judgeBurst({ answers }, { answers: { '200': 2, '409': 2, '500': 0 } });
    expect(findings.map(({ claim, observed, verdict }) => [claim, observed, verdict])).toEqual([
      ['answers 200', '2', 'holds'],
      ['answers 409', '1', 'fails'],
      ['answers 500', '0', 'holds'],
    ]);
  });

  it('that can break the invariant may come to other answers, too', () => {
    const findings = judgeBurst(
      { answers, violations: broken },
      { invariant: 'violated', answers: { '200': 3 } },
    );
    expect(findings.map(({ verdict }) => verdict)).toEqual(['holds', 'open']);
  });
});

describe('the picture of a request', () => {
  const signs = signsOf(['begin', 'lookup']);

  it('has the queue, the start gate, and its steps as long as they took', () => {
    expect(drawn(request(), signs, { ms: 10, width: 10 })).toBe('··¦¦1222  ');
  });

  it('has the start gate behind START TRANSACTION', () => {
    const steps = [
      { step: 'begin', from: 2, to: 3 },
      { step: 'lookup', from: 5, to: 8 },
    ];
    expect(drawn(request({ startedAt: 5, steps }), signs, { ms: 10, width: 10 })).toBe('··1¦¦222  ');
  });

  it('shows in each column what filled most of it', () => {
    const steps = [
      { step: 'begin', from: 4, to: 4.5 },
      { step: 'lookup', from: 4.5, to: 8 },
    ];
    expect(drawn(request({ steps }), signs, { ms: 10, width: 5 })).toBe('·¦22 ');
  });

  it('shows what the application does by itself', () => {
    const steps = [
      { step: 'lookup', from: 2, to: 4 },
      { step: 'rollback', from: 4, to: 6 },
      { step: 'back-off', from: 6, to: 8 },
    ];
    expect(drawn(request({ arrivedAt: 2, steps }), signs, { ms: 10, width: 10 })).toBe('  22↩↩~~  ');
  });

  it('has a colour for each step, one for all that waits and one for what is taken back', () => {
    const named = (name: string) => (text: string) => `<${name} ${text}>`;
    const paint = {
      ...paintFor(false),
      waiting: named('waits'),
      bad: named('bad'),
      session: (index: number) => named(String(index)),
    };
    expect(painted('··¦¦1222 ↩~~ ', signs, paint)).toBe(
      '<waits ··><waits ¦¦><0 1><1 222> <bad ↩><waits ~~> ',
    );
  });
});
