import type { LabEvent } from '../engine/events.ts';
import type { Finding } from '../engine/judge/finding.ts';
import type { LabState } from '../engine/state.ts';
import { promiseOf } from '../engine/words/promise-words.ts';
import type { OrdersSeen } from './orders-seen.ts';
import { type Difference, firstDifference } from './story.ts';

/**
 * passed: everything that the lesson claims is so. failed: something is not. unproven: it claims nothing
 * about some step or the end. broken: the run did not come to its end, for the reason in `error`.
 */
export type RunStatus = 'passed' | 'failed' | 'unproven' | 'broken';

/** What came of one run of a case. */
export interface CaseRun {
  readonly status: RunStatus;
  /** From making the first sandbox to the removal of the last. */
  readonly ms: number;
  /** Empty when the run is broken. */
  readonly findings: readonly Finding[];
  /** What happened, as far as it was looked at; of a run that has failed everything, where it happened again. */
  readonly recording: readonly LabEvent[];
  /** What happened as lines that are the same whenever the same happened. */
  readonly story: readonly string[];
  /** Absent when the run did not come to its end, or the lesson has no invariant. */
  readonly invariant?: 'holds' | 'violated';
  /** Of an exploration. */
  readonly orders?: OrdersSeen;
  readonly error?: CaseError;
}

export interface CaseError {
  readonly message: string;
  /** What to do about it. */
  readonly next: readonly string[];
  /** Present when it is a bug of the lab and nothing that the author can do something about. */
  readonly stack?: string;
}

/** unsteady: repetitions of the same case came to different outcomes. */
export type CaseStatus = RunStatus | 'unsteady';

/** What came of a case: of its only run, or of all its repetitions. */
export interface CaseResult {
  readonly status: CaseStatus;
  readonly repetitions: number;
  /** The sum of its runs. */
  readonly ms: number;
  /** Of the first run that did not pass, or else of the first run; so is `recording`. */
  readonly findings: readonly Finding[];
  readonly recording: readonly LabEvent[];
  readonly invariant?: 'holds' | 'violated' | 'varies';
  readonly orders?: OrdersSeen;
  readonly error?: CaseError;
  /** Where the first repetition that went differently left the path of the first. */
  readonly difference?: Difference & { readonly repetition: number };
}

export const invariantSeen = ({ finished }: LabState): 'holds' | 'violated' | undefined =>
  finished?.end === 'complete' ? promiseOf(finished.violations) : undefined;

/** A case in the middle of its repetitions; it keeps only what is shown, so that thousands cost no memory. */
export interface Tally {
  readonly result: CaseResult;
  /** The first run that did not pass, or else the first run. */
  readonly shown: CaseRun;
  /** The first story for every way in which the server may choose. */
  readonly stories: ReadonlyMap<string, readonly string[]>;
}

/** The tally after one more repetition. */
export const addRun = (before: Tally | undefined, run: CaseRun): Tally => {
  const choices = choicesOf(run);
  const told = before?.stories.get(choices);
  const stories = told ? before?.stories : new Map([...(before?.stories ?? []), [choices, run.story]]);
  const repetitions = (before?.result.repetitions ?? 0) + 1;
  const shown =
    before === undefined || (before.shown.status === 'passed' && run.status !== 'passed')
      ? run
      : before.shown;
  const found = told && firstDifference(told, run.story);
  const difference = before?.result.difference ?? (found && { repetition: repetitions, ...found });
  const status = difference && shown.status !== 'broken' ? 'unsteady' : shown.status;
  const invariant =
    before === undefined || before.result.invariant === run.invariant ? run.invariant : 'varies';
  const { findings, recording, orders, error } = shown;
  const result: CaseResult = {
    status,
    repetitions,
    ms: (before?.result.ms ?? 0) + run.ms,
    findings,
    recording,
    ...(invariant && { invariant }),
    ...(orders && { orders }),
    ...(error && { error }),
    ...(difference && { difference }),
  };
  return { result, shown, stories: stories ?? new Map() };
};

/** Repetitions are compared only with those in which the server chose the same of what the lesson allows. */
const choicesOf = ({ findings }: CaseRun): string =>
  JSON.stringify(
    findings.flatMap(({ place, what, chosen }) => (chosen === undefined ? [] : [[place, what, chosen]])),
  );
