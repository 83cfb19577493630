import { onAbort } from '../ending.ts';
import type { Clock, LabServer } from '../engine/ports.ts';
import { addRun, type CaseResult, type CaseRun, type Tally } from './case-result.ts';
import type { CaseAbout, VerifyEvent, VerifyEventBody } from './events.ts';
import { expectedMs } from './expected-time.ts';
import { judgePair, type PairResult } from './judge-pair.ts';
import { usualOrders } from './orders-bound.ts';
import { Places } from './places.ts';
import type { PlannedCase, VerifyPlan } from './plan.ts';
import { runPlanned } from './run-planned.ts';
import type { Summary } from './summary.ts';
import { workOff } from './work-off.ts';

export interface VerifyOptions {
  readonly server: LabServer;
  readonly clock: Clock;
  /** How many sandboxes there are at a time. */
  readonly jobs: number;
  /** Where not all orders can be run: so many of each exploration; some without it. */
  readonly orders?: number;
  /** How often each case runs; every repetition must come to the same. */
  readonly repeat: number;
  /** End with the first case or pair that does not pass. */
  readonly bail: boolean;
  /** How long one run of a case may take, in ms. */
  readonly limitMs: number;
  /** Stops everything: what runs is ended and removed, and the summary says so. */
  readonly signal: AbortSignal;
  /** Called for every event, in order. */
  readonly emit: (event: VerifyEvent) => void;
}

/**
 * Runs the cases of a plan in sandboxes of their own, several at a time, and tells what comes of them. What
 * fails is told, not thrown. When it returns, no sandbox is left.
 */
export const verify = async (plan: VerifyPlan, options: VerifyOptions): Promise<Summary> =>
  await new Verification(plan, options).run();

class Verification {
  readonly #plan: VerifyPlan;
  readonly #options: VerifyOptions;
  readonly #begunAt: number;
  readonly #stop = new AbortController();
  readonly #places: Places;
  readonly #tallies = new Map<string, Tally>();
  readonly #started = new Set<string>();
  readonly #results = new Map<string, CaseResult>();
  readonly #pairs = new Map<string, PairResult>();
  #end: Summary['end'] = 'complete';
  #lost: string | undefined;

  constructor(plan: VerifyPlan, options: VerifyOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#begunAt = options.clock.now();
    this.#places = new Places(options.jobs);
  }

  async run(): Promise<Summary> {
    const { server, signal, jobs, repeat, orders = usualOrders } = this.#options;
    using _ = onAbort(signal, () => this.#stopAs('interrupted'));
    void server.lost.then((reason) => {
      this.#lost ??= reason;
      this.#stopAs('server-lost');
    });
    const { cases, pairs } = this.#plan;
    this.#tell({
      type: 'verify-started',
      server: server.about,
      cases: cases.map(aboutCase),
      pairs,
      jobs,
      repeat,
      orders,
    });
    await workOff(this.#runs(), jobs, this.#stop.signal, (one) => this.#run(one));
    const summary = this.#summary();
    this.#tell({ type: 'verify-finished', summary });
    return summary;
  }

  /**
   * What is known to wait long begins first, so that the others run meanwhile. Those with the same setup come together,
   * and of these those at the same level: a sandbox that has the tables needs only rows, and a connection no settings.
   */
  #runs(): readonly PlannedCase[] {
    const bySetup = Map.groupBy(this.#plan.cases, ({ proves }) => JSON.stringify(setupOf(proves)));
    const together = [...bySetup.values()].flatMap((same) =>
      same.toSorted((a, b) => a.level.localeCompare(b.level)),
    );
    const slowFirst = together.toSorted((a, b) => expectedMs(b.proves) - expectedMs(a.proves));
    return Array.from({ length: this.#options.repeat }, () => slowFirst).flat();
  }

  async #run(one: PlannedCase): Promise<void> {
    const { clock, limitMs, repeat, orders = usualOrders, jobs } = this.#options;
    if (!this.#started.has(one.id)) {
      this.#started.add(one.id);
      this.#tell({ type: 'case-started', case: one.id });
    }
    using taken = new DisposableStack();
    const run = await runPlanned(one.proves, {
      server: await this.#serverFor(one, taken),
      clock,
      limitMs,
      evidence: repeat > 1 ? 'everything' : 'outcomes',
      orders,
      sandboxes: jobs,
      signal: this.#stop.signal,
    });
    this.#add(one, run);
  }

  /** An exploration makes many sandboxes, as many at a time as there are places; everything else has one. */
  async #serverFor({ proves }: PlannedCase, taken: DisposableStack): Promise<LabServer> {
    const { server } = this.#options;
    if (proves.kind === 'orders' || proves.kind === 'solution') return this.#places.on(server);
    taken.use(await this.#places.take());
    return server;
  }

  #add(one: PlannedCase, run: CaseRun): void {
    if (this.#results.has(one.id)) return; // Given up while this repetition was at its end.
    const { repeat, bail } = this.#options;
    const tally = addRun(this.#tallies.get(one.id), run);
    this.#tallies.set(one.id, tally);
    const { result } = tally;
    if (repeat > 1) {
      this.#tell({
        type: 'case-repeated',
        case: one.id,
        repetitions: result.repetitions,
        status: run.status,
      });
    }
    const givesUp = bail && one.requested && result.status !== 'passed';
    if (result.repetitions < repeat && !givesUp) return;
    this.#tallies.delete(one.id);
    this.#results.set(one.id, result);
    this.#tell({ type: 'case-finished', case: one.id, result });
    const pairFailed = this.#judgePairs();
    if (givesUp || (bail && pairFailed)) this.#stopAs('bailed');
  }

