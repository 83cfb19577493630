import type { Course } from '../../course/course.ts';
import type { LabEvent } from '../../engine/events.ts';
import type { Clock, LabServer } from '../../engine/ports.ts';
import type { Follows } from '../../engine/run/replay.ts';
import type { RetraceOptions } from '../../engine/run/retrace.ts';
import type { Sights } from '../../engine/sight.ts';
import type { LabState } from '../../engine/state.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import type { Reviewed } from '../../progress/cards.ts';
import type { LessonProgress, StudentProgress } from '../../progress/progress.ts';
import type { Mode, Presentation } from '../model/model.ts';
import type { Progress } from '../model/server.ts';
import type { AnswerFile } from './answer-file.ts';

export interface HostOptions {
  readonly catalogue: readonly Lesson[];
  /** Reads the lessons of the list, instead of the catalogue, once the list is on the screen. */
  readonly readLessons?: () => Promise<LessonsRead>;
  /**
   * Finds or starts the server; called once at the start, and again when the user asks for a new try. Whoever
   * gives it ends what it started: nobody waits for one that is still on its way.
   */
  readonly connect: (onProgress: (progress: Progress) => void) => Promise<LabServer>;
  readonly clock: Clock;
  /** What is shown; the lab, unless something else is said. */
  readonly mode?: Mode;
  /** Where the student's progress is kept; nowhere, without it. */
  readonly progress?: ProgressStore;
  /** Keeps the events of a run, and returns the command that plays them; nothing is kept without it. */
  readonly save?: (lesson: string, events: readonly LabEvent[]) => Promise<string>;
  /** Of a lesson that is presented. */
  readonly presentation?: Presentation;
  /** Ask the questions of lessons; true, unless something else is said. */
  readonly asks?: boolean;
  /** Where exercises are answered in files; nowhere, without it. @throws UserError when there is no place for one */
  readonly answers?: (lesson: Lesson) => Promise<AnswerFile>;
  /** The date by which questions of a review are due; that of this machine, unless something else is said. */
  readonly today?: () => Date;
  /** What a review draws its questions and values from; by chance, unless something else is said. */
  readonly reviewSeed?: () => number;
  /** Called with what is to have the terminal until it resolves, and never throws. */
  readonly onGiveTerminal?: (work: () => Promise<void>) => void;
  /** Called when the program is to stop until a shell has it go on. */
  readonly onSuspend?: () => void;
  /** Begins a run, `retrace` unless something else is said: a recording tells what was, for instance. */
  readonly startRun?: (options: RetraceOptions) => Promise<OpenRun>;
}

/** The lessons of the list, and the course that they make up. */
export interface LessonsRead {
  readonly lessons: readonly Lesson[];
  readonly course: Course;
}

/** Keeps what a student has done. */
export interface ProgressStore {
  load(): Promise<{ readonly progress: StudentProgress; readonly notice?: string }>;
  save(lesson: string, news: LessonProgress): Promise<void>;
  /** Adds the answer to a question of a review. */
  saveAnswer(lesson: string, key: string, answer: Reviewed): Promise<void>;
  /** Forgets one lesson, or everything. */
  reset(lesson?: string): Promise<void>;
  /** Resolves when nothing is being written any more. */
  settled(): Promise<void>;
}

/** What the host does with a run. */
export interface OpenRun extends AsyncDisposable {
  next(): Promise<unknown>;
  /** A recording goes its own way with `next`, and takes no statements. */
  take?(session: string): Promise<unknown>;
  submit?(session: string, sql: string): Promise<unknown>;
  cancel?(session: string): Promise<unknown>;
  /** What `next` comes to, where a recording knows. */
  readonly follows?: Follows;
  /** Tells what the sessions would read, unless something has happened since. */
  lookedAside?(of: LabState, sights: Sights): Promise<unknown>;
}
