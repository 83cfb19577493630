import type { RunModel } from '../model/run.ts';
import { questionAhead } from '../run/comparison.ts';
import { isOffScript } from '../run/off-script.ts';
import { openQuestion } from '../run/question.ts';
import type { Action } from './keys.ts';

/** What keys do that has nothing to do in this lesson now: no footer offers it. */
export const idleInRun = (run: RunModel): ReadonlySet<Action> =>
  new Set<Action>([
    ...(run.lesson.variants.length === 0 ? (['variant', 'race-all'] as const) : []),
    ...(run.lesson.levels.length === 1 ? (['level-1', 'level-2', 'level-3', 'level-4'] as const) : []),
    ...(isOffScript(run.lab) || run.order !== undefined ? [] : (['without-own'] as const)),
    // A choice is answered by Enter; only rows are marked.
    ...(openQuestion(run)?.prediction.kind === 'choices' ? (['mark'] as const) : []),
    ...(questionAhead(run) === undefined ? [] : (['compare'] as const)),
  ]);
