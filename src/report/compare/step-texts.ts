import type { AlignedStep } from '../../engine/compare/aligned-steps.ts';
import type { ComparedRun } from '../../engine/compare/compared-run.ts';
import { plannedIn } from '../../engine/compare/shown-step.ts';
import { flatSql } from '../../engine/words/statement-words.ts';
import { printable } from '../../printable.ts';

/** What each run sends in a step, in one line; nothing where it has no such step. */
export const sqlTexts = (runs: readonly ComparedRun[], places: AlignedStep): readonly string[] =>
  runs.map((run, index) => printable(flatSql(plannedIn(run.script, places[index])?.sql ?? '')));

/** Variants may send something else in the same step. */
export const isOtherSql = (texts: readonly string[]): boolean =>
  new Set(texts.filter((text) => text !== '')).size > 1;
