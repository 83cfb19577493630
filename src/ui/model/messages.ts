import type { Course } from '../../course/course.ts';
import type { CompareResult } from '../../engine/compare/compared-run.ts';
import type { ServerAbout } from '../../engine/events.ts';
import type { Follows } from '../../engine/run/replay.ts';
import type { OwnStatement, RunAction } from '../../engine/run/retrace.ts';
import type { Sights } from '../../engine/sight.ts';
import type { LabState } from '../../engine/state.ts';
import type { JudgedText } from '../../exercise/judge-text.ts';
import type { RunOrder } from '../../explore/order.ts';
import type { BurstScript } from '../../lesson/burst-script.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import type { Level } from '../../lesson/level.ts';
import type { Choice, Script } from '../../lesson/script.ts';
import type { Reviewed } from '../../progress/cards.ts';
import type { LessonProgress, StudentProgress } from '../../progress/progress.ts';
import type { Question } from '../../review/question.ts';
import type { Judging, Proved } from './breaking.ts';
import type { AnswerPlace } from './fixing.ts';
import type { MapResult } from './map.ts';
import type { Model } from './model.ts';
import type { RunOrders } from './orders.ts';
import type { ReviewEnd } from './reviewing.ts';
import type { Panel, RunRace } from './run.ts';
import type { Problem, Progress } from './server.ts';

/** How far each area of the screen scrolls now, in lines; how many cells stand in a row, and at which lines rows begin, where it has such. */
export type Areas = Readonly<
  Record<
    Panel | 'overlay' | 'list',
    {
      readonly max: number;
      readonly page: number;
      readonly perRow?: number;
      /** Lines above what is seen, where the screen has chosen that. */
      readonly from?: number;
      readonly starts?: readonly number[];
    }
  >
>;

