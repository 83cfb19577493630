import type { Happened } from '../../engine/anomaly.ts';
import type { TableView } from '../../engine/events.ts';
import type { Exploration, JudgedOrder, LikeSerial, OutcomeKind } from '../../explore/exploration.ts';
import { exactNumber } from '../../explore/interleavings.ts';
import type { OrderEnd, RunOrder } from '../../explore/order.ts';
import { wholeText } from '../../explore/outcome.ts';
import type { Level } from '../../lesson/level.ts';
import type { Script } from '../../lesson/script.ts';
import { stepOf } from './step-of.ts';

/** A count: a number where that is exact, else its digits. */
export type ExactCount = number | string;

/** One level and one variant of a lesson in every order, as JSON. */
export interface ExploreReportCase {
  readonly lesson: string;
  readonly level: Level;
  /** Its id; absent for the lesson as it is. */
  readonly variant?: string;
  /** How many interleavings of the sessions' scripts there are: what every count is out of. */
  readonly of: ExactCount;
  /** How many of them the runs stand for. */
  readonly interleavings: ExactCount;
  /** How many feasible orders. */
  readonly feasible: ExactCount;
  readonly runs: number;
  /** The runs stand for all there are. */
  readonly whole: boolean;
  /** They are a sample by chance, and each stands for one interleaving: its seed. */
  readonly seed?: number;
  /** All orders with so many switches at most were run; null: not even all without any. */
  readonly completeSwitches: number | null;
  /** Those that most interleavings come to first. */
  readonly outcomes: readonly ExploreReportOutcome[];
  /** Those with the fewest switches first. */
  readonly orders: readonly ExploreReportOrder[];
  /** Those in which the server chose: run again they came to something else. They are in none of the others. */
  readonly varying: {
    readonly interleavings: ExactCount;
    readonly feasible: ExactCount;
    /** Of them, those that violated the promise when they were run first. */
    readonly broken: ExactCount;
    readonly shortest?: string;
  };
  /** Of those in `outcomes`, these in which the server could choose, though it came to the same each time. */
  readonly open: {
    readonly interleavings: ExactCount;
    readonly feasible: ExactCount;
    readonly broken: ExactCount;
  };
  /** Steps whose statements were ended at their limit, and which may have no end. */
  readonly cut: readonly {
    readonly session: string;
    /** Which of its session's steps, from 1. */
    readonly step: number;
    readonly limitMs: number;
    readonly interleavings: ExactCount;
    readonly feasible: ExactCount;
    readonly shortest: string;
  }[];
  /** What is otherwise from run to run, also of the same order: outcomes may differ in that alone. */
  readonly unsteady: Exploration['unsteady'];
  /** How long it took, in ms. */
  readonly ms: number;
}

export interface ExploreReportOutcome {
  readonly kind: OutcomeKind;
  /** Absent where the lesson promises nothing. */
  readonly promise?: 'kept' | 'broken';
  readonly likeSerial: LikeSerial;
  /** What its shortest order has come to by name, of some outcomes of each kind. Steps are counted in that order. */
  readonly happened?: Happened;
  readonly interleavings: ExactCount;
  readonly feasible: ExactCount;
  readonly runs: number;
  /** Sessions that were rolled back to end a deadlock. */
  readonly victims: readonly string[];
  readonly triedAgain: readonly TriedAgainReport[];
  /** Interleavings in which a statement waited. */
  readonly waited: ExactCount;
  /** The order with the fewest switches; what follows is of its run. */
  readonly shortest: string;
  readonly switches: number;
  /** Statements were ended that nobody could free. */
  readonly stuck: boolean;
  /** The committed rows at the end. */
  readonly tables: readonly TableView[];
  readonly answers: OrderEnd['answers'];
  readonly errors: OrderEnd['errors'];
}

/** A session whose request was tried again when no other could go on. */
export interface TriedAgainReport {
  readonly session: string;
  /** With the first one. */
  readonly attempts: number;
  /** False: the last of them has failed, too. */
  readonly through: boolean;
}

