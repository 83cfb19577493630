import type { CaseResult } from './case-result.ts';
import { countWords, keptIn, type OrdersSeen, withinWords } from './orders-seen.ts';
import { casesOfPair, type Pair } from './pairs.ts';

/** What was seen of the invariant: in a run that came to its end, or why it is not known. */
export type SeenInvariant = 'violated' | 'holds' | 'varies' | 'unknown';

export interface PairResult {
  readonly status: 'passed' | 'failed';
  /** What was seen of the invariant without the variant, and with it. */
  readonly without: SeenInvariant;
  readonly with: SeenInvariant;
  /** What came of the fix in other orders of its steps. */
  readonly orders?: OrdersSeen;
  /** What was wrong, a sentence each; empty when the pair passed. */
  readonly reasons: readonly string[];
}

/**
 * Bug and fix belong together: the violation must really have happened without the variant, in the lesson's own order or
 * in another, and with it in no order that was looked at. Judged by what the runs came to, whatever the lesson expects
 * of them.
 *
 * @returns undefined as long as not all of its cases are known.
 */
export const judgePair = (
  pair: Pair,
  resultOf: (id: string) => CaseResult | undefined,
): PairResult | undefined => {
  const known = casesOfPair(pair).flatMap((id) => {
    const result = resultOf(id);
    return result ? [[id, result] as const] : [];
  });
  if (known.length < casesOfPair(pair).length) return undefined;
  const results = new Map(known);
  const fixOrders = results.get(pair.explorations?.fix ?? '');
  const bugOrders = results.get(pair.explorations?.bug ?? '');
  const without = bugOrders?.orders?.shortest ? 'violated' : seenIn(results.get(pair.bug));
  const seen = { without, with: seenIn(results.get(pair.fix)) } as const;
  const reasons = [
    ...(without === 'violated'
      ? []
      : [`Without ${pair.variant} the invariant ${bugWords[without]}${otherOrders(bugOrders)}.`]),
    ...(seen.with === 'holds' ? [] : [`With ${pair.variant} the invariant ${fixWords[seen.with]}.`]),
    ...(fixOrders && seen.with !== 'violated' ? ordersReasons(pair, fixOrders) : []),
  ];
  return {
    status: reasons.length === 0 ? 'passed' : 'failed',
    ...seen,
    ...(fixOrders?.orders && { orders: fixOrders.orders }),
    reasons,
  };
};

const seenIn = (result: CaseResult | undefined): SeenInvariant => result?.invariant ?? 'unknown';

const bugWords = {
  holds: 'holds too, so nothing is prevented',
  varies: 'is violated in some repetitions and holds in others',
  unknown: 'is not known: that run did not come to its end',
} as const;

const fixWords = {
  violated: 'is violated all the same',
  varies: 'is violated in some repetitions and holds in others',
  unknown: 'is not known: that run did not come to its end',
} as const;

const otherOrders = (bug: CaseResult | undefined): string =>
  bug?.orders ? `, ${withinWords(bug.orders)}` : '';

const ordersReasons = ({ variant, level }: Pair, { orders, invariant }: CaseResult): readonly string[] => {
  if (orders === undefined)
    return [
      `Whether ${variant} holds in every order is not known: that exploration did not come to its end.`,
    ];
  const { shortest } = orders;
  if (shortest?.always) {
    const kept = countWords(keptIn(orders), orders);
    return [
      `with ${variant} the promise holds ${kept} at ${level}; the shortest order that violates it: ${shortest.order}.`,
    ];
  }
  if (shortest)
    return [`At ${level} the server may so choose that ${variant} violates the promise: ${shortest.order}.`];
  return invariant === 'varies'
    ? [`In other repetitions there were orders at ${level} in which ${variant} violates the promise.`]
    : [];
};
