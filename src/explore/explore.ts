import type { Clock, LabServer } from '../engine/ports.ts';
import type { Script } from '../lesson/script.ts';
import { type Bound, usualOrders, wholeUpTo } from './bound.ts';
import { type Exploration, type JudgedOrder, kindOf, type OrdersOutcome } from './exploration.ts';
import { interleavingsOf } from './interleavings.ts';
import type { RunOrder } from './order.ts';
import { wholeText } from './outcome.ts';
import { scriptToExplore } from './script.ts';
import { bySwitches, search, sumOf } from './search.ts';
import { judgeSerial } from './serial.ts';

export interface ExploreOptions {
  readonly script: Script;
  /** Best one that renews sandboxes. */
  readonly server: LabServer;
  readonly clock: Clock;
  /** How many sandboxes there are at a time. */
  readonly jobs: number;
  /** Of no account where there are few interleavings: see `wholeUpTo`. */
  readonly bound?: Bound;
  /** Ends it soon; what is known by then is the result. */
  readonly stop: AbortSignal;
  /** Called for each order as soon as it is known. */
  readonly tell?: (order: RunOrder, of: bigint) => void;
  /** False: steps that nobody else can notice are ordered, too. It takes longer and comes to the same. */
  readonly together?: boolean;
}

/**
 * Runs a script in every feasible order, those with the fewest switches first, as far as the bound goes.
 *
 * @throws UserError when the setup fails; whatever the server fails with
 */
export const explore = async (options: ExploreOptions): Promise<Exploration> => {
  const { server, clock, stop, jobs, tell = () => {}, together = true } = options;
  const begunAt = clock.now();
  const explored = scriptToExplore(options.script);
  const of = interleavingsOf(options.script);
  const searching = {
    server,
    clock,
    jobs,
    stop,
    signal: stop,
    together,
    bound: boundFor(of, options.bound),
    tell: (order: RunOrder) => tell(order, of),
  };
  const found = await search(explored, searching);
  const all = { orders: [...found.orders, ...found.varying], completeSwitches: found.completeSwitches };
  const judged = await judgeSerial(explored, all, searching);
  const steady = judged.slice(0, found.orders.length);
  const [shortest] = judged.slice(found.orders.length);
  return {
    script: options.script,
    server: server.about,
    of,
    covered: {
      interleavings: sumOf(judged, 'interleavings') + found.unreached,
      feasible: sumOf(judged, 'feasible'),
    },
    runs: judged.length,
    isWhole: found.isWhole,
    completeSwitches: found.completeSwitches,
    outcomes: outcomesOf(steady),
    orders: steady,
    varying: {
      interleavings: sumOf(found.varying, 'interleavings') + found.unreached,
      feasible: sumOf(found.varying, 'feasible'),
      broken: sumOf(
        found.varying.filter(({ promise }) => promise === 'broken'),
        'interleavings',
      ),
      ...(shortest && { shortest }),
    },
    ms: clock.now() - begunAt,
  };
};

const boundFor = (of: bigint, bound: Bound = {}): Bound => {
  if (bound.orders !== undefined || bound.switches !== undefined || bound.timeMs !== undefined) return bound;
  return of <= wholeUpTo ? {} : { orders: usualOrders };
};

const outcomesOf = (orders: readonly JudgedOrder[]): readonly OrdersOutcome[] =>
  [...Map.groupBy(orders, ({ cameTo, likeSerial }) => likeSerial + wholeText(cameTo)).values()]
    .flatMap((same): readonly OrdersOutcome[] => {
      const [shortest] = same.toSorted(bySwitches);
      if (shortest === undefined) return [];
      const { promise, likeSerial, victims } = shortest;
      return [
        {
          kind: kindOf(shortest),
          ...(promise && { promise }),
          likeSerial,
          victims,
          interleavings: sumOf(same, 'interleavings'),
          feasible: sumOf(same, 'feasible'),
          waited: sumOf(
            same.filter(({ waits }) => waits > 0),
            'interleavings',
          ),
          shortest,
          runs: same.length,
        },
      ];
    })
    .toSorted(
      (one, other) =>
        Number(other.interleavings - one.interleavings) || bySwitches(one.shortest, other.shortest),
    );
