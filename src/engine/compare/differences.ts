import type { Script } from '../../lesson/script.ts';
import { stepKeys } from '../../lesson/step-keys.ts';
import type { LabState } from '../state.ts';
import { samenessOfStep } from './sameness.ts';
import { type StepOutcome, stepOutcomes, type TakenOutcome } from './step-outcome.ts';

/** A step of the run in hand, by its place there, and what it came to in the run before. */
interface Pair {
  readonly step: number;
  readonly now: StepOutcome;
  readonly before: StepOutcome;
}

/**
 * The steps that are otherwise than in a run before, at another level or in another variant: another result, a wait there and
 * none here, or another statement. What this run has not come to says nothing, nor does a step that only the one before has.
 */
export const differingSteps = (before: LabState, now: LabState): readonly number[] => {
  const comesOut = otherOutcomes(before, now);
  const others = otherStatements(before.script, now.script);
  return stepOutcomes(now).flatMap(({ kind }, step) =>
    comesOut.has(step) || (kind === 'taken' && others.has(step)) ? [step] : [],
  );
};

/** Those of them that both have, and that came to something else. */
export const otherOutcomes = (before: LabState, now: LabState): ReadonlySet<number> => {
  const pairs = pairsOf(before, now).filter((pair) => isOver(pair) && differs(pair, before, now));
  return new Set(pairs.map(({ step }) => step));
};

/** The steps that are not in another script, or send something else there. */
export const otherStatements = (there: Script, here: Script): ReadonlySet<number> => {
  const keys = stepKeys(there.steps);
  const others = stepKeys(here.steps).flatMap((key, step) => {
    const twin = there.steps[keys.indexOf(key)];
    const own = here.steps[step];
    return twin?.sql === own?.sql && twin?.session === own?.session ? [] : [step];
  });
  return new Set(others);
};

/** Is there a step that the run before has come to, and this one has not? */
export const isBehind = (before: LabState, now: LabState): boolean =>
  pairsOf(before, now).some((pair) => pair.now.kind === 'open' && pair.before.kind !== 'open');

const pairsOf = (before: LabState, now: LabState): readonly Pair[] => {
  const keys = stepKeys(before.script.steps);
  const [there, here] = [stepOutcomes(before), stepOutcomes(now)];
  return stepKeys(now.script.steps).flatMap((key, step) => {
    const [own, other] = [here[step], there[keys.indexOf(key)]];
    return own && other ? [{ step, now: own, before: other }] : [];
  });
};

const isOver = ({ now, before }: Pair): boolean => now.kind !== 'open' && before.kind !== 'open';

const differs = ({ now, before }: Pair, then: LabState, lab: LabState): boolean => {
  if (now.kind !== 'taken' || before.kind !== 'taken' || (now.outcome && before.outcome))
    return withoutLevel(samenessOfStep(now, lab), lab) !== withoutLevel(samenessOfStep(before, then), then);
  // One of them has no answer yet: it may still come to the same, unless it waits and the other one never did.
  return now.outcome === undefined ? waitsInVain(now, before) : waitsInVain(before, now);
};

/** Who asks for the level is told another one, and that is no news. */
const withoutLevel = (text: string, { script: { level } }: LabState): string =>
  text.replaceAll(level, 'the level').replaceAll(level.replaceAll(' ', '-'), 'the level');

const waitsInVain = (waiting: TakenOutcome, other: TakenOutcome): boolean =>
  waiting.waits.length > 0 && other.waits.length === 0 && other.outcome !== undefined;
