import type { Question } from '../../review/question.ts';
import type { Problem } from './server.ts';

/** A review that is open, instead of a lesson. */
export interface Reviewing {
  readonly number: number;
  /** So many answers were given, and so many of them were right. */
  readonly given: number;
  readonly right: number;
  readonly at: ReviewStep;
  /** Lines above what is seen; undefined: the end is seen. */
  readonly scroll?: number;
}

export type ReviewStep =
  /** The server is asked for the next question. */
  | { readonly kind: 'coming' }
  | { readonly kind: 'asked'; readonly question: Question }
  /** `chosen` is the place of the choice; undefined: the student said not to know. */
  | { readonly kind: 'answered'; readonly question: Question; readonly chosen?: number }
  | { readonly kind: 'over'; readonly end: ReviewEnd }
  | { readonly kind: 'failed'; readonly problem: Problem };

export interface ReviewEnd {
  /** No lesson was seen to its end: there is nothing to ask about. */
  readonly hasSeen: boolean;
  /** When the next question is due; undefined where none has a date. */
  readonly dueInMs?: number;
}

/** A review asks so many questions at most. */
export const questionsInReview = 5;
