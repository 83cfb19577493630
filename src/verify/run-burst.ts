import type { Finding } from '../engine/finding.ts';
import type { BurstScript } from '../lesson/burst-script.ts';
import { type BurstFinding, judgeBurst } from '../race/judge-burst.ts';
import { race } from '../race/race.ts';
import type { RoundResult } from '../race/round.ts';
import type { CaseRun } from './case-result.ts';
import { type CaseSurroundings, caseErrorOf, statusOf, tooSlow } from './run-case.ts';

/** Rounds in which what never happens must not happen. */
const roundsOfFix = 5;

/** A violation is claimed to be possible: it is looked for in so many rounds. With the gate, the first has it. */
const mostRoundsOfBug = 20;

/** Sends the lesson's burst as often as its claim needs and judges it. What goes wrong is part of the result. */
export const runBurst = async (
  burst: BurstScript,
  { server, clock, limitMs, signal }: CaseSurroundings,
): Promise<CaseRun> => {
  signal?.throwIfAborted();
  const begunAt = clock.now();
  const limit = AbortSignal.timeout(limitMs);
  const enough = new AbortController();
  const stop = AbortSignal.any([...(signal ? [signal] : []), limit, enough.signal]);
  const mayNotHappen = burst.expect?.invariant === 'violated';
  const rounds: JudgedRound[] = [];
  let error: unknown;
  try {
    await race(burst, {
      server,
      clock,
      signal: stop,
      gate: true,
      rounds: mayNotHappen ? mostRoundsOfBug : roundsOfFix,
      emit: (event) => {
        if (event.type !== 'round-finished') return;
        const round = judged(event.result, burst);
        rounds.push(round);
        if (mayNotHappen ? round.isAsClaimed : round.hasFailed) enough.abort(new Error('Enough rounds'));
      },
    });
  } catch (thrown) {
    if (!enough.signal.aborted) error = limit.aborted ? tooSlow(limitMs, thrown) : thrown;
  }
  signal?.throwIfAborted();
  const about = { ms: clock.now() - begunAt, recording: [] };
  const shown = rounds.find(mayNotHappen ? ({ isAsClaimed }) => isAsClaimed : ({ hasFailed }) => hasFailed);
  const last = shown ?? rounds.at(-1);
  if (error !== undefined || last === undefined) {
    return { status: 'broken', ...about, story: [], findings: [], error: caseErrorOf(error) };
  }
  const findings = findingsOf(last.findings, rounds.length);
  return {
    status: statusOf(findings),
    ...about,
    story: findings.map(({ what, verdict }) => `${what}: ${verdict}`),
    findings,
    ...(last.invariant && { invariant: last.invariant }),
  };
};

interface JudgedRound {
  readonly findings: readonly BurstFinding[];
  readonly isAsClaimed: boolean;
  readonly hasFailed: boolean;
  readonly invariant: 'holds' | 'violated' | undefined;
}

const judged = (result: RoundResult, { expect = {} }: BurstScript): JudgedRound => {
  const { violations, unanswered } = result;
  const findings: readonly BurstFinding[] = [
    ...judgeBurst(result, expect),
    ...unanswered.map(
      (reason): BurstFinding => ({
        claim: 'answer',
        expected: 'every request is answered',
        observed: reason,
        verdict: 'fails',
      }),
    ),
  ];
  return {
    findings,
    isAsClaimed: findings.every(({ verdict }) => verdict === 'holds'),
    hasFailed: findings.some(({ verdict }) => verdict === 'fails'),
    invariant: violations && (violations.rows.length === 0 ? 'holds' : 'violated'),
  };
};

const findingsOf = (findings: readonly BurstFinding[], rounds: number): readonly Finding[] => {
  if (findings.length === 0) {
    return [
      {
        verdict: 'unproven',
        place: 'burst',
        what: 'expectation',
        expected: 'something',
        observed: 'nothing',
      },
    ];
  }
  return findings.map(({ claim, expected, observed, verdict }) => ({
    verdict: verdict === 'holds' ? 'holds' : 'fails',
    place: 'burst',
    what: claim,
    expected,
    observed: verdict === 'open' ? `${observed} in all ${rounds} rounds` : observed,
  }));
};
