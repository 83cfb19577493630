import { provesItself } from '../../lesson/script.ts';
import { type Unclaimed, unclaimedIn } from '../../lesson/unclaimed.ts';
import { stepsOutOfOrder } from '../out-of-turn.ts';
import type { LabState, OutOfTurn } from '../state.ts';
import { factsOf } from './facts.ts';
import { type Finding, type Judgement, silent } from './finding.ts';
import { judgeEnd } from './judge-end.ts';
import { judgeHappened } from './judge-happened.ts';
import { judgePrediction } from './judge-prediction.ts';
import { unclaimedSets } from './judge-sets.ts';
import { judgeDone, judgeStep } from './judge-step.ts';
import type { Bindings } from './match-rows.ts';

/**
 * Compares everything that a script expects with what its run came to, in the order of the steps and then
 * the end. A `$name` is bound where it first appears and must be the same at every later place. A place of which
 * too little is claimed (`unclaimedIn`) is unproven, whatever holds there. Where the run has left the order of the script, nothing
 * is judged from there on, and that is unproven.
 *
 * Pure. A run that has not finished fails every expectation that it has not come to. One in an order that is not the
 * author's claims nothing: there is nothing to hold against it.
 */
export const judge = (state: LabState): readonly Finding[] => {
  if (state.script.order !== undefined) return [];
  const findings: Finding[] = [];
  let bindings: Bindings = new Map();
  const outside = stepsOutOfOrder(state);
  const unclaimed = Map.groupBy(unclaimedIn(state.script), ({ place }) => place);
  const silentAt = (place: Unclaimed['place']) => (unclaimed.get(place) ?? []).map(silent);
  for (const [place, step] of state.script.steps.entries()) {
    const { expect: expected, predict } = step;
    if (outside.has(place)) continue;
    const facts = factsOf(state, place);
    const { judgements, bindings: bound } = judgeStep(expected ?? {}, facts, bindings);
    if (expected === undefined && provesItself(step)) {
      // The lesson says nothing of it, so that it is done is no claim that has come true.
      findings.push(
        ...findingsAt(
          place,
          [judgeDone(step, facts)].filter(({ ok }) => !ok),
        ),
      );
      continue;
    }
    const sets = unclaimedSets(expected ?? {}, facts.entry?.outcome, judgements);
    findings.push(...findingsAt(place, judgements), ...silentAt(place));
    if (sets) findings.push(silent({ place, ...sets }));
    if (predict)
      findings.push(...findingsAt(place, [judgePrediction(predict, { lab: state, step: place, bindings })]));
    bindings = bound;
  }
  const { end } = state.script;
  if (state.outOfTurn) findings.push(otherOrder(state.outOfTurn));
  else if (end !== undefined) findings.push(...findingsAt('end', judgeEnd(end, state, bindings).judgements));
  findings.push(...silentAt('end'));
  const happened = judgeHappened(state);
  if (happened) findings.push(happened);
  if (state.finished?.end === 'stuck') findings.push(...findingsAt('end', [stuck]));
  return findings;
};

const otherOrder = ({ step }: OutOfTurn): Finding => ({
  verdict: 'unproven',
  place: 'end',
  what: 'order',
  expected: "the script's own order",
  observed: `step ${step + 1} came before its turn`,
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

const findingsAt = (place: Finding['place'], judgements: readonly Judgement[]): readonly Finding[] =>
  judgements.map(({ ok, ...judgement }) => ({ verdict: ok ? 'holds' : 'fails', place, ...judgement }));

/** What `$name` cells are bound to once the steps before this one have come to what they have come to. */
export const bindingsBefore = (state: LabState, step: number): Bindings =>
  state.script.steps
    .slice(0, step)
    .reduce<Bindings>(
      (bound, { expect: expected }, place) =>
        judgeStep(expected ?? {}, factsOf(state, place), bound).bindings,
      new Map(),
    );
