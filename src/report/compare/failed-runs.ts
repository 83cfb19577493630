import type { ComparedRun } from '../../engine/compare/compared-run.ts';
import { printable } from '../../printable.ts';
import { signs } from '../../text/signs.ts';
import { nameOf } from './groups.ts';

/** Runs that failed as a whole, and why: said once, for they have no outcomes. */
export const failedRuns = (runs: readonly ComparedRun[]): readonly string[] =>
  runs.flatMap((run) =>
    run.result && 'failed' in run.result
      ? [`${signs.failed} ${nameOf(run)}: ${printable(run.result.failed)}`]
      : [],
  );
