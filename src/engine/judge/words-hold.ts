import type { StepExpectation } from '../../lesson/expectation.ts';
import { provesItself, type ScriptStep } from '../../lesson/script.ts';
import type { Wait } from '../events.ts';
import { stepsOutOfOrder } from '../out-of-turn.ts';
import { Remembered } from '../remembered.ts';
import type { AnswerEntry, LabState, StatementEntry } from '../state.ts';
import { firstWaits } from '../waits.ts';
import { holdersOf } from '../words/wait-words.ts';
import type { Judged } from './finding.ts';
import { judgeEnd } from './judge-end.ts';
import { judgeDone, judgeStep, type StepFacts } from './judge-step.ts';
import type { Bindings } from './match-rows.ts';

/** open: not taken yet, or nothing is known of what it comes to. */
type AsExpected = 'yes' | 'no' | 'open';

/**
 * May what the lesson says of a step be told? It is true of a run that goes as the lesson expects: once a step has
 * come to something else, all that follows is about another run.
 */
export const wordsHold = (state: LabState, step: number): boolean => {
  const left = leftScriptAt(state);
  if (comparedSteps(state).steps[step] !== 'yes') return false;
  return left === undefined || left === 'order' || (left !== 'end' && step < left);
};

/**
 * Where a run has left the script: the first step that has not come to what the lesson expects; or else in its order, since
 * a step was taken before its turn; or else at its end.
 */
export const leftScriptAt = (state: LabState): number | 'order' | 'end' | undefined => {
  const { steps, end } = comparedSteps(state);
  const step = steps.indexOf('no');
  if (step >= 0) return step;
  return state.outOfTurn ? 'order' : end === 'no' ? 'end' : undefined;
};

interface Compared {
  readonly steps: readonly AsExpected[];
  readonly end: AsExpected;
}

const comparedSteps = (state: LabState): Compared => kept.of(state, () => compareAll(state));

const kept = new Remembered<Compared>(4);

/** In one pass: a run may be long. */
const compareAll = (state: LabState): Compared => {
  const entries = new Map<number, StatementEntry>();
  const answers = new Map<number, AnswerEntry>();
  for (const one of state.timeline) {
    if (one.kind === 'statement' && one.by === 'script' && one.step !== undefined) entries.set(one.step, one);
    if (one.kind === 'answer') answers.set(one.step, one);
  }
  const outside = stepsOutOfOrder(state);
  let bindings = noBindings;
  const steps = state.steps.map((one, index): AsExpected => {
    if (one.status === 'pending' || one.status === 'deferred' || outside.has(index)) return 'open';
    const entry = entries.get(index);
    const answer = answers.get(index)?.answer;
    const facts: StepFacts = {
      ...(entry && { entry }),
      ...(one.status === 'skipped' && { skipped: one.because }),
      ...(answer !== undefined && { answer }),
    };
    const compared = compare(state.script.steps[index], facts, bindings, state.settled);
    bindings = compared.bindings;
    return compared.is;
  });
  const { end } = state.script;
  const isOpen = end === undefined || state.finished === undefined || state.outOfTurn !== undefined;
  return { steps, end: isOpen ? 'open' : isMet(judgeEnd(end, state, bindings)) };
};

const compare = (
  step: ScriptStep | undefined,
  facts: StepFacts,
  bindings: Bindings,
  isSettled: boolean,
): ComparedStep => {
  const { entry, skipped } = facts;
  const expected = step?.expect;
  const isOpen = entry === undefined ? skipped === undefined : entry.outcome === undefined;
  if (expected === undefined) {
    const isNow = isOpen && entry?.status !== 'blocked' ? 'open' : 'yes';
    const isOther = isNow === 'yes' && step && provesItself(step) && !judgeDone(step, facts).ok;
    return { is: isOther ? 'no' : isNow, bindings };
  }
  if (isOpen) {
    if (entry?.status !== 'blocked') return { is: 'open', bindings };
    return { is: waitsAsExpected(expected, firstWaits(entry)), bindings };
  }
  // What the application answers comes after the answer of the server.
  if (!isSettled && skipped === undefined && facts.answer === undefined && claimsAnswer(expected))
    return { is: 'open', bindings };
  const { answer } = facts;
  const known = entry && judgedOnce.get(entry);
  if (known && known.before === bindings && known.answer === answer) return known;
  const judged = judgeStep(expected, facts, bindings);
  const compared = { is: isMet(judged), bindings: judged.bindings };
  if (entry) judgedOnce.set(entry, { ...compared, before: bindings, answer });
  return compared;
};

interface ComparedStep {
  readonly is: AsExpected;
  readonly bindings: Bindings;
}

interface JudgedOnce extends ComparedStep {
  readonly before: Bindings;
  readonly answer: string | undefined;
}

/** A statement that has its answer is the same object in all later states of a run. */
const judgedOnce = new WeakMap<StatementEntry, JudgedOnce>();

const noBindings: Bindings = new Map();

const claimsAnswer = ({ answer, either = [] }: StepExpectation): boolean =>
  answer !== undefined || either.some(claimsAnswer);

const isMet = ({ judgements }: Judged): AsExpected => (judgements.every(({ ok }) => ok) ? 'yes' : 'no');

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
