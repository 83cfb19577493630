import { availableParallelism } from 'node:os';
import type { ServerWish } from '../../hosts/provider.ts';
import type { CaseFilter } from '../../verify/filter.ts';
import { planVerify } from '../../verify/plan.ts';
import { exitCodeOf } from '../../verify/summary.ts';
import { verify } from '../../verify/verify.ts';
import { systemClock } from '../clock.ts';
import type { Edge } from '../edge.ts';
import { lessonFiles, loadLessons } from '../lesson-files.ts';
import { withLab } from '../with-lab.ts';
import { openReporters } from './verify-reporters.ts';

export interface VerifyLessons {
  /** Ids, files, folders, patterns; none: all that come with isolab. */
  readonly lessons: readonly string[];
  readonly filter: CaseFilter;
  readonly jobs?: number;
  readonly repeat: number;
  readonly bail: boolean;
  readonly limitMs: number;
  /** `kind` or `kind=file`. */
  readonly reporters: readonly string[];
  readonly wish: ServerWish;
}

/** Proves what lessons claim and tells it to the reporters. */
export const verifyLessons = async (edge: Edge, wanted: VerifyLessons): Promise<number> => {
  const { filter, repeat, bail, limitMs, jobs = usualJobs() } = wanted;
  const plan = planVerify(await loadLessons(await lessonFiles(wanted.lessons)), filter);
  using reporters = openReporters(edge, wanted.reporters);
  const summary = await withLab(edge, wanted.wish, (server) =>
    verify(plan, {
      server,
      clock: systemClock,
      jobs,
      repeat,
      bail,
      limitMs,
      signal: edge.signal,
      emit: reporters.tell,
    }),
  );
  // The reason knows which signal it was.
  edge.signal.throwIfAborted();
  return exitCodeOf(summary);
};

/**
 * Measured: two processors are busy from four at a time on; more let others run while some wait for a lock.
 * There are two more sandboxes than jobs, and each has up to seven connections; a usual server has 151.
 */
const usualJobs = (): number => Math.min(18, availableParallelism() * 4);
