import type { Unclaimed } from '../../lesson/unclaimed.ts';
import type { Bindings } from './match-rows.ts';

/**
 * One claim of a lesson beside what was observed. holds: it is so. fails: it is not. unproven: the lesson
 * claims too little about this place. The texts are for people.
 */
export interface Finding {
  readonly verdict: 'holds' | 'fails' | 'unproven';
  /**
   * An index into the script's steps, the end of the run, what has happened in it by name, the whole of a burst, or all
   * orders of the steps.
   */
  readonly place: number | 'end' | 'happened' | 'burst' | 'orders';
  /** Where the lesson claims it, 1-based, when that is no step. */
  readonly line?: number;
  /** What is compared, for instance "rows" or "wait". */
  readonly what: string;
  readonly expected: string;
  readonly observed: string;
  /** The rows of both, one an entry, where rows are compared: for a diff. */
  readonly rows?: { readonly expected: readonly string[]; readonly observed: readonly string[] };
  /** Where the server may choose: which of the alternatives it was, by its index. */
  readonly chosen?: number;
}

/** What a lesson does not claim, as a finding. */
export const silent = ({ place, what }: Unclaimed): Finding => ({
  verdict: 'unproven',
  place,
  what: 'expectation',
  expected: what,
  observed: 'nothing',
});

/** A claim that was looked at, before it is known where it belongs. */
export interface Judgement extends Omit<Finding, 'verdict' | 'place' | 'line'> {
  readonly ok: boolean;
}

/** What came of comparing one expectation; the bindings are those after it. */
export interface Judged {
  readonly judgements: readonly Judgement[];
  readonly bindings: Bindings;
}

/**
 * Where the server may choose, exactly one of several expectations is met: the first that fits, since later
 * steps and the end go on from there.
 */
export const judgeEither = <T>(
  alternatives: readonly T[],
  bindings: Bindings,
  parts: {
    readonly judge: (one: T, bindings: Bindings) => Judged;
    readonly words: (one: T, bindings: Bindings) => string;
    readonly observed: string;
  },
): Judged => {
  const judged = alternatives.map((one) => parts.judge(one, bindings));
  const chosen = judged.findIndex(({ judgements }) => judgements.every((judgement) => judgement.ok));
  const fitting = judged[chosen];
  const judgement: Judgement = {
    ok: fitting !== undefined,
    ...(fitting && { chosen }),
    what: 'one of several outcomes',
    expected: alternatives.map((one) => parts.words(one, bindings)).join('; or '),
    observed: parts.observed,
  };
  return { judgements: [judgement], bindings: fitting?.bindings ?? bindings };
};
