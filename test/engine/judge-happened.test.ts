import { describe, expect, it } from 'vitest';
import type { Doubt, Happened } from '../../src/engine/anomaly.ts';
import { judge } from '../../src/engine/judge/judge.ts';
import type { AnomalyClaim } from '../../src/lesson/anomaly-claim.ts';
import type { AnomalyKind } from '../../src/lesson/anomaly-names.ts';
import { scriptOfSteps, step } from './script-of.ts';
import { ended, okOf, stateAfter, took } from './story.ts';

const place = { statement: 0, verb: 'UPDATE' };

const happened = (kinds: readonly AnomalyKind[], doubts: readonly Doubt[] = []): Happened => ({
  anomalies: kinds.map((kind) => ({
    kind,
    parties: [{ session: 'A' }, { session: 'B' }],
    links: (['rw', 'ww'] as const).map((link) => ({
      kind: link,
      of: 'row',
      table: 't',
      key: ['1'],
      first: place,
      second: place,
    })),
    says: 'It happened.',
  })),
  doubts,
});

const doubt: Doubt = { why: 'keyless', table: 't', says: 't has no primary key.' };

const judged = (happens: AnomalyClaim, came: Happened | undefined) => {
  const script = scriptOfSteps([step('A', 'DO 1', { expect: { affected: 0 } })], { happens });
  const body = ended();
  const told = body.type === 'run-finished' && came ? { ...body, happened: came } : body;
  return judge(stateAfter(script, ...took(0, 'A', okOf(0)), told)).find(({ what }) => what === 'anomaly');
};

const claimed = (...codes: readonly string[]): AnomalyClaim => ({ kind: 'named', codes, line: 6 });
const none: AnomalyClaim = { kind: 'none', line: 6 };
const unknown: AnomalyClaim = { kind: 'unknown', line: 6 };

describe('which anomalies are claimed, against which happened', () => {
  it.each<[string, AnomalyClaim, Happened, boolean]>([
    ['the same one', claimed('P4'), happened(['P4']), true],
    ['a wider name', claimed('G-single'), happened(['P4']), true],
    ['a wider name of two', claimed('G-single'), happened(['P4', 'A5A']), true],
    ['a narrower name', claimed('P4'), happened(['G-single']), false],
    ['one of two', claimed('P4'), happened(['P4', 'P1']), false],
    ['both of two', claimed('P1', 'P4'), happened(['P4', 'P1']), true],
    ['one more than happened', claimed('P4', 'P1'), happened(['P4']), false],
    ['one, beside a doubt', claimed('P4'), happened(['P4'], [doubt]), true],
    ['one, and there is only a doubt', claimed('P4'), happened([], [doubt]), false],
    ['one, and there is none', claimed('P4'), happened([]), false],
    ['none', none, happened([]), true],
    ['none, and there is one', none, happened(['P4']), false],
    ['none, and there is a doubt', none, happened([], [doubt]), false],
    ['unknown', unknown, happened([], [doubt]), true],
    ['unknown, and it is known', unknown, happened([]), false],
    ['unknown, and there is one', unknown, happened(['P4'], [doubt]), false],
  ])('%s', (_, claim, came, isSo) => {
    expect(judged(claim, came)?.verdict).toBe(isSo ? 'holds' : 'fails');
  });

  it('are told with the circle, or with what is doubtful, and where the file says so', () => {
    expect(judged(none, happened(['P4']))).toEqual({
      verdict: 'fails',
      place: 'happened',
      line: 6,
      what: 'anomaly',
      expected: 'no anomaly',
      observed: 'lost update (P4): A ─rw(row 1)→ B ─ww(row 1)→ A',
    });
    expect(judged(claimed('P4'), happened([], [doubt, { ...doubt, table: 'u' }]))).toMatchObject({
      expected: 'lost update (P4)',
      observed: 'cannot tell: t has no primary key. (and 1 more)',
    });
  });

  it('prove nothing where nobody looked', () => {
    expect(judged(claimed('P4'), undefined)?.verdict).toBe('unproven');
  });
});
