import type { Course } from '../../course/course.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import type { StudentProgress } from '../../progress/progress.ts';
import type { Notes } from '../present/notes.ts';
import type { LeftBreaking } from './breaking.ts';
import type { Fixing } from './fixing.ts';
import type { LabMap } from './map.ts';
import type { Reviewing } from './reviewing.ts';
import type { RunModel } from './run.ts';
import type { ServerModel } from './server.ts';
import type { Talk } from './talk.ts';

/** lab: lessons on a server. replay: a recorded run, and nothing else. present: a lesson before a class. */
export type Mode = 'lab' | 'replay' | 'present';

/** Everything the screen is drawn from. */
export interface Model {
  readonly mode: Mode;
  /** Ask the questions of lessons. */
  readonly asks: boolean;
  readonly catalogue: readonly Lesson[];
  /** What the lessons of the list make up, once they are read. */
  readonly course?: Course;
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
  /** A word about the last key that was pressed in the list. */
  readonly notice?: string;
  /** Anomalies by level, once they were asked for. */
  readonly map?: LabMap;
  /** The lesson that is open; without one, the list is shown. */
  readonly run?: RunModel;
  /** Exercises that were left in the middle of an order, by their ids. */
  readonly left?: Readonly<Record<string, LeftBreaking>>;
  /** The exercise that is open, and has a file instead of a run; a run over it is an order of that file's program. */
  readonly fixing?: Fixing;
  /** The review that is open; no lesson is, then. */
  readonly reviewing?: Reviewing;
  /** Statements that the user wrote, the newest last and each once. */
  readonly typed: readonly string[];
  /** Attempts to reach a server, and runs, are numbered: news of an earlier one comes too late. */
  readonly attempts: number;
  readonly runs: number;
  /** Looks at what sessions would read, too. */
  readonly looks: number;
}

export interface Overlay {
  readonly kind: 'help' | 'glossary' | 'about' | 'sources' | 'compare' | 'orders' | 'race' | 'map' | 'page';
  readonly scroll: number;
  /** What is there again when it is closed: the help is of that screen, and the glossary was opened there. */
  readonly behind?: ScreenWithHelp;
}

/** These have keys and signs of their own. */
const screensWithHelp = ['orders', 'map', 'compare', 'race'] as const;

export type ScreenWithHelp = (typeof screensWithHelp)[number];

export const hasHelp = (kind: Overlay['kind']): kind is ScreenWithHelp =>
  screensWithHelp.some((one) => one === kind);

/** What a presenter has chosen, and what goes on by itself. */
export interface Presentation {
  readonly isPlaying: boolean;
  /** At the end begin again. */
  readonly loops: boolean;
  /** How long each step stays, in ms, when it plays by itself. */
  readonly stepMs: number;
  /** Statements are written letter by letter before they are sent. */
  readonly types: boolean;
  readonly notes?: Notes;
  readonly showsNotes: boolean;
  /** Of a course; without it one lesson is presented. */
  readonly talk?: Talk;
  /** The question that was put to the class last: of which run, before which step. */
  readonly asked?: { readonly run: number; readonly step: number };
  /** How much of the next statement is written by now, in characters. */
  readonly written?: number;
  /** Alarms are numbered: one that was set before something else happened rings in vain. */
  readonly alarms: number;
}

/** What is to be forgotten, if the user says yes: what was done in one lesson, or everything. */
export type Doubt =
  | { readonly kind: 'forget-lesson'; readonly id: string; readonly title: string }
  | { readonly kind: 'forget-all' };
