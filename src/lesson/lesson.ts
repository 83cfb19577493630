import type { AnomalyClaim } from './anomaly-claim.ts';
import type { EveryOrder } from './every-order.ts';
import type { Exercise } from './exercise.ts';
import type { EndExpectation } from './expectation.ts';
import type { Burst, Handler } from './handler.ts';
import type { ByLevel, Level } from './level.ts';
import type { Step, Values } from './step.ts';

/** A lesson as its file says it, checked, with every default filled in. Read-only data. */
export interface Lesson {
  readonly id: string;
  /** The file it was read from, as the user named it; undefined for text that came from elsewhere. */
  readonly file?: string;
  readonly title: string;
  readonly topic: string;
  /** One line for lists. */
  readonly summary: string;
  /** The usual name of what can be seen here, for instance "dirty read (P1, G1a)". */
  readonly anomaly?: string;
  readonly happens?: ByLevel<AnomalyClaim>;
  /** Markdown: the situation and what to look for, shown before the first step. */
  readonly about: string;
  /** What to take away, shown after the last step. */
  readonly remember: readonly string[];
  readonly sources: readonly LessonSource[];
  /** To read beside the steps, for instance how a framework writes the same. */
  readonly pages?: readonly Page[];
  readonly minutes?: number;
  /** Where it stands in a list of lessons: lower comes first. */
  readonly order?: number;
  readonly levels: readonly Level[];
  /** The level a student starts with. */
  readonly level: Level;
  /** One SQL statement an entry. */
  readonly setup: readonly string[];
  /** How long a statement of the setup may run, where the lesson says so. */
  readonly setupLimitMs?: number;
  /** Tables whose committed rows are shown all the time. */
  readonly watch: readonly string[];
  /** The file names none: all tables of the setup are watched, in a variant those of its own setup, too. */
  readonly watchesAll?: true;
  readonly sessions: readonly LessonSession[];
  readonly steps: readonly Step[];
  readonly invariant?: Invariant;
  readonly end?: ByLevel<EndExpectation>;
  /** What becomes of the invariant when the steps are taken in other orders. */
  readonly everyOrder?: ByLevel<EveryOrder>;
  /** What the application does for one request. */
  readonly handler?: Handler;
  /** Its steps are so many whole requests of the handler, and not its author's: see requests.ts. */
  readonly requests?: number;
  /** Many such requests at once, and what is claimed of them. */
  readonly burst?: Burst;
  readonly variants: readonly Variant[];
  /** It is something to do. */
  readonly exercise?: Exercise;
  /** The solutions of an exercise, right and wrong, put into it, by name. */
  readonly solved?: ReadonlyMap<string, Solved>;
}

export interface LessonSource {
  readonly title: string;
  readonly url: string;
}

export interface Page {
  readonly title: string;
  /** Markdown. */
  readonly text: string;
}

export interface LessonSession {
  /** A, B, C … */
  readonly name: string;
  readonly role: string;
  /** A level of its own, whatever the run's level is. */
  readonly level?: Level;
  /** What its request says; the handler's own request where it has nothing of its own. */
  readonly request?: Values;
}

export interface Invariant {
  /** The promise in plain words, for instance "a book is stored once". */
  readonly says: string;
  /** A query over the committed tables that must come back empty. */
  readonly violations: string;
}

/** The same lesson with one change: the fix beside the bug. */
export interface Variant {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  /** Another name of what can be seen in it. */
  readonly anomaly?: string;
  /** What is not said is not claimed: nothing is taken over from the lesson. */
  readonly happens?: ByLevel<AnomalyClaim>;
  /** Levels at which the violation is claimed to happen in some order without this variant, and in none with it. */
  readonly prevents?: readonly Level[];
  /** Where its file says so, 1-based. */
  readonly preventsLine?: number;
  /** Its order of the steps, a letter a turn, where its file says one. `steps` stand in it. */
  readonly takes?: string;
  /** SQL run after the lesson's own setup. */
  readonly setup: readonly string[];
  /** The steps of this variant, the lesson's own with the changes made. */
  readonly steps: readonly Step[];
  readonly end?: ByLevel<EndExpectation>;
  /** Of the orders of this variant's steps. */
  readonly everyOrder?: ByLevel<EveryOrder>;
  /** The lesson's handler with the changes made. */
  readonly handler?: Handler;
  readonly burst?: Burst;
}

/** An exercise with the parts of a solution in it: its variant `solutionVariant` is to be judged, at this level. */
export interface Solved {
  readonly lesson: Lesson;
  readonly level: Level;
}

/** What the solution's own setup is called. */
export const solutionVariant = 'solution';