export interface ExploreReportOrder {
  /** Whose turn it was, a letter a step. */
  readonly order: string;
  /** How often another session went on though the one before was inside a transaction and did not wait. */
  readonly switches: number;
  /** How many interleavings come to this run. */
  readonly interleavings: ExactCount;
  /** How many feasible orders do. */
  readonly feasible: ExactCount;
  /** One transaction after the other. */
  readonly serial: boolean;
  /** How many statements waited. */
  readonly waits: number;
  /** An index into `outcomes`. */
  readonly outcome: number;
}

export const caseReport = (exploration: Exploration): ExploreReportCase => {
  const {
    script,
    of,
    covered,
    runs,
    isWhole,
    seed,
    completeSwitches,
    outcomes,
    orders,
    varying,
    open,
    cut,
    ms,
  } = exploration;
  const { lesson, level, variant } = script;
  const places = new Map(outcomes.map(({ shortest }, index) => [keyOf(shortest), index]));
  return {
    lesson,
    level,
    ...(variant && { variant: variant.id }),
    of: exactNumber(of),
    interleavings: exactNumber(covered.interleavings),
    feasible: exactNumber(covered.feasible),
    runs,
    whole: isWhole,
    ...(seed !== undefined && { seed }),
    completeSwitches: completeSwitches ?? null,
    outcomes: outcomes.map((one) => ({
      kind: one.kind,
      ...(one.promise && { promise: one.promise }),
      likeSerial: one.likeSerial,
      ...(one.happened && { happened: one.happened }),
      interleavings: exactNumber(one.interleavings),
      feasible: exactNumber(one.feasible),
      runs: one.runs,
      victims: one.victims,
      triedAgain: triedAgainReport(one),
      waited: exactNumber(one.waited),
      shortest: one.shortest.order,
      switches: one.shortest.switches,
      stuck: one.shortest.isStuck,
      tables: one.shortest.end.tables,
      answers: one.shortest.end.answers,
      errors: one.shortest.end.errors,
    })),
    orders: orders.map((order) => ({ ...orderReport(order), outcome: places.get(keyOf(order)) ?? -1 })),
    varying: {
      interleavings: exactNumber(varying.interleavings),
      feasible: exactNumber(varying.feasible),
      broken: exactNumber(varying.broken),
      ...(varying.shortest && { shortest: varying.shortest.order }),
    },
    open: {
      interleavings: exactNumber(open.interleavings),
      feasible: exactNumber(open.feasible),
      broken: exactNumber(open.broken),
    },
    cut: cut.map((one) => ({
      session: one.session,
      step: stepOf(exploration, one.place),
      limitMs: one.limitMs,
      interleavings: exactNumber(one.interleavings),
      feasible: exactNumber(one.feasible),
      shortest: one.shortest.order,
    })),
    unsteady: exploration.unsteady,
    ms: Math.round(ms),
  };
};

/** Equal where orders came to the same outcome. */
const keyOf = ({ likeSerial, cameTo }: JudgedOrder): string => likeSerial + wholeText(cameTo);

export const orderReport = (order: RunOrder): Omit<ExploreReportOrder, 'outcome'> => ({
  order: order.order,
  switches: order.switches,
  interleavings: exactNumber(order.interleavings),
  feasible: exactNumber(order.feasible),
  serial: order.isSerial,
  waits: order.waits,
});

export const triedAgainReport = ({ triedAgain }: Pick<RunOrder, 'triedAgain'>): readonly TriedAgainReport[] =>
  triedAgain.map(({ session, attempts, isThrough }) => ({ session, attempts, through: isThrough }));

/** Names a case: `duplicate-book @ READ COMMITTED + unique-index`. */
export const exploredCaseId = ({ lesson, level, variant }: Script): string =>
  `${lesson} @ ${level}${variant === undefined ? '' : ` + ${variant.id}`}`;
