import type { ComparedBy, ComparedRun } from '../../engine/compare/compared-run.ts';
import type { Follows } from '../../engine/run/replay.ts';
import type { OwnStatement, RunAction } from '../../engine/run/retrace.ts';
import type { LabState } from '../../engine/state.ts';
import type { BurstScript } from '../../lesson/burst-script.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import type { Choice, Script } from '../../lesson/script.ts';
import type { RaceState } from '../../race/state.ts';
import type { Editor } from '../keys/editor.ts';
import type { Track } from '../run/track.ts';
import type { Breaking } from './breaking.ts';
import type { RunOrders } from './orders.ts';
import type { Problem, Progress } from './server.ts';

export interface RunModel {
  readonly number: number;
  readonly lesson: Lesson;
  readonly choice: Choice;
  readonly script: Script;
  readonly phase: RunPhase;
  /** The step to take is asked for, and cannot be taken yet. Asking twice asks once. */
  readonly nextWanted: boolean;
  /** What a fix does not keep in this order, which is shown for it: what a lesson says of its own order is nowhere here. */
  readonly shows?: string;
  /** Goes on where the student was, once that is known, unless something was done before. */
  readonly goesOn?: true;
  /** What is shown: the run as it is now, or as it was at the place of the track. */
  readonly lab?: LabState;
  readonly track: Track;
  /** What was done in another run, and is done again in this one before anything else. */
  readonly again: readonly RunAction[];
  /** What that run had come to after so many of these actions: this one is held against it. */
  readonly retraces?: { readonly at: number; readonly lab: LabState };
  /** The run before, at another level or in another variant: this one halts where it first comes out otherwise. */
  readonly beside?: Beside;
  /** Statements that were sent before the one before them was over. */
  readonly queued: readonly OwnStatement[];
  /** What is being written; it takes the keys. */
  readonly prompt?: Prompt;
  /** The user is asked whose turn it is, and stands on this session; given: it goes as soon as it can. */
  readonly turn?: { readonly session: string; readonly isGiven?: true };
  /** Steps are taken until this is reached, or a key is pressed. */
  readonly goal?: Goal;
  /** The clock's time when the last event came, in ms: what waits has waited longer since. */
  readonly heardAt: number;
  /** The lesson was read, or is being run: its steps are shown instead. */
  readonly begun: boolean;
  /** Questions of the lesson are asked before the steps they belong to. */
  readonly asks: boolean;
  /** What was said to the questions so far. */
  readonly answers: readonly Answer[];
  readonly answering?: Answering;
  /** The place of the track at which the page of what came was turned over. */
  readonly turnedAt?: number;
  /** The step whose hint was asked for. */
  readonly hinted?: number;
  /** What comes next, where a recording is played. */
  readonly follows?: Follows;
  /** A word about the last key, for instance that there is no such level. */
  readonly notice?: string;
  readonly focus: Panel;
  /** The panel that had the keys before something else than the transcripts was shown. */
  readonly focusBefore?: Panel;
  readonly scroll: Scroll;
  readonly tab: Tab;
  /** The panel that the keys act on has the whole screen. page: what is said at the end has, and no other panel. */
  readonly isZoomed?: boolean | 'page';
  /** The page of the end was read to where it says what comes next: asked for once more, that is opened. */
  readonly isOffered?: boolean;
  /** What each session would read is being asked for, at this place. */
  readonly looking?: { readonly look: number; readonly of: LabState };
  /** All levels or variants side by side, once they were asked for. */
  readonly comparison?: Comparison;
  /** The order that was opened, a letter a step: its next step is taken next. */
  readonly order?: string;
  /** Every order of the steps, once they were asked for. */
  readonly orders?: RunOrders;
  /** The lesson is an exercise: its order is the student's to find. */
  readonly breaking?: Breaking;
  /** A burst of requests to the lesson's application, once it was asked for. */
  readonly race?: RunRace;
}

export interface Beside {
  /** At its level, or in its variant. */
  readonly where: string;
  readonly lab: LabState;
  /** Its way is gone again without a halt, and nothing of that is shown, until it is known where this one differs. */
  readonly isSought?: true;
}

/** coming: no server yet. opening: the sandbox is being made. taking: a step is being taken. */
export type RunPhase =
  | { readonly kind: 'coming' | 'ready' | 'taking' }
  | {
      readonly kind: 'opening';
      /** Of what else it needs, such as a Redis. */
      readonly progress?: Progress;
    }
  | { readonly kind: 'broken'; readonly problem: Problem };

export type Panel = 'main' | 'guide' | 'data';

/**
 * What the main panel shows. transcript: everything that happened, in lanes. timeline: the same with a line for
 * each statement. versions: each row's versions, and who would read which. locks: who holds and waits for what.
 */
export type Tab = 'transcript' | 'timeline' | 'versions' | 'locks';

/** Lines above the window; while they are undefined, `main` follows the newest statement, and `data` what is news. Infinite: its end. */
export interface Scroll {
  readonly main: number | undefined;
  readonly guide: number;
  readonly data: number | undefined;
}

/** One lesson at all its levels, or in all its variants, each run to its end in a sandbox of its own. */
export interface Comparison {
  readonly number: number;
  readonly by: ComparedBy;
  readonly columns: readonly ComparedRun[];
  /** How the open one differs from the run in hand, which it is not. */
  readonly aside?: string;
  /** The cell that the keys act on, once somebody has moved: a step among those of all the runs, behind the last one the end. */
  readonly cursor?: { readonly step: number; readonly column: number };
}

/** The lesson's application, hit by bursts of requests at the level that is open: in the variant that is, or in all of them in turn. */
export interface RunRace {
  readonly number: number;
  readonly scripts: readonly BurstScript[];
  readonly rounds: number;
  /** All workers start in the same moment. */
  readonly gate: boolean;
  /** Undefined until the application is up; of several, the one that is raced now. */
  readonly state?: RaceState;
  /** What each variant that was raced in this way came to, with as many rounds as it ever had. */
  readonly known: readonly RaceState[];
  readonly failed?: string;
}

/** Where a run is to go by itself, step by step, until a key is pressed. `waits` were seen before. */
export type Goal =
  | { readonly kind: 'end' }
  | { readonly kind: 'wait'; readonly waits: number }
  | { readonly kind: 'step'; readonly steps: number }
  /** What comes out otherwise than in the run before, beside as many steps as were found to. */
  | { readonly kind: 'difference'; readonly from: Beside; readonly found: number };

/** What the student said to the question of a step; undefined: went on without an answer. */
export interface Answer {
  readonly step: number;
  readonly said: Said | undefined;
  /** The student was not sure. */
  readonly isGuess?: true;
}

/** Choices or rows by their index, in order; or what was typed. */
export type Said =
  | { readonly kind: 'chosen'; readonly indices: readonly number[] }
  | { readonly kind: 'typed'; readonly text: string };

/** The question that is being answered: where the student is, what is marked and what is typed so far. */
export interface Answering {
  readonly step: number;
  readonly cursor: number | undefined;
  readonly picked: readonly number[];
  readonly editor: Editor;
  /** Keys are not written into the answer: they mean what they mean at any question. */
  readonly isAside: boolean;
}

/** Where something is written: a statement of the user's own in a session, or the number of a step to go to. */
export interface Prompt {
  readonly kind: 'statement' | 'step';
  readonly session: string;
  readonly editor: Editor;
  /** How far back the user has gone in what was typed before; 0 is the draft. */
  readonly recalled: number;
  /** What was being written when the user went back. */
  readonly draft: Editor;
}
