import type { Happened } from '../engine/anomaly.ts';
import type { ServerAbout } from '../engine/events.ts';
import type { Script } from '../lesson/script.ts';
import type { Weight } from './arrivals.ts';
import type { CutStep, RunOrder, TriedAgain } from './order.ts';
import type { Part } from './outcome.ts';

/**
 * What all the orders of a script come to, at one level and in one variant. Counted are interleavings of the sessions'
 * scripts as written; what was run are feasible orders, and each stands for as many interleavings as come to it.
 */
export interface Exploration {
  readonly script: Script;
  readonly server: ServerAbout;
  /** How many interleavings there are: what every count is out of. */
  readonly of: bigint;
  /** How many interleavings and how many feasible orders the runs stand for; all of them when it is whole. */
  readonly covered: Weight;
  /** How many runs that took. */
  readonly runs: number;
  readonly isWhole: boolean;
  /** They were drawn by chance, each as likely as any other: the seed. Every run stands for one interleaving then. */
  readonly seed?: number;
  /** All orders with so many switches at most were run. Undefined: not even those without any. */
  readonly completeSwitches: number | undefined;
  /** Those that most interleavings come to first. */
  readonly outcomes: readonly OrdersOutcome[];
  readonly orders: readonly JudgedOrder[];
  /**
   * Interleavings in which the server chose: run again they came to something else. They are in no outcome. `broken`: how
   * many of them violated the promise when they were run first; `worst`: the shortest of these.
   */
  readonly varying: Weight & {
    readonly broken: bigint;
    readonly shortest?: JudgedOrder;
    readonly worst?: JudgedOrder;
  };
  /**
   * Interleavings in which the server could choose, for several statements were at work at the same moment; each of their
   * runs came to the same, so they are in an outcome. `broken`: how many of them violate the promise.
   */
  readonly open: Weight & { readonly broken: bigint };
  /** Steps that did not come to their end in some orders, each with how many these are, and the shortest. */
  readonly cut: readonly (CutStep & Weight & { readonly shortest: JudgedOrder })[];
  /**
   * What is otherwise from run to run, also of the very same order: the server draws it, and it has no name. Outcomes may
   * differ in nothing else.
   */
  readonly unsteady: readonly Part[];
  /** How long it took, in ms. */
  readonly ms: number;
}

export interface JudgedOrder extends RunOrder {
  /**
   * Whether some order of whole transactions, one after the other, comes to the same: final rows, all that was read, all
   * answers. What came to nothing because others were there is left out on both sides. unknown: not all of
   * these were run.
   */
  readonly likeSerial: LikeSerial;
}

export type LikeSerial = 'yes' | 'no' | 'unknown';

/** Orders that came to the same. */
export interface OrdersOutcome extends Weight {
  readonly kind: OutcomeKind;
  readonly promise?: 'kept' | 'broken';
  readonly likeSerial: LikeSerial;
  /** Sessions whose transactions were rolled back to end a deadlock. */
  readonly victims: readonly string[];
  /** Sessions whose request was tried again. */
  readonly triedAgain: readonly TriedAgain[];
  /** Interleavings in which somebody waited. */
  readonly waited: bigint;
  /** With the fewest switches. */
  readonly shortest: JudgedOrder;
  readonly runs: number;
  /** What its shortest order has come to by name. Of some only, and where somebody has asked for it. */
  readonly happened?: Happened;
}

/**
 * broken: the promise is. odd: the promise holds, or there is none, and yet it is like no serial order. deadlock: somebody
 * was rolled back to end one and never came through, and the rest is like a serial order. serial: it is like one after the other. untold: not
 * known to be like a serial order.
 */
export type OutcomeKind = 'broken' | 'odd' | 'deadlock' | 'serial' | 'untold';

export const kindOf = ({
  promise,
  likeSerial,
  victims,
  triedAgain,
}: Pick<JudgedOrder, 'promise' | 'likeSerial' | 'victims' | 'triedAgain'>): OutcomeKind => {
  if (promise === 'broken') return 'broken';
  if (likeSerial === 'no') return 'odd';
  if (likeSerial === 'unknown') return 'untold';
  const through = triedAgain.flatMap(({ session, isThrough }) => (isThrough ? [session] : []));
  return victims.every((session) => through.includes(session)) ? 'serial' : 'deadlock';
};
