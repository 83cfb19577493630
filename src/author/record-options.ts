import type { Finding } from '../engine/judge/finding.ts';
import type { Clock, LabServer } from '../engine/ports.ts';
import type { Level } from '../lesson/level.ts';
import type { LessonTexts } from './edit-lesson.ts';

export interface RecordOptions extends LessonTexts {
  readonly server: LabServer;
  readonly clock: Clock;
  /** Ends it, with nothing left on the server; then `recordLesson` rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Replace expectations that do not hold, and do not only fill in those that are missing. */
  readonly update: boolean;
  /** Only at these levels; the others keep what they have. */
  readonly levels?: readonly Level[];
  /** Only these variants, undefined being the lesson itself; without it the lesson and all its variants. */
  readonly variants?: readonly (string | undefined)[];
  /** Also where nothing is said of every order yet. */
  readonly everyOrder?: boolean;
  /** How many sandboxes run at the same time. */
  readonly jobs: number;
  /** Where the server may choose, a script runs until so many runs in a row have shown nothing new. */
  readonly repeat: number;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface OpenClaims {
  readonly level: Level;
  readonly variant?: string;
  /** Those that fail or are unproven. */
  readonly findings: readonly Finding[];
}
