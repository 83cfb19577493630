import type { ComparedRun } from '../engine/compare/compared-run.ts';
import type { StatementSent } from '../engine/events.ts';
import type { LabState } from '../engine/state.ts';
import type { Subject } from './subject.ts';
import type { Tables } from './tables.ts';
import type { ToAsk } from './to-ask.ts';

/** A question, and what a server has answered to it. */
export interface Question {
  readonly asked: ToAsk;
  readonly subject: Subject;
  /** By which answers to it are kept. */
  readonly key: string;
  /** All tables, as they were before the first step. */
  readonly begins: Tables;
  /** The run as it was right before. */
  readonly before: LabState;
  /** The statement that is asked about. */
  readonly sent?: StatementSent;
  /** The lesson's own words, where nothing comes out otherwise elsewhere; then the choices are the lesson's, too. */
  readonly asks?: string;
  /** What only makes a difference in whether somebody waits is asked so. */
  readonly isAboutWaiting: boolean;
  readonly choices: readonly Choice[];
  /** The place of the right one. */
  readonly right: number;
  /** What the server said, in full. */
  readonly said: readonly string[];
  /** What the lesson says to its own question, where that is what is asked. */
  readonly why?: string;
  /** What the lesson asks at this step, and says to that: it goes with nothing but its own question. */
  readonly lesson?: { readonly asks: string; readonly says: string };
  /** The whole run, to its end. */
  readonly ran: LabState;
  /** The promise, in the values of the run. */
  readonly promise?: string;
  /** The values are others than the lesson's own. */
  readonly hasOtherValues: boolean;
}

/** What really happened in some of the runs, or what a lesson offers. */
export interface Choice {
  readonly lines: readonly string[];
  /** Where: the names of these runs. */
  readonly where: readonly string[];
  /** Why it is wrong, by the lesson. */
  readonly but?: string;
}

/** What a question can be about in these runs, and what may be chosen: the first is right. */
export interface Difference {
  readonly subject: Subject;
  readonly choices: readonly Choice[];
  readonly said: readonly string[];
  readonly isAboutWaiting: boolean;
}

export const openOf = (runs: readonly ComparedRun[]): ComparedRun | undefined =>
  runs.find(({ isOpen }) => isOpen);
