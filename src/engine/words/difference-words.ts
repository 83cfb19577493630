import type { Script } from '../../lesson/script.ts';
import { stepKeys } from '../../lesson/step-keys.ts';
import { signs } from '../../text/signs.ts';
import type { ComparedRun } from '../compare/compared-run.ts';
import { compareOutcomes } from '../compare/comparison.ts';
import { otherOutcomes } from '../compare/differences.ts';
import { stepOutcomes } from '../compare/step-outcome.ts';
import type { LabState } from '../state.ts';
import { stepLines } from './compare-words.ts';
import { flatSql } from './statement-words.ts';
import { waitedForWords } from './wait-words.ts';

/**
 * "Step 3 is otherwise than at READ UNCOMMITTED. There: balance=70. Here: balance=100." Of one that came to the same, which
 * statement it is there and here.
 */
export const differenceWords = (before: LabState, where: string, now: LabState, step: number): string => {
  if (!otherOutcomes(before, now).has(step)) return statementWords(before.script, where, now.script, step);
  const runs: readonly ComparedRun[] = [
    { title: where, script: before.script, isOpen: false, result: { lab: before } },
    { title: 'here', script: now.script, isOpen: true, result: { lab: now } },
  ];
  const compared = compareOutcomes(runs).steps.find(({ places }) => places[1] === step);
  const [there = [], here = []] = compared ? stepLines(compared, runs) : [];
  return `Step ${step + 1} is otherwise than ${where}. There: ${waitingNow(before, compared?.places[0] ?? -1) ?? there.join('; ')}. Here: ${waitingNow(now, step) ?? here.join('; ')}.`;
};

const statementWords = (there: Script, where: string, here: Script, step: number): string => {
  const twin = there.steps[stepKeys(there.steps).indexOf(stepKeys(here.steps)[step] ?? '')];
  if (twin === undefined) return `Step ${step + 1} is new: there is no such step ${where}.`;
  const sql = flatSql(here.steps[step]?.sql ?? '');
  return `Step ${step + 1} is another statement than ${where}. There: ${flatSql(twin.sql)}. Here: ${sql}.`;
};

const waitingNow = (lab: LabState, step: number): string | undefined => {
  const outcome = stepOutcomes(lab)[step];
  const isWaiting = outcome?.kind === 'taken' && outcome.outcome === undefined && outcome.waits.length > 0;
  return isWaiting ? `${signs.waiting} ${waitedForWords(outcome)}` : undefined;
};
