import { promiseOf } from '../engine/words/promise-words.ts';
import type { BurstExpectation } from '../lesson/handler.ts';
import type { RoundResult } from './round.ts';

/**
 * One claim beside what one round came to. open: it is claimed only to be possible, and this time it did not
 * happen; another round may show it.
 */
export interface BurstFinding {
  /** "invariant", or "answers 200". */
  readonly claim: string;
  readonly expected: string;
  readonly observed: string;
  readonly verdict: 'holds' | 'fails' | 'open';
}

/** What one round says about what the lesson claims of its burst. */
export const judgeBurst = (
  { answers, violations }: Pick<RoundResult, 'answers' | 'violations'>,
  { invariant, answers: counts = {} }: BurstExpectation,
): readonly BurstFinding[] => {
  const findings: BurstFinding[] = [];
  // Where it can go wrong, it can also go wrong otherwise, or not at all.
  const miss = invariant === 'violated' ? 'open' : 'fails';
  // What happens rarely is no claim about any round.
  if (invariant !== undefined && invariant !== 'rarely') {
    const observed = promiseOf(violations) ?? 'holds';
    findings.push({
      claim: 'invariant',
      expected: invariant,
      observed,
      verdict: observed === invariant ? 'holds' : miss,
    });
  }
  for (const [status, count] of Object.entries(counts)) {
    const observed = answers.filter(({ reply }) => String(reply.status) === status).length;
    findings.push({
      claim: `answers ${status}`,
      expected: String(count),
      observed: String(observed),
      verdict: observed === count ? 'holds' : miss,
    });
  }
  return findings;
};