export type Message =
  | { readonly type: 'key'; readonly key: string; readonly areas: Areas }
  | { readonly type: 'paste'; readonly text: string }
  | LessonsReadMessage
  | {
      readonly type: 'lesson-opened';
      readonly lesson: Lesson;
      readonly choice: Choice;
      /** Its steps are taken in this one. */
      readonly order?: string;
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
  /** Its session was not free any more when it was to be sent. */
  | {
      readonly type: 'statement-refused';
      readonly run: number;
      readonly action: OwnStatement;
      readonly reason: string;
    }
  | { readonly type: 'progress-loaded'; readonly progress: StudentProgress; readonly notice?: string }
  | { readonly type: 'progress-trouble'; readonly message: string }
  | { readonly type: 'alarm'; readonly alarm: number }
  | { readonly type: 'run-opened' | 'step-taken'; readonly run: number; readonly follows?: Follows }
  /** What was done is kept, or could not be: in words. */
  | { readonly type: 'run-saved'; readonly run: number; readonly says: string }
  /** The sessions have been asked; without sights: that was called off. */
  | { readonly type: 'seen'; readonly look: number; readonly sights?: Sights }
  | ComparedMessage
  | RacedMessage
  | OrderKnownMessage
  | ExploredMessage
  | MappedMessage
  | BreakJudgedMessage
  | AnswerMessage
  | ReviewMessage
  | { readonly type: 'run-broken'; readonly run: number; readonly problem: Problem };

/** For the list, which is on the screen; `left` is the lesson that was open before. */
export interface LessonsReadMessage {
  readonly type: 'lessons-read';
  readonly lessons: readonly Lesson[];
  readonly course: Course;
  readonly left?: string;
}

export interface ComparedMessage {
  readonly type: 'compared';
  readonly run: number;
  readonly comparison: number;
  readonly column: number;
  readonly result: CompareResult;
}

export interface RacedMessage {
  readonly type: 'raced';
  readonly run: number;
  readonly race: number;
  readonly news: Pick<RunRace, 'state' | 'failed'>;
}

/** One order was run. */
export interface OrderKnownMessage {
  readonly type: 'order-known';
  readonly run: number;
  readonly orders: number;
  readonly order: RunOrder;
  readonly of: bigint;
}

export interface ExploredMessage {
  readonly type: 'explored';
  readonly run: number;
  readonly orders: number;
  readonly news: Pick<RunOrders, 'result' | 'failed'>;
}

/** One of the runs that fill the map is over. */
export interface MappedMessage {
  readonly type: 'mapped';
  readonly script: Script;
  readonly result: MapResult;
}

/** What was asked of every order of an exercise, as far as it is known. */
export interface BreakJudgedMessage {
  readonly type: 'break-judged';
  readonly run: number;
  readonly news:
    | { readonly about: 'fewest'; readonly judging: Judging<number> }
    | { readonly about: 'never'; readonly level: Level; readonly judging: Judging<Proved> };
}

/** News of the file in which an exercise is answered. */
export type AnswerMessage =
  | { readonly type: 'answer-placed'; readonly fixing: number; readonly answer: AnswerPlace }
  | { readonly type: 'answer-refused'; readonly fixing: number; readonly problem: Problem }
  | { readonly type: 'answer-noticed'; readonly fixing: number; readonly notice: string }
  | { readonly type: 'answer-judging'; readonly fixing: number; readonly ran: number }
  | { readonly type: 'answer-judged'; readonly fixing: number; readonly judged: JudgedText };

/** News of the review that is open. */
export type ReviewMessage =
  | { readonly type: 'review-asked'; readonly review: number; readonly question: Question }
  | { readonly type: 'review-over'; readonly review: number; readonly end: ReviewEnd }
  | { readonly type: 'review-failed'; readonly review: number; readonly problem: Problem };

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
  | { readonly type: 'take-turn'; readonly run: number; readonly session: string }
  | { readonly type: 'submit'; readonly run: number; readonly session: string; readonly sql: string }
  | { readonly type: 'cancel'; readonly run: number; readonly session: string }
  /** Keep what was done. */
  | { readonly type: 'save-run'; readonly run: number; readonly lesson: string }
  | { readonly type: 'set-alarm'; readonly alarm: number; readonly ms: number }
  | { readonly type: 'save-progress'; readonly lesson: string; readonly news: LessonProgress }
  /** Without a lesson, everything is forgotten. */
  | { readonly type: 'reset-progress'; readonly lesson?: string }
  | {
      /** Ask what each session would read after these actions, instead of what was asked before. */
      readonly type: 'look';
      readonly run: number;
      readonly look: number;
      readonly script: Script;
      /** What they have come to. */
      readonly first: LabState;
      readonly actions: readonly RunAction[];
    }
  | {
      /** Run each of these to its end, instead of what was being compared before. */
      readonly type: 'compare';
      readonly run: number;
      readonly comparison: number;
      readonly scripts: readonly Script[];
    }
  | {
      /** Send bursts to the lesson's application, as each of these has it, instead of those that were sent before. */
      readonly type: 'race';
      readonly run: number;
      readonly race: number;
      readonly scripts: readonly BurstScript[];
      readonly rounds: number;
      readonly gate: boolean;
    }
  | {
      /** Run it in every order, instead of what was being explored before. */
      readonly type: 'explore';
      readonly run: number;
      readonly orders: number;
      readonly script: Script;
    }
  | { readonly type: 'stop-exploring' }
  | {
      /** Run an exercise in every order: with how few switches is it broken, or is it never? Each instead of the same before. */
      readonly type: 'judge-break';
      readonly run: number;
      readonly lesson: Lesson;
      readonly about: { readonly kind: 'fewest' | 'never'; readonly level: Level };
    }
  /** Find the place of the file in which this is answered, instead of the one that was open. */
  | { readonly type: 'open-answer'; readonly fixing: number; readonly lesson: Lesson }
  | { readonly type: 'write-answer' | 'edit-answer' | 'watch-answer'; readonly fixing: number }
  | {
      /** Write the choice, by its place from 0, for a question into the file of the answer. */
      readonly type: 'choose-answer';
      readonly fixing: number;
      readonly question: string;
      readonly choice: number;
    }
  | { readonly type: 'close-answer' }
  /** Ask about these lessons, by what is kept of the student, instead of the review that was open. */
  | { readonly type: 'open-review'; readonly review: number; readonly lessons: readonly Lesson[] }
  | { readonly type: 'next-question' | 'end-review' | 'close-review' }
  | { readonly type: 'keep-answer'; readonly question: Question; readonly was: Reviewed['was'] }
  /** Read the lessons of the list, unless they are read or being read. */
  | { readonly type: 'read-lessons' }
  /** Run these for the map, instead of those that were run before. */
  | { readonly type: 'fill-map'; readonly scripts: readonly Script[] }
  | { readonly type: 'stop-filling' }
  | { readonly type: 'close-run'; readonly run: number }
  | { readonly type: 'leave'; readonly how: LabEnd }
  /** Stop the program, as a shell's job. */
  | { readonly type: 'suspend' };

export type LabEnd = 'quit' | 'interrupted';

/** A model and what is to be done about it. */
export interface Update {
  readonly model: Model;
  readonly commands: readonly Command[];
}
