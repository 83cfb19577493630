import type { LockExpectation, RowsExpectation, StepExpectation } from '../../lesson/expectation.ts';
import { isError } from '../condition.ts';
import type { SkipReason, Wait } from '../events.ts';
import type { StatementEntry } from '../state.ts';
import { affectedWords } from '../words/outcome-words.ts';
import { skipWords } from '../words/step-words.ts';
import { holdersOf, waitsForWords } from '../words/wait-words.ts';
import { type Check, type Checked, checkEither } from './finding.ts';
import {
  comparedRows,
  expectationWords,
  expectedRows,
  lockExpectationWords,
  outcomeWords,
  waitsWords,
} from './judge-words.ts';
import { type Bindings, matchRows } from './match-rows.ts';

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
export const checkStep = (
  expected: StepExpectation,
  facts: StepFacts,
  bindings: Bindings,
  waitIsClaimed = false,
): Checked => {
  const isClaimed = waitIsClaimed || expected.waitsFor !== undefined || expected.on !== undefined;
  const plain = checkPlain(expected, facts, bindings, isClaimed || expected.either !== undefined);
  if (expected.either === undefined) return plain;
  const either = checkEither(expected.either, plain.bindings, {
    check: (one, bound) => checkStep(one, facts, bound, isClaimed),
    words: expectationWords,
    observed: factsWords(facts),
  });
  return { checks: [...plain.checks, ...either.checks], bindings: either.bindings };
};

const checkPlain = (
  expected: StepExpectation,
  facts: StepFacts,
  bindings: Bindings,
  waitIsClaimed: boolean,
): Checked => {
  if (expected.skipped) return { checks: [checkNotTaken(facts)], bindings };
  const { entry } = facts;
  const { either, ...plain } = expected;
  if (entry === undefined) {
    if (!isSomethingClaimed(plain)) return { checks: [], bindings };
    const words = expectationWords(plain, bindings);
    return { checks: [{ ok: false, what: 'step', expected: words, observed: factsWords(facts) }], bindings };
  }
  const { rows, columns, affected, error, on, answer } = plain;
  const isUnclaimed = !waitIsClaimed && isSomethingClaimed(plain) && entry.waits.length > 0;
  const waitsFor = plain.waitsFor ?? (isUnclaimed ? [] : undefined);
  const checkedRows = rows && checkRows(rows, entry, bindings);
  return {
    checks: [
      ...(waitsFor ? [checkWaitsFor(waitsFor, entry.waits)] : []),
      ...(on ? [checkLock(on, entry.waits)] : []),
      ...(columns ? [checkColumns(columns, entry)] : []),
      ...(checkedRows?.checks ?? []),
      ...(affected === undefined ? [] : [checkAffected(affected, entry)]),
      ...(error === undefined ? [] : [checkError(error, entry)]),
      ...(answer === undefined ? [] : [checkAnswer(answer, facts)]),
    ],
    bindings: checkedRows?.bindings ?? bindings,
  };
};

const isSomethingClaimed = (expected: StepExpectation): boolean => Object.keys(expected).length > 0;

const checkNotTaken = (facts: StepFacts): Check => ({
  ok: facts.skipped !== undefined,
  what: 'step',
  expected: 'not taken',
  observed: factsWords(facts),
});

const checkWaitsFor = (expected: readonly string[], waits: readonly Wait[]): Check => {
  const observed = holdersOf(waits).toSorted();
  return {
    ok: observed.join() === expected.toSorted().join(),
    what: 'wait',
    expected: waitsForWords(expected),
    observed: waitsForWords(observed),
  };
};

const checkLock = (expected: LockExpectation, waits: readonly Wait[]): Check => ({
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

const checkColumns = (expected: readonly string[], { outcome }: StatementEntry): Check => ({
  ok: outcome?.kind === 'rows' && outcome.columns.join('\n') === expected.join('\n'),
  what: 'columns',
  expected: expected.join(', '),
  observed: outcome?.kind === 'rows' ? outcome.columns.join(', ') : outcomeWords(outcome),
});

const checkRows = (expected: RowsExpectation, { outcome }: StatementEntry, bindings: Bindings): Checked => {
  const bound = outcome?.kind === 'rows' ? matchRows(expected, outcome.rows, bindings) : undefined;
  const check: Check = {
    ok: bound !== undefined,
    what: 'rows',
    expected: expectedRows(expected, bindings),
    observed: outcomeWords(outcome),
    ...(outcome?.kind === 'rows' &&
      expected.kind !== 'count' && { rows: comparedRows(expected.rows, outcome.rows, bindings) }),
  };
  return { checks: [check], bindings: bound ?? bindings };
};

const checkAffected = (expected: number, { outcome }: StatementEntry): Check => ({
  ok: outcome?.kind === 'ok' && outcome.affected === expected,
  what: 'affected rows',
  expected: affectedWords(expected),
  observed: outcomeWords(outcome),
});

const checkError = (expected: string, { outcome }: StatementEntry): Check => ({
  ok: outcome !== undefined && isError(outcome, expected),
  what: 'error',
  expected: `ERROR ${expected}`,
  observed: outcomeWords(outcome),
});

const checkAnswer = (expected: string, { answer }: StepFacts): Check => ({
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
    ...(entry.waits.length > 0 ? [waitsForWords(holdersOf(entry.waits))] : []),
    outcomeWords(entry.outcome),
    ...(answer === undefined ? [] : [`answers "${answer}"`]),
  ];
  return parts.join(', ');
};
