import { provesItself } from '../../lesson/script.ts';
import type { AnswerEntry, LabState } from '../state.ts';
import { statementOfStep } from '../taken.ts';
import type { Finding, Judgement } from './finding.ts';
import { judgeEnd } from './judge-end.ts';
import { judgePrediction } from './judge-prediction.ts';
import { factsWords, judgeStep, type StepFacts } from './judge-step.ts';
import type { Bindings } from './match-rows.ts';

/**
 * Compares everything that a script expects with what its run came to, in the order of the steps and then
 * the end. A `$name` is bound where it first appears and must be the same at every later place. A step
 * without an expectation, and an end without one where the lesson has tables or an invariant, is unproven.
 *
 * Pure. A run that has not finished fails every expectation that it has not come to.
 */
export const judge = (state: LabState): readonly Finding[] => {
  const findings: Finding[] = [];
  let bindings: Bindings = new Map();
  for (const [place, step] of state.script.steps.entries()) {
    const { expect: expected, predict } = step;
    const facts = factsOf(state, place);
    const { judgements, bindings: bound } = judgeStep(expected ?? {}, facts, bindings);
    if (expected === undefined && provesItself(step)) {
      findings.push(...findingsAt(place, [judgeDone(facts)]));
      continue;
    }
    findings.push(...findingsAt(place, judgements));
    if (predict) findings.push(...findingsAt(place, [judgePrediction(predict, facts, bindings)]));
    bindings = bound;
  }
  const { end, watch, invariant } = state.script;
  const { judgements } = judgeEnd(end ?? {}, state, bindings);
  const claimsSomething = watch.length > 0 || invariant !== undefined;
  if (end !== undefined || claimsSomething)
    findings.push(...findingsAt('end', end === undefined ? [] : judgements));
  if (state.finished?.end === 'stuck') findings.push(...findingsAt('end', [stuck]));
  return findings;
};

const judgeDone = (facts: StepFacts): Judgement => ({
  ok:
    facts.skipped !== undefined ||
    (facts.entry?.outcome !== undefined && facts.entry.outcome.kind !== 'error'),
  what: 'step',
  expected: 'done, or not taken',
  observed: factsWords(facts),
});

/** Did everything that is claimed come true? What is unproven does not count. */
export const holds = (findings: readonly Finding[]): boolean =>
  findings.every((finding) => finding.verdict !== 'fails');

/** What the lab had to cancel is no outcome that a lesson can claim. */
const stuck: Judgement = {
  ok: false,
  what: 'run',
  expected: 'every wait ends by itself',
  observed: 'stuck: statements waited that nobody was left to free',
};

const findingsAt = (place: Finding['place'], judgements: readonly Judgement[]): readonly Finding[] => {
  if (judgements.length === 0) {
    return [{ verdict: 'unproven', place, what: 'expectation', expected: 'something', observed: 'nothing' }];
  }
  return judgements.map(({ ok, ...judgement }) => ({ verdict: ok ? 'holds' : 'fails', place, ...judgement }));
};

/** What `$name` cells are bound to once the steps before this one have come to what they have come to. */
export const bindingsBefore = (state: LabState, step: number): Bindings =>
  state.script.steps
    .slice(0, step)
    .reduce<Bindings>(
      (bound, { expect: expected }, place) =>
        judgeStep(expected ?? {}, factsOf(state, place), bound).bindings,
      new Map(),
    );

/** What a run came to at one step. */
export const factsOf = (state: LabState, step: number): StepFacts => {
  const stepState = state.steps[step];
  const entry = statementOfStep(state, step);
  const answer = state.timeline.find((one): one is AnswerEntry => one.kind === 'answer' && one.step === step);
  return {
    ...(entry && { entry }),
    ...(stepState?.status === 'skipped' && { skipped: stepState.because }),
    ...(answer && { answer: answer.answer }),
  };
};
