import { attemptOf, isOfLastAttempt } from '../engine/attempts.ts';
import { serverErrors } from '../engine/outcome.ts';
import type { LabState } from '../engine/state.ts';
import { statements } from '../engine/statements.ts';
import type { Weight } from './arrivals.ts';
import { allTables, type CameTo } from './outcome.ts';

/** One feasible order that was run, and what it came to. */
export interface RunOrder extends Weight {
  /** Whose turn it was, a letter a step; steps that were passed over stand where that was told. */
  readonly order: string;
  /** Changes of session while the one before could go on and was inside a transaction. */
  readonly switches: number;
  /** Nobody went on while another one was inside a transaction. */
  readonly isSerial: boolean;
  /** It is not certain where its transactions end: see walk.ts. */
  readonly endsUnseen: boolean;
  /** Who acted, one after the other. */
  readonly way: readonly string[];
  /** Whether what the lesson promises was kept; absent where it promises nothing. */
  readonly promise?: 'kept' | 'broken';
  /** How many statements had to wait. */
  readonly waits: number;
  /** Sessions whose transaction was rolled back to end a deadlock. */
  readonly victims: readonly string[];
  /** Sessions whose request was tried again, in their order. */
  readonly triedAgain: readonly TriedAgain[];
  /** Statements were ended that nobody could free. */
  readonly isStuck: boolean;
  /** Steps that were at work for longer than their limit, so that the lab ended their statements: they may have no end. */
  readonly cut: readonly CutStep[];
  /** Several statements were at work at the same moment: who was faster, the server chose. See choices.ts. */
  readonly mayVary: boolean;
  readonly cameTo: CameTo;
  /** Names of the steps that came to nothing because others were there: see left-out.ts. */
  readonly leftOut: readonly string[];
  /** What people are shown of it. */
  readonly end: OrderEnd;
}

export interface CutStep {
  readonly session: string;
  /** Its place among the script's steps. */
  readonly place: number;
  /** How long its statement may be at work. */
  readonly limitMs: number;
}

export interface TriedAgain {
  readonly session: string;
  /** With the first one. */
  readonly attempts: number;
  /** False: the last of them has failed, too. */
  readonly isThrough: boolean;
}

/** What can be told of an order without telling its steps. */
export interface OrderEnd {
  /** The committed rows, table by table. */
  readonly tables: LabState['observation']['tables'];
  readonly violations?: NonNullable<LabState['finished']>['violations'];
  /** By session, in the order of their coming; of who tried again, those of the last attempt. */
  readonly answers: readonly {
    readonly session: string;
    readonly answer: string;
    readonly rejected: boolean;
  }[];
  readonly errors: readonly StepError[];
}

export interface StepError {
  readonly session: string;
  /** The step's place in the script. */
  readonly place: number;
  readonly errno: number;
  readonly symbol: string;
  /** As the server said it. */
  readonly message: string;
}

/** The word of a run that is over; further attempts have no letters in it. */
export const orderOfRun = ({ timeline, script }: LabState): string =>
  timeline
    .flatMap((one) => {
      const isStep = one.kind === 'statement' ? one.by === 'script' : one.kind === 'skip';
      if (!isStep || !('step' in one) || one.step === undefined) return [];
      return script.steps[one.step]?.again === undefined ? [one.session] : [];
    })
    .join('');

/** Several statements waited at the same moment: who is freed first may be the server's choice. */
export const severalWaited = ({ timeline }: LabState): boolean => {
  const waited = statements({ timeline }).filter(({ blockedAt }) => blockedAt !== undefined);
  return waited.some((one) =>
    waited.some(
      (other) =>
        other !== one &&
        (other.blockedAt ?? 0) >= (one.blockedAt ?? 0) &&
        (other.blockedAt ?? 0) <= (one.finishedAt ?? Number.POSITIVE_INFINITY),
    ),
  );
};

export const waitsIn = (state: LabState): number =>
  statements(state).filter(({ waits }) => waits.length > 0).length;

export const victimsIn = (state: LabState): readonly string[] => [
  ...new Set(
    statements(state).flatMap(({ session, outcome }) =>
      outcome?.kind === 'error' && outcome.errno === serverErrors.deadlock ? [session] : [],
    ),
  ),
];

export const cutIn = (state: LabState): readonly CutStep[] =>
  statements(state).flatMap(({ session, step: place, by, outcome }) => {
    const isCut = outcome && 'cancelled' in outcome && outcome.cancelled === 'limit';
    const step = place === undefined ? undefined : state.script.steps[place];
    return isCut && by === 'script' && place !== undefined && step
      ? [{ session, place: step.again?.place ?? place, limitMs: step.limitMs }]
      : [];
  });

export const triedAgainIn = (state: LabState): readonly TriedAgain[] =>
  state.sessions.flatMap(({ name: session, failedAt }) => {
    const attempts = attemptOf(state, session);
    return attempts > 1 ? [{ session, attempts, isThrough: failedAt === undefined }] : [];
  });

export const promiseIn = ({ finished }: LabState): RunOrder['promise'] =>
  finished?.violations && (finished.violations.rows.length === 0 ? 'kept' : 'broken');

export const endIn = (state: LabState): OrderEnd => {
  const { observation, finished, timeline, script } = state;
  return {
    tables: allTables({ observation }),
    ...(finished?.violations && { violations: finished.violations }),
    answers: timeline.flatMap((one) =>
      one.kind === 'answer' && isOfLastAttempt(state, one.step)
        ? [{ session: one.session, answer: one.answer, rejected: one.rejected }]
        : [],
    ),
    errors: statements({ timeline }).flatMap(({ session, step: place, outcome }) => {
      if (outcome?.kind !== 'error' || place === undefined) return [];
      const { errno, symbol, message } = outcome;
      return [{ session, place: script.steps[place]?.again?.place ?? place, errno, symbol, message }];
    }),
  };
};
