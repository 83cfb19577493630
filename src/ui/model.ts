import type { ServerAbout } from '../engine/events.ts';
import type { OwnStatement, RunAction } from '../engine/run/retrace.ts';
import type { Sight } from '../engine/run/sees.ts';
import type { LabState } from '../engine/state.ts';
import type { BurstScript } from '../lesson/burst-script.ts';
import type { Lesson } from '../lesson/lesson.ts';
import type { Choice, Script } from '../lesson/script.ts';
import type { LessonProgress, StudentProgress } from '../progress/progress.ts';
import { noProgress } from '../progress/progress.ts';
import type { Prompt } from './keys/prompt.ts';
import type { Doubt } from './list/doubt.ts';
import type { Presentation } from './present/present.ts';
import type { ComparedMessage, Comparison } from './run/comparison.ts';
import type { Goal } from './run/places.ts';
import type { Answer, Answering } from './run/question.ts';
import type { RacedMessage, RunRace } from './run/race.ts';
import type { Sights } from './run/sights.ts';
import type { Track } from './run/track.ts';

/** lab: lessons on a server. replay: a recorded run, and nothing else. present: a lesson before a class. */
export type Mode = 'lab' | 'replay' | 'present';

/** Everything the screen is drawn from. */
export interface Model {
  readonly mode: Mode;
  /** Ask the questions of lessons. */
  readonly asks: boolean;
  readonly catalogue: readonly Lesson[];
  /** The lessons of the list are still being read. */
  readonly isReading?: true;
  /** The lesson the list stands on, an index into the catalogue in the order of the list. */
  readonly selected: number;
  readonly overlay?: Overlay;
  readonly server: ServerModel;
  /** Only when a lesson is presented. */
  readonly presentation?: Presentation;
  /** What the student has done so far, as far as it is known yet. */
  readonly progress: StudentProgress;
  /** Something that is only done when the user says yes. */
  readonly doubt?: Doubt;
  /** What is searched for in the list. */
  readonly search?: { readonly text: string; readonly isTyping: boolean };
  /** How long the server has answered nothing to anybody, in ms, when it does not. */
  readonly silentForMs?: number;
  /** Something to know that stops nobody, such as progress that cannot be kept. */
  readonly trouble?: string;
  /** The lesson that is open; without one, the list is shown. */
  readonly run?: RunModel;
  /** Statements that the user wrote, the newest last and each once. */
  readonly typed: readonly string[];
  /** Attempts to reach a server, and runs, are numbered: news of an earlier one comes too late. */
  readonly attempts: number;
  readonly runs: number;
  /** Looks at what sessions would read, too. */
  readonly looks: number;
}

export interface Overlay {
  readonly kind: 'help' | 'about' | 'compare' | 'race';
  readonly scroll: number;
}

export interface Progress {
  readonly message: string;
  /** A share from 0 to 1. */
  readonly done?: number;
}

/** recorded: nobody is there; this is the server that a recording was made on. */
export type ServerModel =
  | { readonly status: 'coming'; readonly progress: Progress }
  | { readonly status: 'ready'; readonly about: ServerAbout; readonly recorded?: true }
  | { readonly status: 'absent'; readonly problem: Problem };

/** Something that went wrong, and what the user can do about it. */
export interface Problem {
  readonly title: string;
  readonly message: string;
  readonly next: readonly string[];
  /** Only for bugs. */
  readonly stack?: string;
}

