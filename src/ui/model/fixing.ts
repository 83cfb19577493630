import type { FixVerdict } from '../../exercise/judge-fix.ts';
import type { ReadVerdict } from '../../exercise/judge-read.ts';
import type { JudgedText } from '../../exercise/judge-text.ts';
import type { Exercise, FixIt, ReadIt } from '../../lesson/exercise.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import type { Problem } from './server.ts';

/** An exercise that is answered in a file: a program is to be changed, or something to be read; it is open, also while an order of it is stepped through. */
export interface Fixing {
  readonly number: number;
  readonly lesson: Lesson;
  readonly exercise: Exercise;
  readonly asks: FixIt | ReadIt;
  /** So many of its hints were asked for. */
  readonly hints: number;
  readonly isSolved: boolean;
  /** Undefined until the place of the file is known. */
  readonly answer?: AnswerPlace;
  /** Why there is no place for it. */
  readonly problem?: Problem;
  /** What the file holds is being judged: so many runs are over. */
  readonly ran?: number;
  /** What became of what it held last. */
  readonly judged?: JudgedText;
  /** The check that the keys act on, among those that have an order to show. */
  readonly cursor: number;
  /** The question in hand, by its place, where something is to be read. */
  readonly question: number;
  /** What there is to read has the whole screen. */
  readonly isZoomed?: boolean;
  /** Lines above what is seen of the verdict; undefined: the check in hand is seen. */
  readonly scroll?: number;
}

export interface AnswerPlace {
  readonly file: string;
  readonly isThere: boolean;
  /** What the user's environment names to edit files. */
  readonly editor?: string;
}

/** What became of a reading: what there is to read, and what was answered; undefined until that is there. */
export const readingOf = ({ judged }: Pick<Fixing, 'judged'>): ReadVerdict | undefined =>
  judged?.kind === 'judged' && judged.verdict.kind === 'read' ? judged.verdict : undefined;

type Checks = FixVerdict['checks'];

export const checksOf = ({ judged }: Pick<Fixing, 'judged'>): Checks =>
  judged?.kind === 'judged' && judged.verdict.kind === 'fix' ? judged.verdict.checks : [];

/** Those of which an order can be stepped through. */
export const shownChecks = (fixing: Pick<Fixing, 'judged'>): Checks =>
  checksOf(fixing).filter(({ shows }) => shows !== undefined);
