import type { CaseResult } from '../../verify/case-result.ts';
import type { CaseAbout, VerifyEvent, VerifyStarted } from '../../verify/events.ts';
import type { PairResult } from '../../verify/judge-pair.ts';
import type { Pair } from '../../verify/pairs.ts';
import type { Summary } from '../../verify/summary.ts';

/** A whole verification, for formats that are one document: everything planned, with what came of it. */
export interface Collected {
  readonly started: VerifyStarted;
  readonly summary: Summary;
  readonly cases: readonly { readonly about: CaseAbout; readonly result?: CaseResult }[];
  readonly pairs: readonly { readonly pair: Pair; readonly result?: PairResult }[];
}

/** Collects the events and hands everything over at the end, in the order of the plan. */
export const collect = (done: (collected: Collected) => void): ((event: VerifyEvent) => void) => {
  const cases = new Map<string, CaseResult>();
  const pairs = new Map<string, PairResult>();
  let started: VerifyStarted | undefined;
  return (event) => {
    switch (event.type) {
      case 'verify-started':
        started = event;
        break;
      case 'case-finished':
        cases.set(event.case, event.result);
        break;
      case 'pair-judged':
        pairs.set(event.pair, event.result);
        break;
      case 'verify-finished':
        if (started !== undefined) done(collected(started, event.summary, cases, pairs));
        break;
      case 'case-started':
      case 'case-repeated':
        break;
    }
  };
};

const collected = (
  started: VerifyStarted,
  summary: Summary,
  cases: ReadonlyMap<string, CaseResult>,
  pairs: ReadonlyMap<string, PairResult>,
): Collected => ({
  started,
  summary,
  cases: started.cases.map((about) => {
    const result = cases.get(about.id);
    return { about, ...(result && { result }) };
  }),
  pairs: started.pairs.map((pair) => {
    const result = pairs.get(pair.id);
    return { pair, ...(result && { result }) };
  }),
});
