import type { Level } from './level.ts';
import type { Meaning } from './prediction.ts';
import type { Values } from './step.ts';

/** Something to do, which a server judges. */
export interface Exercise {
  /** Markdown. */
  readonly task: string;
  /** The smallest help first. */
  readonly hints: readonly string[];
  readonly asks: BreakIt | FixIt | ReadIt;
  /** Where its file says so, 1-based. */
  readonly line: number;
}

/** An order of the steps is to be found that breaks the promise. */
export interface BreakIt {
  readonly kind: 'break';
  readonly level: Level;
  /** A level at which there is none. */
  readonly never?: Level;
}

/** The programs are to be changed so that the promise holds in every order. */
export interface FixIt {
  readonly kind: 'fix';
  readonly opens: readonly Part[];
  readonly must: Must;
  readonly solutions: readonly Solution[];
  readonly wrong: readonly WrongSolution[];
}

export type Part = 'level' | 'setup' | 'handler' | 'retry' | 'steps';

/** What has to hold beside the promise. */
export interface Must {
  readonly noErrors: boolean;
  readonly noDeadlocks: boolean;
  readonly noRefusals: boolean;
  readonly levels: readonly Level[];
  /** What the second request says to have nothing to do with the first. */
  readonly apart?: Values;
}

/** Parts that the exercise's file has for its own; `solvedLesson` puts them in. */
export interface Solution {
  readonly id: string;
  /** Markdown. */
  readonly says: string;
}

export interface WrongSolution extends Solution {
  readonly like: Likeness;
}

/** By what the file of a student is known: all of it must fit. */
export interface Likeness {
  /** Regular expressions, which letters of any case fit. */
  readonly sql?: string;
  readonly not?: string;
  readonly levels?: readonly Level[];
  /** One of these does not hold. */
  readonly fails?: readonly CheckKind[];
}

/** Each of what a judge looks at. */
export type CheckKind = (typeof checkKinds)[number];

export const checkKinds = [
  'levels',
  'promise',
  'served',
  'told',
  'errors',
  'refused',
  'deadlocks',
  'apart',
  'burst',
] as const;

/** Something of a run at this level is shown, and questions are asked about it: right is what the run makes so. */
export interface ReadIt {
  readonly kind: 'read';
  readonly level: Level;
  readonly shows: Exhibit;
  /** The step after which locks are shown or a transcript breaks off, by its name. */
  readonly after?: string;
  readonly questions: readonly ReadQuestion[];
}

export const exhibits = ['transcript', 'deadlock', 'locks'] as const;

/**
 * transcript: what the sessions sent and were answered. deadlock: InnoDB's report of it. locks: the rows of
 * performance_schema.data_locks.
 */
export type Exhibit = (typeof exhibits)[number];

export interface ReadQuestion {
  readonly id: string;
  readonly ask: string;
  /** About the same steps at this level, and not about the run that is shown. */
  readonly at?: Level;
  /** Exactly one of them is to be right. */
  readonly choices: readonly ReadChoice[];
  /** Said with the right answer: why it is so. */
  readonly because?: string;
}

export interface ReadChoice {
  readonly says: string;
  readonly means: ReadMeaning;
  /** Said to whoever chose it and was wrong: why it is not so. */
  readonly but?: string;
}

/** level: that of the run. anomaly: it has happened, by its code. took: this step took the lock that another one waited for. */
export type ReadMeaning =
  | { readonly kind: 'run'; readonly meaning: Meaning }
  | { readonly kind: 'level'; readonly level: Level }
  | { readonly kind: 'anomaly'; readonly code: string }
  | { readonly kind: 'took'; readonly step: string; readonly waits: string };
