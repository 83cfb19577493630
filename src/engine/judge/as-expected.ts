import type { StepExpectation } from '../../lesson/expectation.ts';
import type { Wait } from '../events.ts';
import { Remembered } from '../remembered.ts';
import type { AnswerEntry, LabState, StatementEntry } from '../state.ts';
import { holdersOf } from '../words/wait-words.ts';
import { judgeStep, type StepFacts } from './judge-step.ts';
import type { Bindings } from './match-rows.ts';

/** open: not taken yet, or nothing is known of what it comes to. */
type AsExpected = 'yes' | 'no' | 'open';

/**
 * Has a step come to what the lesson expects there, as far as it has come? Only then is what the lesson says of
 * it true.
 */
export const asExpected = (state: LabState, step: number): AsExpected => allOf(state)[step] ?? 'open';

/** The first step that has not come to what the lesson expects: there the run has left the script. */
export const leftScriptAt = (state: LabState): number | undefined => {
  const step = allOf(state).indexOf('no');
  return step < 0 ? undefined : step;
};

const allOf = (state: LabState): readonly AsExpected[] => kept.of(state, () => compareAll(state));

const kept = new Remembered<readonly AsExpected[]>(4);

/** In one pass: a run may be long. */
const compareAll = (state: LabState): readonly AsExpected[] => {
  const entries = new Map<number, StatementEntry>();
  const answers = new Map<number, AnswerEntry>();
  for (const one of state.timeline) {
    if (one.kind === 'statement' && one.by === 'script' && one.step !== undefined) entries.set(one.step, one);
    if (one.kind === 'answer') answers.set(one.step, one);
  }
  let bindings: Bindings = new Map();
  return state.steps.map((one, index) => {
    const entry = entries.get(index);
    const answer = answers.get(index)?.answer;
    const facts: StepFacts = {
      ...(entry && { entry }),
      ...(one.status === 'skipped' && { skipped: one.because }),
      ...(answer !== undefined && { answer }),
    };
    const compared = compare(state.script.steps[index]?.expect, facts, bindings);
    bindings = compared.bindings;
    return compared.is;
  });
};

const compare = (
  expected: StepExpectation | undefined,
  facts: StepFacts,
  bindings: Bindings,
): { readonly is: AsExpected; readonly bindings: Bindings } => {
  const { entry, skipped } = facts;
  const isOpen = entry === undefined ? skipped === undefined : entry.outcome === undefined;
  if (expected === undefined) return { is: isOpen && entry?.status !== 'blocked' ? 'open' : 'yes', bindings };
  if (isOpen) {
    if (entry?.status !== 'blocked') return { is: 'open', bindings };
    return { is: waitsAsExpected(expected, entry.waits), bindings };
  }
  const judged = judgeStep(expected, facts, bindings);
  return { is: judged.judgements.every(({ ok }) => ok) ? 'yes' : 'no', bindings: judged.bindings };
};

/** A wait may still grow, and what it comes to is not known before it ends; but one that nobody expects is there. */
const waitsAsExpected = (expected: StepExpectation, waits: readonly Wait[]): AsExpected => {
  const claims = [expected, ...(expected.either ?? [])].filter(({ waitsFor, on }) => waitsFor ?? on);
  if (claims.every(({ waitsFor }) => waitsFor?.length === 0)) return 'no';
  const holders = holdersOf(waits);
  return claims.some(({ waitsFor }) => waitsFor === undefined || isSameSet(waitsFor, holders))
    ? 'yes'
    : 'open';
};

const isSameSet = (some: readonly string[], others: readonly string[]): boolean =>
  some.toSorted().join() === others.toSorted().join();
