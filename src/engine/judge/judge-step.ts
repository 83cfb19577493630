import { anybody, type LockExpectation, type StepExpectation } from '../../lesson/expectation.ts';
import type { ScriptStep } from '../../lesson/script.ts';
import { isError } from '../condition.ts';
import type { SkipReason, Wait } from '../events.ts';
import type { StatementEntry } from '../state.ts';
import { firstWaits } from '../waits.ts';
import { affectedWords, matchedWords } from '../words/outcome-words.ts';
import { skipWords } from '../words/step-words.ts';
import { holdersOf, waitedForWords } from '../words/wait-words.ts';
import { type Judged, type Judgement, judgeEither } from './finding.ts';
import { judgeSets } from './judge-sets.ts';
import {
  claimedWaitWords,
  expectationWords,
  lockExpectationWords,
  okWords,
  outcomeWords,
  waitsWords,
} from './judge-words.ts';
import type { Bindings } from './match-rows.ts';

/** What is known about one step of a run. */
export interface StepFacts {
  /** Its statement, when it was taken. */
  readonly entry?: StatementEntry;
  readonly skipped?: SkipReason;
  readonly answer?: string;
}

/**
 * A wait is never beside the point: a step that says nothing of one claims that there is none.
 * `waitIsClaimed`: what these are alternatives of has spoken of it.
 */
export const judgeStep = (
  expected: StepExpectation,
  facts: StepFacts,
  bindings: Bindings,
  waitIsClaimed = false,
): Judged => {
  const isClaimed = waitIsClaimed || expected.waitsFor !== undefined || expected.on !== undefined;
  const plain = judgePlain(expected, facts, bindings, isClaimed || expected.either !== undefined);
  if (expected.either === undefined) return plain;
  const either = judgeEither(expected.either, plain.bindings, {
    judge: (one, bound) => judgeStep(one, facts, bound, isClaimed),
    words: expectationWords,
    observed: factsWords(facts),
  });
  return { judgements: [...plain.judgements, ...either.judgements], bindings: either.bindings };
};

const judgePlain = (
  expected: StepExpectation,
  facts: StepFacts,
  bindings: Bindings,
  waitIsClaimed: boolean,
): Judged => {
  if (expected.skipped) return { judgements: [judgeNotTaken(facts)], bindings };
  const { entry } = facts;
  const { either, ...plain } = expected;
  if (entry === undefined) {
    if (!isSomethingClaimed(plain)) return { judgements: [], bindings };
    const words = expectationWords(plain, bindings);
    return {
      judgements: [{ ok: false, what: 'step', expected: words, observed: factsWords(facts) }],
      bindings,
    };
  }
  const { ok, affected, matched, error, on, answer } = plain;
  const isUnclaimed = !waitIsClaimed && isSomethingClaimed(plain) && entry.waits.length > 0;
  const waitsFor = plain.waitsFor ?? (isUnclaimed ? [] : undefined);
  const sets = judgeSets(plain, entry.outcome, bindings);
  return {
    judgements: [
      ...(waitsFor ? [judgeWaitsFor(waitsFor, entry)] : []),
      ...(on ? [judgeLock(on, firstWaits(entry))] : []),
      ...(ok ? [judgeOk(entry)] : []),
      ...sets.judgements,
      ...(affected === undefined ? [] : [judgeAffected(affected, entry)]),
      ...(matched === undefined ? [] : [judgeMatched(matched, entry)]),
      ...(error === undefined ? [] : [judgeError(error, entry)]),
      ...(answer === undefined ? [] : [judgeAnswer(answer, facts)]),
    ],
    bindings: sets.bindings,
  };
};

const isSomethingClaimed = (expected: StepExpectation): boolean => Object.keys(expected).length > 0;

const judgeNotTaken = (facts: StepFacts): Judgement => ({
  ok: facts.skipped !== undefined,
  what: 'step',
  expected: 'not taken',
  observed: factsWords(facts),
});

