import type { Cell, EndExpectation, StepExpectation } from './expectation.ts';

/**
 * A question that is asked before a step is taken. It has no answer of its own: right is what the server
 * then does.
 */
export type Prediction = ChoicePrediction | RowsPrediction | FactPrediction;

interface Question {
  readonly ask: string;
  /** Said with the answer: why it is so. */
  readonly because?: string;
}

/** Exactly one of the choices is to come true. */
export interface ChoicePrediction extends Question {
  readonly kind: 'choices';
  readonly choices: readonly PredictionChoice[];
}

export interface PredictionChoice {
  readonly says: string;
  /** What is so if this is right; compared with what the server did. */
  readonly means: Meaning;
  /** Said to whoever chose it and was wrong: why it is not so. */
  readonly but?: string;
}

/** What a choice claims: of the step that asks, of other steps, of the end; `either`: exactly one of several. */
export interface Meaning extends Omit<StepExpectation, 'either'> {
  /** What other steps come to, by their names; whether they waited is said only where it is claimed. */
  readonly steps?: Readonly<Record<string, StepExpectation>>;
  readonly end?: EndExpectation;
  readonly either?: readonly Meaning[];
}

/** Which of these rows will the statement give? Rows may have `$name` cells, as in an expectation. */
export interface RowsPrediction extends Question {
  readonly kind: 'rows';
  readonly rows: readonly (readonly Cell[])[];
}

/**
 * What a student may be asked to type: how many rows the statement affects, or an UPDATE finds,
 * or a statement gives, the only value that it gives, or
 * its error. Each is something that an expectation can claim.
 */
export const facts = ['affected', 'matched', 'rows', 'value', 'error'] as const;

export type Fact = (typeof facts)[number];

/** The student types a number or a short text. */
export interface FactPrediction extends Question {
  readonly kind: 'fact';
  readonly fact: Fact;
}

/** Nobody types more than so many characters; what is longer, or has more than one line, cannot be asked for. */
export const longestAnswer = 60;
