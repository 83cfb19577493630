import type { Clock } from '../engine/ports.ts';
import { countInterleavings } from '../lesson/interleavings.ts';
import type { Weight } from './arrivals.ts';
import { beside } from './beside.ts';
import type { Bound } from './bound.ts';
import type { RunOrder } from './order.ts';
import { lanesOf } from './point.ts';
import { repeated } from './repeat.ts';
import { type RunResult, runOrder, type Surroundings } from './run-orders.ts';
import type { ExploredScript } from './script.ts';
import { type Branch, byPlace, rootOf, WentOtherwise } from './tree.ts';
import { unsteadyParts } from './unsteady.ts';

export interface SearchOptions extends Surroundings {
  readonly clock: Clock;
  /** How many sandboxes there are at a time. */
  readonly jobs: number;
  readonly bound: Bound;
  /** Stops it where it is; what is known is the result. */
  readonly stop: AbortSignal;
  /** Called for each order as soon as it is known. */
  readonly tell: (order: RunOrder) => void;
}

export interface Found {
  readonly orders: readonly RunOrder[];
  /** Orders that came to one thing once and to another the next time: the server chose. Of these the worst is here. */
  readonly varying: readonly RunOrder[];
  /** Interleavings behind a point at which the server chose, which were not come to again. */
  readonly unreached: bigint;
  /** All orders with so many switches were run; undefined: not even all with none. */
  readonly completeSwitches: number | undefined;
  readonly isWhole: boolean;
  /** By chance: see explore.ts. */
  readonly isDrawn?: true;
}

/** A way that the server may close is tried so often. */
const mostTries = 8;

/**
 * Runs the feasible orders of a script, those with the fewest switches first, each in a sandbox of its own.
 *
 * @throws UserError when the setup fails; what the server or the signal says
 */
export const search = async (explored: ExploredScript, options: SearchOptions): Promise<Found> =>
  await new Search(explored, options).run();

class Search {
  readonly #explored: ExploredScript;
  readonly #options: SearchOptions;
  readonly #branches: Branch[];
  readonly #orders: RunOrder[] = [];
  readonly #varying: RunOrder[] = [];
  readonly #lengths: readonly number[];
  readonly #begunAt: number;
  #unreached = 0n;
  #begun = 0;

  constructor(explored: ExploredScript, options: SearchOptions) {
    this.#explored = explored;
    this.#options = options;
    const lanes = lanesOf(explored.script, options.together);
    this.#branches = [rootOf(lanes)];
    this.#lengths = [...lanes.places.values()].map(({ length }) => length);
    this.#begunAt = options.clock.now();
  }

  async run(): Promise<Found> {
    let completeSwitches: number | undefined;
    for (;;) {
      const switches = Math.min(...this.#branches.map((branch) => branch.switches));
      if (!Number.isFinite(switches) || switches > (this.#options.bound.switches ?? Infinity)) break;
      await this.#runAllWith(switches);
      if (this.#branches.some((branch) => branch.switches <= switches)) break;
      completeSwitches = switches;
    }
    const isWhole = this.#branches.length === 0;
    return {
      orders: this.#orders.toSorted(bySwitches),
      varying: this.#varying.toSorted(bySwitches),
      unreached: this.#unreached,
      completeSwitches,
      isWhole,
    };
  }

  /**
   * One generation after the other: which orders are run within a bound does not depend on which of two runs beside each
   * other was faster.
   */
  async #runAllWith(switches: number): Promise<void> {
    for (;;) {
      const isNow = (branch: Branch): boolean => branch.switches === switches;
      const room = (this.#options.bound.orders ?? Infinity) - this.#begun;
      const generation = this.#branches.filter(isNow).toSorted(byPlace).slice(0, Math.max(0, room));
      if (generation.length === 0 || this.#isOver) return;
      const taken = await this.#runBeside(generation);
      const rest = this.#branches.filter((branch) => !taken.has(branch));
      this.#branches.splice(0, this.#branches.length, ...rest);
    }
  }

  get #isOver(): boolean {
    const { stop, clock, bound } = this.#options;
    return stop.aborted || clock.now() - this.#begunAt > (bound.timeMs ?? Infinity);
  }

  /** @returns those that were begun and are over. */
  async #runBeside(generation: readonly Branch[]): Promise<ReadonlySet<Branch>> {
    const taken = new Set<Branch>();
    const { jobs, stop } = this.#options;
    await beside(generation, { jobs, isOver: () => this.#isOver }, async (branch) => {
      try {
        await this.#runBranch(branch);
        taken.add(branch);
      } catch (error) {
        if (!stop.aborted) throw error;
      }
    });
    this.#begun += taken.size;
    return taken;
  }

  async #runBranch(branch: Branch): Promise<void> {
    const first = await this.#gone(branch);
    if (first === undefined) {
      for (const { count, read } of branch.arrivals.values())
        this.#unreached +=
          count * countInterleavings(this.#lengths.map((length, lane) => length - (read[lane] ?? 0)));
      return;
    }
    this.#branches.push(...first.branches);
    const { order, varies } = await repeated(this.#explored, first, this.#options);
    (varies ? this.#varying : this.#orders).push(order);
    this.#options.tell(first.order);
    if (branch.way.length === 0)
      await this.#explored.unsteady.of(() => unsteadyParts(this.#explored, this.#options, first.order));
  }

  /** Undefined when its way was never open again. */
  async #gone(branch: Branch): Promise<RunResult | undefined> {
    for (let tries = 0; tries < mostTries; tries++) {
      try {
        return await runOrder(this.#explored, branch, this.#options);
      } catch (error) {
        if (!(error instanceof WentOtherwise)) throw error;
      }
    }
    return undefined;
  }
}

/** For lists: the fewest switches first. */
export const bySwitches = (
  one: Pick<RunOrder, 'switches' | 'order'>,
  other: Pick<RunOrder, 'switches' | 'order'>,
): number => one.switches - other.switches || (one.order < other.order ? -1 : 1);

export const sumOf = (orders: readonly Weight[], of: keyof Weight): bigint =>
  orders.reduce((sum, order) => sum + order[of], 0n);