/** What others do later makes nobody wrong who has said for whom it waits: it may get to wait for another one then. */
const judgeWaitsFor = (expected: readonly string[], entry: StatementEntry): Judgement => {
  const observed = holdersOf(firstWaits(entry)).toSorted();
  const isForAny = expected.includes(anybody);
  return {
    ok: isForAny ? observed.length > 0 : observed.join() === expected.toSorted().join(),
    what: 'wait',
    expected: claimedWaitWords(expected),
    observed: waitedForWords(entry),
  };
};

const judgeLock = (expected: LockExpectation, waits: readonly Wait[]): Judgement => ({
  ok: waits.some((wait) => {
    const observed = { ...wait, table: wait.object };
    return (
      isAsSaid(expected.kind, observed.kind) &&
      isAsSaid(expected.table, observed.table) &&
      isAsSaid(expected.index, observed.index) &&
      isAsSaid(expected.mode, observed.mode) &&
      isAsSaid(expected.key, observed.key)
    );
  }),
  what: 'lock',
  expected: lockExpectationWords(expected),
  observed: waitsWords(waits),
});

const isAsSaid = (said: string | undefined, observed: string | undefined): boolean =>
  said === undefined || said === observed;

const judgeOk = ({ outcome }: StatementEntry): Judgement => ({
  ok: isOk(outcome),
  what: 'outcome',
  expected: okWords,
  observed: outcomeWords(outcome),
});

/**
 * Of a step that proves itself (`provesItself`): it is done at once, or not taken at all. Where the lesson has words for
 * it, these are about a step that is taken. A crash loses its connection.
 */
export const judgeDone = (step: ScriptStep, facts: StepFacts): Judgement => ({
  ok:
    (facts.skipped !== undefined && !isTold(step)) ||
    (facts.entry !== undefined &&
      facts.entry.waits.length === 0 &&
      (isOk(facts.entry.outcome) || (step.does !== undefined && facts.entry.outcome?.kind === 'lost'))),
  what: 'step',
  expected: doneWords(step),
  observed: factsWords(facts),
});

/** What a step that proves itself comes to. */
export const doneWords = (step: ScriptStep): string => (isTold(step) ? 'done' : 'done, or not taken');

/** Of work of the application the lesson says what it is, whether it is taken or not. */
const isTold = ({ does, look, why, predict, hint }: ScriptStep): boolean =>
  does === undefined && [look, why, predict, hint].some((words) => words !== undefined);

const isOk = (outcome: StatementEntry['outcome']): boolean =>
  outcome?.kind === 'ok' || outcome?.kind === 'rows';

const judgeAffected = (expected: number, { outcome }: StatementEntry): Judgement => ({
  ok: outcome?.kind === 'ok' && outcome.affected === expected,
  what: 'affected rows',
  expected: affectedWords(expected),
  observed: outcomeWords(outcome),
});

const judgeMatched = (expected: number, { outcome }: StatementEntry): Judgement => {
  const observed = outcome?.kind === 'ok' ? outcome.matched : undefined;
  return {
    ok: observed === expected,
    what: 'matched rows',
    expected: matchedWords(expected),
    observed: observed === undefined ? outcomeWords(outcome) : matchedWords(observed),
  };
};

const judgeError = (expected: string, { outcome }: StatementEntry): Judgement => ({
  ok: outcome !== undefined && isError(outcome, expected),
  what: 'error',
  expected: `ERROR ${expected}`,
  observed: outcomeWords(outcome),
});

const judgeAnswer = (expected: string, { answer }: StepFacts): Judgement => ({
  ok: answer === expected,
  what: 'answer',
  expected: `"${expected}"`,
  observed: answer === undefined ? 'no answer' : `"${answer}"`,
});

/** What a step came to, in words. */
export const factsWords = ({ entry, skipped, answer }: StepFacts): string => {
  if (skipped !== undefined) return `not taken: ${skipWords(skipped)}`;
  if (entry === undefined) return 'not reached';
  const parts = [
    ...(entry.waits.length > 0 ? [waitedForWords(entry)] : []),
    outcomeWords(entry.outcome),
    ...(answer === undefined ? [] : [`answers "${answer}"`]),
  ];
  return parts.join(', ');
};
