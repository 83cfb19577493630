import { runsToCompare } from '../../engine/compare/compared-run.ts';
import type { ComparedMessage, Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import { noServer } from '../words.ts';

/** Levels first; asked again, variants at the level that is open, if the lesson has any. */
export const compare = (model: Model): Update => {
  const { run, overlay } = model;
  if (run === undefined || model.mode === 'replay') return { model, commands: [] };
  const refusal = noServer[model.server.status];
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
  return { ...model, run: { ...run, comparison: { ...run.comparison, columns } } };
};