export interface RunModel {
  readonly number: number;
  readonly lesson: Lesson;
  readonly choice: Choice;
  readonly script: Script;
  readonly phase: RunPhase;
  /** The step to take is asked for, and cannot be taken yet. Asking twice asks once. */
  readonly nextWanted: boolean;
  /** Goes on where the student was, once that is known, unless something was done before. */
  readonly goesOn?: true;
  /** What is shown: the run as it is now, or as it was at the place of the track. */
  readonly lab?: LabState;
  readonly track: Track;
  /** What was done in another run, and is done again in this one before anything else. */
  readonly again: readonly RunAction[];
  /** Statements that were sent before the one before them was over. */
  readonly queued: readonly OwnStatement[];
  /** What is being written; it takes the keys. */
  readonly prompt?: Prompt;
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
  /** The step whose hint was asked for. */
  readonly hinted?: number;
  /** A word about the last key, for instance that there is no such level. */
  readonly notice?: string;
  readonly focus: Panel;
  readonly scroll: Scroll;
  readonly tab: Tab;
  /** The panel that the keys act on has the whole screen. */
  readonly isZoomed?: boolean;
  readonly sights: Sights;
  /** All levels or variants side by side, once they were asked for. */
  readonly comparison?: Comparison;
  /** A burst of requests to the lesson's application, once it was asked for. */
  readonly race?: RunRace;
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
 * each statement. sees: what each session would read. locks: who holds and waits for what.
 */
export type Tab = 'transcript' | 'timeline' | 'sees' | 'locks';

/** Lines above the window; `main` follows its end while it is undefined. */
export interface Scroll {
  readonly main: number | undefined;
  readonly guide: number;
  readonly data: number;
}

/** How far each area of the screen scrolls now, in lines. */
export type Areas = Readonly<
  Record<Panel | 'overlay' | 'list', { readonly max: number; readonly page: number }>
>;

export type Message =
  | { readonly type: 'key'; readonly key: string; readonly areas: Areas }
  | { readonly type: 'paste'; readonly text: string }
  | { readonly type: 'lessons-read'; readonly lessons: readonly Lesson[] }
  | {
      readonly type: 'lesson-opened';
      readonly lesson: Lesson;
      readonly choice: Choice;
      /** Where the student was, if that fits what was chosen. */
      readonly goesOn?: boolean;
    }
  | { readonly type: 'server-progress'; readonly attempt: number; readonly progress: Progress }
  | { readonly type: 'server-ready'; readonly attempt: number; readonly about: ServerAbout }
  | { readonly type: 'server-absent'; readonly attempt: number; readonly problem: Problem }
  /** It answers nothing to anybody, for so many ms; undefined: it answers again. */
  | { readonly type: 'server-silent'; readonly attempt: number; readonly forMs: number | undefined }
  | { readonly type: 'lab-changed'; readonly run: number; readonly lab: LabState; readonly now: number }
  /** What was done in another run is done again in this one. */
  | { readonly type: 'action-begun'; readonly run: number; readonly action: RunAction }
  | { readonly type: 'action-missed'; readonly run: number; readonly reason: string }
  | { readonly type: 'progress-loaded'; readonly progress: StudentProgress; readonly notice?: string }
  | { readonly type: 'progress-trouble'; readonly message: string }
  | { readonly type: 'alarm'; readonly alarm: number }
  | { readonly type: 'run-opened'; readonly run: number }
  | { readonly type: 'step-taken'; readonly run: number }
  | { readonly type: 'seen'; readonly look: number; readonly session: string; readonly sight: Sight }
  | ComparedMessage
  | RacedMessage
  | { readonly type: 'run-broken'; readonly run: number; readonly problem: Problem };

/** What is to be done outside of the model. */
export type Command =
  | { readonly type: 'connect'; readonly attempt: number }
  | {
      readonly type: 'open-run';
      readonly run: number;
      readonly script: Script;
      readonly again: readonly RunAction[];
    }
  | { readonly type: 'take-step'; readonly run: number }
  | { readonly type: 'submit'; readonly run: number; readonly session: string; readonly sql: string }
  | { readonly type: 'cancel'; readonly run: number; readonly session: string }
  | { readonly type: 'set-alarm'; readonly alarm: number; readonly ms: number }
  | { readonly type: 'save-progress'; readonly lesson: string; readonly news: LessonProgress }
  /** Without a lesson, everything is forgotten. */
  | { readonly type: 'reset-progress'; readonly lesson?: string }
  | {
      /** Ask each of these sessions what it would read after these actions, instead of what was asked before. */
      readonly type: 'look';
      readonly look: number;
      readonly script: Script;
      readonly actions: readonly RunAction[];
      readonly sessions: readonly string[];
    }
  | {
      /** Run each of these to its end, instead of what was being compared before. */
      readonly type: 'compare';
      readonly run: number;
      readonly comparison: number;
      readonly scripts: readonly Script[];
    }
  | {
      /** Send bursts to the lesson's application, instead of those that were sent before. */
      readonly type: 'race';
      readonly run: number;
      readonly race: number;
      readonly script: BurstScript;
      readonly rounds: number;
      readonly gate: boolean;
    }
  | { readonly type: 'close-run'; readonly run: number }
  | { readonly type: 'leave'; readonly how: LabEnd };

export type LabEnd = 'quit' | 'interrupted';

/** A model and what is to be done about it. */
export interface Update {
  readonly model: Model;
  readonly commands: readonly Command[];
}

export const initialModel = (
  catalogue: readonly Lesson[],
  { mode = 'lab', asks = true, presentation }: Partial<Pick<Model, 'mode' | 'asks' | 'presentation'>> = {},
): Update => ({
  model: {
    mode,
    asks,
    ...(presentation && { presentation }),
    catalogue: inListOrder(catalogue),
    selected: 0,
    progress: noProgress,
    server: { status: 'coming', progress: { message: 'Looking for a MySQL server' } },
    typed: [],
    attempts: 1,
    runs: 0,
    looks: 0,
  },
  commands: [{ type: 'connect', attempt: 1 }],
});

/** Lessons of a topic stand together, topics in the order of their first lesson. */
export const inListOrder = (catalogue: readonly Lesson[]): readonly Lesson[] =>
  [...Map.groupBy(catalogue, (lesson) => lesson.topic).values()].flat();
