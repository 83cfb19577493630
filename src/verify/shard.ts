import { UserError } from '../errors.ts';
import { counted } from '../text/amounts.ts';
import { expectedMs } from './expected-time.ts';
import { casesOfPair } from './pairs.ts';
import type { PlannedCase, VerifyPlan } from './plan.ts';

/** One of several parts of a plan, each for a machine of its own. */
export interface Shard {
  /** From 1 to `count`. */
  readonly index: number;
  readonly count: number;
}

/**
 * A part of the plan. All parts together have every case exactly once, with each pair where both its cases are, and
 * take about as long as each other; the same plan always comes to the same parts.
 *
 * @throws UserError when there is less to share out than there are parts: one that proves nothing would look proved.
 */
export const shardOf = (plan: VerifyPlan, { index, count }: Shard): VerifyPlan => {
  const groups = together(plan);
  if (groups.length < count) {
    const most = groups.length;
    throw new UserError(
      `--shard ${index}/${count}: there is too little for ${count} parts. A bug stays with the fixes that are judged beside it, so that there are ${counted(most, 'part')} at most.`,
      { next: [most === 1 ? 'Leave out --shard.' : `The first of ${most}: --shard 1/${most}`] },
    );
  }
  const parts = Array.from({ length: count }, () => ({ ms: 0, ids: new Set<string>() }));
  // The longest first, each to who has least so far: a common way to come near to equal parts.
  for (const { ms, cases } of groups.toSorted((a, b) => b.ms - a.ms)) {
    const least = parts.reduce((best, one) => (one.ms < best.ms ? one : best));
    least.ms += ms;
    for (const { id } of cases) least.ids.add(id);
  }
  const own = parts[index - 1]?.ids ?? new Set();
  return {
    cases: plan.cases.filter(({ id }) => own.has(id)),
    pairs: plan.pairs.filter(({ fix }) => own.has(fix)),
  };
};

interface Group {
  readonly cases: readonly PlannedCase[];
  readonly ms: number;
}

/** Cases that belong together: a bug, and everything that is judged beside it. */
const together = ({ cases, pairs }: VerifyPlan): readonly Group[] => {
  const bugOf = new Map(pairs.flatMap((pair) => casesOfPair(pair).map((id) => [id, pair.bug])));
  const groups = Map.groupBy(cases, ({ id }) => bugOf.get(id) ?? id);
  return [...groups.values()].map((own) => ({
    cases: own,
    ms: own.reduce((sum, { proves }) => sum + expectedMs(proves), 0),
  }));
};
