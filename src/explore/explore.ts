import type { LabEvent } from '../engine/events.ts';
import type { Clock, LabServer } from '../engine/ports.ts';
import { interleavingsOf } from '../lesson/interleavings.ts';
import type { Script } from '../lesson/script.ts';
import { type Bound, usualOrders, wholeUpTo } from './bound.ts';
import { runDrawn } from './draw.ts';
import { type Exploration, type JudgedOrder, kindOf, type OrdersOutcome } from './exploration.ts';
import type { RunOrder } from './order.ts';
import { wholeText } from './outcome.ts';
import { lanesOf } from './point.ts';
import { nameOrder } from './run-orders.ts';
import { drawnWords } from './sample.ts';
import { type ExploredScript, scriptToExplore } from './script.ts';
import { bySwitches, type Found, type SearchOptions, search, sumOf } from './search.ts';
import { judgeSerial } from './serial.ts';
import { WentOtherwise } from './tree.ts';

export interface ExploreOptions {
  readonly script: Script;
  /** Best one that renews sandboxes. */
  readonly server: LabServer;
  readonly clock: Clock;
  /** How many sandboxes there are at a time. */
  readonly jobs: number;
  /** Of no account where there are few interleavings: see `wholeUpTo`. */
  readonly bound?: Bound;
  /** Where there are too many: a sample of all interleavings by chance, instead of those with the fewest switches. */
  readonly seed?: number;
  /** Only these interleavings. */
  readonly words?: readonly string[];
  /** Ends it soon; what is known by then is the result. */
  readonly stop: AbortSignal;
  /** Called for each order as soon as it is known. */
  readonly tell?: (order: RunOrder, of: bigint) => void;
  /** Called when a run is over, also one of an order that is run again. */
  readonly onRun?: () => void;
  /** Gets the events of every run, with all evidence there is. It takes several times as long. */
  readonly record?: (events: readonly LabEvent[]) => void;
  /** False: nobody asks which orders are like serial ones; of all but the serial ones it stays unknown. */
  readonly serial?: boolean;
  /** The shortest orders of outcomes that are no serial order's are run once more, to have their names. */
  readonly names?: boolean;
  /** False: steps that nobody else can notice are ordered, too. It takes longer and comes to the same. */
  readonly together?: boolean;
}

/**
 * Runs a script in every feasible order, those with the fewest switches first, as far as the bound goes.
 *
 * @throws UserError when the setup fails; whatever the server fails with
 */
export const explore = async (options: ExploreOptions): Promise<Exploration> => {
  const { server, clock, stop, jobs, seed, words, record, onRun } = options;
  const { tell = () => {}, together = true, serial = true, names = false } = options;
  const begunAt = clock.now();
  const explored = scriptToExplore(options.script);
  const of = interleavingsOf(options.script.steps);
  const bound = boundFor(of, options.bound);
  const searching = {
    server,
    clock,
    jobs,
    stop,
    signal: stop,
    together,
    ...(record && { record }),
    ...(onRun && { onRun }),
    bound,
    tell: (order: RunOrder) => tell(order, of),
  };
  const drawn =
    words ?? (seed !== undefined && of > wholeUpTo ? draw(explored, bound, { seed, of }) : undefined);
  const found = await (drawn ? only(explored, searching, drawn) : search(explored, searching));
  const ran = [...found.orders, ...found.varying];
  const judged = serial ? await judgeAll(explored, ran, found, searching) : ran.map(unjudged);
  const steady = judged.slice(0, found.orders.length);
  const varying = judged.slice(found.orders.length);
  const [shortest] = varying;
  const worst = varying.find(({ promise }) => promise === 'broken');
  return {
    script: options.script,
    server: server.about,
    of,
    covered: {
      interleavings: sumOf(judged, 'interleavings'),
      feasible: sumOf(judged, 'feasible'),
    },
    runs: judged.length,
    isWhole: found.isWhole && found.unreached === 0n,
    ...(found.isDrawn && seed !== undefined && { seed }),
    completeSwitches: found.completeSwitches,
    outcomes: names ? await named(outcomesOf(steady), explored, searching) : outcomesOf(steady),
    orders: steady,
    varying: {
      interleavings: sumOf(found.varying, 'interleavings'),
      feasible: sumOf(found.varying, 'feasible'),
      broken: sumOf(
        found.varying.filter(({ promise }) => promise === 'broken'),
        'interleavings',
      ),
      ...(shortest && { shortest }),
      ...(worst && { worst }),
    },
    open: openOf(steady),
    cut: cutSteps(judged),
    unsteady: await explored.unsteady.of(async () => []),
    ms: clock.now() - begunAt,
  };
};

