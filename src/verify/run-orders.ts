import { type Bound, wholeUpTo } from '../explore/bound.ts';
import { explore } from '../explore/explore.ts';
import type { EveryOrder } from '../lesson/every-order.ts';
import { interleavingsOf } from '../lesson/interleavings.ts';
import type { Script } from '../lesson/script.ts';
import type { OrdersCase } from './case.ts';
import type { CaseRun } from './case-result.ts';
import { judgeOrders } from './judge-orders.ts';
import { mostCounted, usualOrders } from './orders-bound.ts';
import { chosenIn, type OrdersSeen, ordersSeen, withinWords } from './orders-seen.ts';
import { type CaseSurroundings, caseErrorOf, statusOf, tooSlow } from './run-case.ts';

export interface OrdersSurroundings extends CaseSurroundings {
  /** Where not all orders can be run: so many. */
  readonly orders: number;
  /** How many orders are run at a time. */
  readonly sandboxes: number;
}

/**
 * Explores the orders of a case and judges what is claimed of them. The limit is that of a run: it begins anew with
 * each. What goes wrong is part of the result.
 */
export const runOrders = async (
  { script, claim }: OrdersCase,
  { server, clock, limitMs, signal, orders, sandboxes }: OrdersSurroundings,
): Promise<CaseRun> => {
  signal?.throwIfAborted();
  const begunAt = clock.now();
  const limit = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const beginAnew = () => {
    clearTimeout(timer);
    timer = setTimeout(() => limit.abort(), limitMs);
  };
  const run = { ms: 0, recording: [] };
  beginAnew();
  try {
    const exploration = await explore({
      script,
      server,
      clock,
      jobs: sandboxes,
      bound: boundFor({ script, claim }, orders),
      stop: signal ? AbortSignal.any([signal, limit.signal]) : limit.signal,
      onRun: beginAnew,
      serial: false,
    });
    signal?.throwIfAborted();
    limit.signal.throwIfAborted();
    const seen = ordersSeen(exploration);
    const findings = claim ? [judgeOrders(claim, seen)] : [];
    return {
      ...run,
      status: statusOf(findings),
      ms: clock.now() - begunAt,
      story: storyOf(seen),
      findings,
      invariant: seen.shortest === undefined ? 'holds' : 'violated',
      orders: seen,
    };
  } catch (thrown) {
    signal?.throwIfAborted();
    const error = caseErrorOf(limit.signal.aborted ? tooSlow(limitMs, thrown) : thrown);
    return { ...run, status: 'broken', ms: clock.now() - begunAt, story: [], findings: [], error };
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Few orders are run whole, and so are those of which the lesson claims a number, as far as that can be. Where some are said to
 * violate the promise, one of them has to be found.
 */
export const boundFor = (
  { script, claim }: { readonly script: Script; readonly claim: EveryOrder | undefined },
  orders: number,
): Bound => {
  if (interleavingsOf(script.steps) <= wholeUpTo) return {};
  const least = claim?.kind === 'count' ? mostCounted : claim?.kind === 'some' ? usualOrders : 1;
  return { orders: Math.max(orders, least) };
};

/** Only what is the same in every repetition of the same. */
const storyOf = (seen: OrdersSeen): readonly string[] => {
  const { orders, least, most } = chosenIn(seen);
  const shortest = seen.shortest?.always ? seen.shortest.order : 'none';
  return [
    withinWords(seen),
    `violated in ${least} to ${most}, always in ${shortest}; the server may choose in ${orders}`,
  ];
};
