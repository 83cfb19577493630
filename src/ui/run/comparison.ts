import { labOf, runsToCompare } from '../../engine/compare/compared-run.ts';
import { leftWayToEnd } from '../../engine/compare/same-way.ts';
import type { LabState } from '../../engine/state.ts';
import { statements } from '../../engine/statements.ts';
import { besideOrderWords, besideOtherWords, besideOwnWords } from '../../engine/words/step-words.ts';
import type { ComparedMessage, Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import type { RunModel } from '../model/run.ts';
import { noServer } from '../words.ts';

/** Levels first; asked again, variants at the level that is open, if the lesson has any. */
export const compare = (model: Model): Update => {
  const { run, overlay } = model;
  if (run === undefined || model.mode === 'replay') return { model, commands: [] };
  const refusal = noServer[model.server.status];
  if (refusal !== undefined) return { model: { ...model, run: { ...run, notice: refusal } }, commands: [] };
  const asked = questionAhead(run);
  if (asked !== undefined) {
    const notice = `Step ${asked + 1} asks first, and this tells its answer. Q asks no more.`;
    return { model: { ...model, run: { ...run, notice } }, commands: [] };
  }
  const hasVariants = run.lesson.variants.length > 0;
  const isShown = overlay?.kind === 'compare';
  const by = isShown && run.comparison?.by === 'level' && hasVariants ? 'variant' : 'level';
  const number = (run.comparison?.number ?? 0) + 1;
  const columns = runsToCompare(run.lesson, run.script, by);
  return {
    model: {
      ...model,
      overlay: { kind: 'compare', scroll: 0 },
      run: { ...run, comparison: { number, by, columns } },
    },
    commands: [
      { type: 'compare', run: run.number, comparison: number, scripts: columns.map((one) => one.script) },
    ],
  };
};

/** The first step that asks something which is not answered yet. What all levels come to would answer it. */
export const questionAhead = ({ asks, answers, script, lab, track }: RunModel): number | undefined => {
  const now = track.states.at(-1) ?? lab;
  if (!asks || now?.outOfTurn || now?.finished) return undefined;
  const step = script.steps.findIndex(
    ({ predict }, at) =>
      predict !== undefined && !isPassed(now?.steps[at]) && !answers.some((one) => one.step === at),
  );
  return step < 0 ? undefined : step;
};

const isPassed = (step: LabState['steps'][number] | undefined): boolean =>
  step?.status === 'taken' || step?.status === 'skipped';

/** One of the runs is over. */
export const compared = (
  model: Model,
  { run: number, comparison, column, result }: ComparedMessage,
): Model => {
  const { run } = model;
  if (run?.number !== number || run.comparison?.number !== comparison) return model;
  const columns = run.comparison.columns.map((one, index) => (index === column ? { ...one, result } : one));
  const [one] = columns.slice(column);
  const aside = one?.isOpen ? asideOf(run.lab, labOf(one)) : run.comparison.aside;
  const now = { ...run.comparison, columns, ...(aside !== undefined && { aside }) };
  return { ...model, run: { ...run, comparison: now } };
};

/** The open one goes the lesson's way to its end: the run in hand may have gone another one. */
const asideOf = (inHand: LabState | undefined, open: LabState | undefined): string | undefined => {
  if (inHand === undefined || open === undefined) return undefined;
  if (statements(inHand).some(({ by }) => by === 'user')) return besideOwnWords;
  if (inHand.outOfTurn) return besideOrderWords;
  const left = leftWayToEnd(inHand, open);
  return left && besideOtherWords(left);
};