/** So many of a kind are named; the others of it are mostly the same. */
const mostNamed = 3;

const named = async (
  outcomes: readonly OrdersOutcome[],
  explored: ExploredScript,
  options: SearchOptions,
): Promise<readonly OrdersOutcome[]> => {
  const wanted = [...Map.groupBy(outcomes, ({ kind }) => kind).values()].flatMap((own) =>
    own.filter(({ kind }) => kind !== 'serial').slice(0, mostNamed),
  );
  const all: OrdersOutcome[] = [];
  for (const outcome of outcomes) {
    const isWanted = wanted.includes(outcome) && !options.stop.aborted;
    const happened = isWanted ? await nameOf(outcome, explored, options) : undefined;
    all.push(happened ? { ...outcome, happened } : outcome);
  }
  return all;
};

/** Nothing where its way cannot be gone any more, or somebody has had enough. */
const nameOf = async ({ shortest }: OrdersOutcome, explored: ExploredScript, options: SearchOptions) => {
  try {
    return await nameOrder(explored, shortest, options);
  } catch (error) {
    if (options.stop.aborted || error instanceof WentOtherwise) return undefined;
    throw error;
  }
};

/** A sample may have none of the orders without switches. */
const judgeAll = async (
  explored: ExploredScript,
  orders: readonly RunOrder[],
  found: Found,
  options: SearchOptions,
): Promise<readonly JudgedOrder[]> => {
  const bound = { ...options.bound, switches: 0 };
  const serial = found.isDrawn ? await search(explored, { ...options, bound, tell: () => {} }) : found;
  return await judgeSerial(explored, orders, serial, options);
};

const unjudged = (order: RunOrder): JudgedOrder => ({
  ...order,
  likeSerial: order.isSerial ? 'yes' : 'unknown',
});

const draw = (
  { script }: ExploredScript,
  { orders = usualOrders }: Bound,
  { seed, of }: { readonly seed: number; readonly of: bigint },
): readonly string[] => {
  const { places } = lanesOf(script, true);
  const lengths = new Map([...places].map(([session, own]) => [session, own.length]));
  return drawnWords(lengths, { seed, count: orders, of });
};

/** As a search finds it: each stands for itself, and nothing is known of the others. */
const only = async (
  explored: ExploredScript,
  options: SearchOptions,
  words: readonly string[],
): Promise<Found & { readonly isDrawn: true }> => ({
  ...(await runDrawn(explored, words, options)),
  unreached: 0n,
  completeSwitches: undefined,
  isWhole: false,
  isDrawn: true,
});

const boundFor = (of: bigint, bound: Bound = {}): Bound => {
  if (bound.orders !== undefined || bound.switches !== undefined || bound.timeMs !== undefined) return bound;
  return of <= wholeUpTo ? {} : { orders: usualOrders };
};

const openOf = (orders: readonly JudgedOrder[]): Exploration['open'] => {
  const open = orders.filter(({ mayVary }) => mayVary);
  return {
    interleavings: sumOf(open, 'interleavings'),
    feasible: sumOf(open, 'feasible'),
    broken: sumOf(
      open.filter(({ promise }) => promise === 'broken'),
      'interleavings',
    ),
  };
};

const cutSteps = (orders: readonly JudgedOrder[]): Exploration['cut'] => {
  const ways = orders.flatMap((order) => order.cut.map((step) => ({ step, order })));
  return [...Map.groupBy(ways, ({ step }) => step.place).values()]
    .flatMap((own): Exploration['cut'] => {
      const [first] = own.toSorted((one, other) => bySwitches(one.order, other.order));
      const cut = own.map(({ order }) => order);
      return first
        ? [
            {
              ...first.step,
              interleavings: sumOf(cut, 'interleavings'),
              feasible: sumOf(cut, 'feasible'),
              shortest: first.order,
            },
          ]
        : [];
    })
    .toSorted((one, other) => one.place - other.place);
};

const outcomesOf = (orders: readonly JudgedOrder[]): readonly OrdersOutcome[] =>
  [...Map.groupBy(orders, ({ cameTo, likeSerial }) => likeSerial + wholeText(cameTo)).values()]
    .flatMap((same): readonly OrdersOutcome[] => {
      const [shortest] = same.toSorted(bySwitches);
      if (shortest === undefined) return [];
      const { promise, likeSerial, victims, triedAgain } = shortest;
      return [
        {
          kind: kindOf(shortest),
          ...(promise && { promise }),
          likeSerial,
          victims,
          triedAgain,
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
