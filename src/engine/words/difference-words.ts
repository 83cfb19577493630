import { signs } from '../../text/signs.ts';
import type { ComparedRun } from '../compare/compared-run.ts';
import { compareOutcomes } from '../compare/comparison.ts';
import { stepOutcomes } from '../compare/step-outcome.ts';
import type { LabState } from '../state.ts';
import { stepLines } from './compare-words.ts';
import { waitedForWords } from './wait-words.ts';

/** "Step 3 is otherwise than at READ UNCOMMITTED. There: balance=70. Here: balance=100." */
export const differenceWords = (before: LabState, where: string, now: LabState, step: number): string => {
  const runs: readonly ComparedRun[] = [
    { title: where, script: before.script, isOpen: false, result: { lab: before } },
    { title: 'here', script: now.script, isOpen: true, result: { lab: now } },
  ];
  const compared = compareOutcomes(runs).steps.find(({ places }) => places[1] === step);
  const [there = [], here = []] = compared ? stepLines(compared, runs) : [];
  return `Step ${step + 1} is otherwise than ${where}. There: ${waitingNow(before, compared?.places[0] ?? -1) ?? there.join('; ')}. Here: ${waitingNow(now, step) ?? here.join('; ')}.`;
};

const waitingNow = (lab: LabState, step: number): string | undefined => {
  const outcome = stepOutcomes(lab)[step];
  const isWaiting = outcome?.kind === 'taken' && outcome.outcome === undefined && outcome.waits.length > 0;
  return isWaiting ? `${signs.waiting} ${waitedForWords(outcome)}` : undefined;
};
