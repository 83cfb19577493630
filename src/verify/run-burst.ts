import { type Finding, silent } from '../engine/judge/finding.ts';
import { promiseOf } from '../engine/words/promise-words.ts';
import type { BurstScript } from '../lesson/burst-script.ts';
import { unclaimedInBurst } from '../lesson/unclaimed.ts';
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
  const stop = signal ? AbortSignal.any([signal, limit]) : limit;
  const mayNotHappen = burst.expect?.invariant === 'violated';
  const decides = ({ isAsClaimed, hasFailed }: JudgedRound) => (mayNotHappen ? isAsClaimed : hasFailed);
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
        if (event.type === 'round-finished') rounds.push(judged(event.result, burst));
      },
      isEnough: () => rounds.some(decides),
    });
  } catch (thrown) {
    error = limit.aborted ? tooSlow(limitMs, thrown) : thrown;
  }
  signal?.throwIfAborted();
  const about = { ms: clock.now() - begunAt, recording: [] };
  const last = rounds.find(decides) ?? rounds.at(-1);
  if (error !== undefined || last === undefined) {
    return { status: 'broken', ...about, story: [], findings: [], error: caseErrorOf(error) };
  }
  const findings = findingsOf(last.findings, rounds.length, burst);
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
  const { answers, violations, unanswered } = result;
  const findings: readonly BurstFinding[] = [
    ...judgeBurst(result, expect),
    {
      claim: 'answers',
      expected: 'every request is answered',
      observed:
        unanswered.length === 0 ? 'every request is answered' : `${answers.length}; ${unanswered.join('; ')}`,
      verdict: unanswered.length === 0 ? 'holds' : 'fails',
    },
  ];
  return {
    findings,
    isAsClaimed: findings.every(({ verdict }) => verdict === 'holds'),
    hasFailed: findings.some(({ verdict }) => verdict === 'fails'),
    invariant: promiseOf(violations),
  };
};

const findingsOf = (
  findings: readonly BurstFinding[],
  rounds: number,
  burst: BurstScript,
): readonly Finding[] => {
  const unclaimed = unclaimedInBurst(burst);
  if (unclaimed.length > 0) return unclaimed.map(silent);
  return findings.map(({ claim, expected, observed, verdict }) => ({
    verdict: verdict === 'holds' ? 'holds' : 'fails',
    place: 'burst',
    what: claim,
    expected,
    observed:
      verdict === 'open' ? `${observed} in ${rounds === 1 ? 'one round' : `all ${rounds} rounds`}` : observed,
  }));
};
