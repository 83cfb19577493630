import type { LabState } from '../../engine/state.ts';
import { type Choice, type Script, scriptOf } from '../../lesson/script.ts';
import type { Model, RunModel, Update } from '../model.ts';
import { noServer } from '../words.ts';

/** One lesson at all its levels, or in all its variants, each run to its end in a sandbox of its own. */
export interface Comparison {
  readonly number: number;
  readonly by: 'level' | 'variant';
  readonly columns: readonly ComparedRun[];
}

export interface ComparedRun {
  readonly title: string;
  readonly script: Script;
  /** It is what the user has open: the others are held against it. */
  readonly isOpen: boolean;
  /** Undefined while it is being run. */
  readonly result?: CompareResult;
}

export type CompareResult = { readonly lab: LabState } | { readonly failed: string };

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
  const columns = columnsOf(run, by);
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

const columnsOf = ({ lesson, script }: RunModel, by: Comparison['by']): readonly ComparedRun[] => {
  const variant = script.variant === undefined ? {} : { variant: script.variant.id };
  const choices: readonly (readonly [string, Choice])[] =
    by === 'level'
      ? lesson.levels.map((level) => [level, { level, ...variant }])
      : [
          ['as it is', { level: script.level }],
          ...lesson.variants.map(({ id, title }): readonly [string, Choice] => [
            title,
            { level: script.level, variant: id },
          ]),
        ];
  return choices.map(([title, choice]) => ({
    title,
    script: scriptOf(lesson, choice),
    isOpen: choice.level === script.level && choice.variant === script.variant?.id,
  }));
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

export interface ComparedMessage {
  readonly type: 'compared';
  readonly run: number;
  readonly comparison: number;
  readonly column: number;
  readonly result: CompareResult;
}