  /** Judges the pairs of which all cases are finished; true when one of them failed. */
  #judgePairs(): boolean {
    let failed = false;
    for (const pair of this.#plan.pairs) {
      const result = this.#pairs.has(pair.id) ? undefined : judgePair(pair, (id) => this.#results.get(id));
      if (result === undefined) continue;
      this.#pairs.set(pair.id, result);
      this.#tell({ type: 'pair-judged', pair: pair.id, result });
      failed ||= result.status === 'failed';
    }
    return failed;
  }

  #stopAs(end: Exclude<Summary['end'], 'complete'>): void {
    if (this.#stop.signal.aborted) return;
    this.#end = end;
    this.#stop.abort(new Error(`Verification ended: ${end}`));
  }

  #summary(): Summary {
    const cases = { passed: 0, failed: 0, unproven: 0, unsteady: 0, broken: 0, notRun: 0 };
    for (const { id, requested } of this.#plan.cases) {
      if (requested) cases[this.#results.get(id)?.status ?? 'notRun']++;
    }
    const pairs = { passed: 0, failed: 0, notRun: 0 };
    for (const { id } of this.#plan.pairs) pairs[this.#pairs.get(id)?.status ?? 'notRun']++;
    const asked = this.#plan.cases.filter(({ requested }) => requested).length;
    const others = this.#plan.cases.filter(({ requested, proves }) => !requested && proves.kind !== 'orders');
    const explored = [...this.#results.values()].flatMap(({ orders }) => orders ?? []);
    const whole = explored.filter(({ isWhole }) => isWhole).length;
    return {
      end: this.#end,
      ...(this.#lost !== undefined && { lost: this.#lost }),
      cases,
      extra: others.length,
      orders: { whole, bounded: explored.length - whole, bound: this.#options.orders ?? usualOrders },
      pairs,
      ms: this.#options.clock.now() - this.#begunAt,
      ok: this.#end === 'complete' && cases.passed === asked && pairs.passed === this.#plan.pairs.length,
    };
  }

  #tell(body: VerifyEventBody): void {
    this.#options.emit({ at: this.#options.clock.now() - this.#begunAt, ...body });
  }
}

const setupOf = (proves: PlannedCase['proves']): readonly string[] => {
  if (proves.kind === 'solution') return proves.solved.lesson.setup;
  if (proves.kind === 'read') return proves.lesson.setup;
  return proves.kind === 'burst' ? proves.burst.setup : proves.script.setup;
};

/** What reporters need to know of a case. */
export const aboutCase = ({ id, lesson, level, variant, requested, proves }: PlannedCase): CaseAbout => ({
  id,
  lesson: lesson.id,
  title: lesson.title,
  ...(lesson.file !== undefined && { file: lesson.file }),
  level,
  ...(variant && { variant: variant.id }),
  ...(proves.kind === 'burst' && { burst: true }),
  ...(proves.kind === 'orders' && { everyOrder: true }),
  ...(proves.kind === 'solution' && { solution: proves.id }),
  ...(proves.kind === 'steps' && proves.script.happens && { happens: proves.script.happens }),
  requested,
  expectedMs: expectedMs(proves),
});
