import { alignedSteps } from '../../engine/compare/aligned-steps.ts';
import { type ComparedRun, labOf } from '../../engine/compare/compared-run.ts';
import type { RunAction } from '../../engine/run/retrace.ts';
import { stepStatements } from '../../engine/taken.ts';
import { only, withRun } from '../model/changes.ts';
import type { Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import type { Comparison, Goal } from '../model/run.ts';
import { cellInHand, rowsOf } from './compared-rows.ts';
import { openRun } from './open-run.ts';

/** The lesson as that column has it, right after that step. */
export const openCompared = (model: Model): Update => {
  const { run, overlay: _, ...rest } = model;
  const { comparison } = run ?? {};
  const cell = comparison && cellInHand(comparison);
  const column = comparison?.columns[cell?.column ?? 0];
  if (run === undefined || comparison === undefined || column === undefined) return only(model);
  const row = rowsOf(comparison)[cell?.row ?? 0];
  const steps = stepsUpTo(comparison, column, row?.to ?? 0);
  const isEnd = row?.from === alignedSteps(comparison.columns).length;
  const { level, variant, order } = column.script;
  const choice = {
    level,
    ...(variant && { variant: variant.id }),
    ...(order !== undefined && { order }),
  };
  const done = Array.from({ length: steps }, (): RunAction => ({ kind: 'next' }));
  const opened = openRun({ ...rest, run }, run.lesson, choice, done);
  const goal: Goal = isEnd ? { kind: 'end' } : { kind: 'step', steps };
  return { model: withRun(opened.model, { goal, begun: true }), commands: opened.commands };
};

/** How many steps that run had taken once it had come to this one; of a step that it has not, to the one before. */
const stepsUpTo = ({ columns }: Comparison, column: ComparedRun, aligned: number): number => {
  const at = columns.indexOf(column);
  const place = alignedSteps(columns)
    .slice(0, aligned + 1)
    .flatMap((places) => places[at] ?? [])
    .at(-1);
  if (place === undefined) return 0;
  const lab = labOf(column);
  const taken = [...new Set((lab ? stepStatements(lab) : []).flatMap(({ step }) => step ?? []))];
  if (aligned >= alignedSteps(columns).length) return taken.length;
  const found = taken.indexOf(place);
  return found < 0 ? taken.filter((step) => step <= place).length : found + 1;
};
