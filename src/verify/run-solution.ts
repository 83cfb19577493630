import type { Finding } from '../engine/judge/finding.ts';
import { judgeFix } from '../exercise/judge-fix.ts';
import { usualMistakes } from '../exercise/likeness.ts';
import { listed } from '../text/amounts.ts';
import type { SolutionCase } from './case.ts';
import type { CaseRun } from './case-result.ts';
import { type CaseSurroundings, caseErrorOf, statusOf, tooSlow } from './run-case.ts';

/**
 * Judges a solution as it would be judged for a student: right ones are solved, wrong ones are not, and what is said of the
 * wrong ones is said of them and of no right one.
 */
export const runSolution = async (
  { lesson, asks, id, solved }: SolutionCase,
  { server, clock, limitMs, signal, sandboxes }: CaseSurroundings & { readonly sandboxes: number },
): Promise<CaseRun> => {
  signal?.throwIfAborted();
  const begunAt = clock.now();
  const limit = AbortSignal.timeout(limitMs);
  const stop = signal ? AbortSignal.any([signal, limit]) : limit;
  const about = () => ({ ms: clock.now() - begunAt, recording: [] });
  try {
    const verdict = await judgeFix(lesson, asks, solved, { server, clock, jobs: sandboxes, stop });
    signal?.throwIfAborted();
    limit.throwIfAborted();
    const wrong = asks.wrong.find((one) => one.id === id);
    const faults = verdict.checks.filter((check) => check.verdict !== 'holds').map(({ seen }) => seen);
    const mistakes = usualMistakes(solved, verdict.checks, asks.wrong).map((one) => one.id);
    // A wrong solution that the server does not even take shows nothing.
    const isMisspelt = verdict.checks.some(({ kind }) => kind === 'statements');
    const findings: readonly Finding[] = [
      {
        ...placed(wrong ? !verdict.isSolved && !isMisspelt : verdict.isSolved),
        what: `solution ${id}`,
        expected: wrong ? 'the server takes its statements, and it is no solution' : 'it solves the exercise',
        observed: verdict.isSolved ? 'it solves the exercise' : `it is refused: ${faults.join(' ')}`,
      },
      wrong
        ? {
            ...placed(mistakes.includes(id)),
            what: `what ${id} looks like`,
            expected: `it is known by its \`like\``,
            observed: mistakes.includes(id) ? 'it is' : 'its `like` does not fit it',
          }
        : {
            ...placed(mistakes.length === 0),
            what: `what ${id} looks like`,
            expected: 'like no wrong solution',
            observed: mistakes.length === 0 ? 'like none' : `like ${listed(mistakes)}`,
          },
    ];
    const story = findings.map(({ what, verdict: is }) => `${what}: ${is}`);
    return { status: statusOf(findings), ...about(), story, findings };
  } catch (thrown) {
    signal?.throwIfAborted();
    const error = caseErrorOf(limit.aborted ? tooSlow(limitMs, thrown) : thrown);
    return { status: 'broken', ...about(), story: [], findings: [], error };
  }
};

const placed = (isSo: boolean) => ({ verdict: isSo ? 'holds' : 'fails', place: 'orders' }) as const;
