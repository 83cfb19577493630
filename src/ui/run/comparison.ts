import { labOf, runsToCompare } from '../../engine/compare/compared-run.ts';
import { leftWayToEnd } from '../../engine/compare/same-way.ts';
import type { LabState } from '../../engine/state.ts';
import { statements } from '../../engine/statements.ts';
import { besideOrderWords, besideOtherWords, besideOwnWords } from '../../engine/words/step-words.ts';
import type { ComparedMessage, Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import { noServer } from '../words.ts';
import { asksFirst } from './question-ahead.ts';

/** Levels first; asked again, variants at the level that is open, if the lesson has any. */
export const compare = (model: Model): Update => {
  const { run, overlay } = model;
  if (run === undefined || model.mode === 'replay') return { model, commands: [] };
  const refusal = noServer[model.server.status] ?? asksFirst(model, run);
  if (refusal !== undefined) return { model: { ...model, run: { ...run, notice: refusal } }, commands: [] };
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
