import { resolve } from 'node:path';
import type { ServerWish } from '../../hosts/provider.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { told } from '../../printable.ts';
import { type Collected, collect } from '../../report/verify/collected.ts';
import { type Judged, rememberFailed } from '../../verify/last-failed.ts';
import { exitCodeOf } from '../../verify/summary.ts';
import { verify } from '../../verify/verify.ts';
import { systemClock } from '../clock.ts';
import type { Edge } from '../edge.ts';
import { usualJobs } from '../jobs.ts';
import { LastFailedFile } from '../last-failed-file.ts';
import { writeText } from '../text-output.ts';
import { withLab } from '../with-lab.ts';
import { chooseVerify, type VerifyChoice } from './verify-choice.ts';
import { openReporters } from './verify-reporters.ts';

export interface VerifyLessons extends VerifyChoice {
  readonly jobs?: number;
  readonly repeat: number;
  readonly orders: number;
  readonly bail: boolean;
  readonly limitMs: number;
  /** `kind` or `kind=file`. */
  readonly reporters: readonly string[];
  readonly wish: ServerWish;
}

/** Proves what lessons claim and tells it to the reporters. */
export const verifyLessons = async (edge: Edge, wanted: VerifyLessons): Promise<number> => {
  const { repeat, orders, bail, limitMs, jobs = usualJobs() } = wanted;
  const { plan, lessons } = await chooseVerify(edge, wanted);
  using reporters = openReporters(edge, wanted.reporters);
  let judged: readonly Judged[] = [];
  const remember = collect((all) => {
    judged = judgedOf(all);
  });
  const summary = await withLab(edge, wanted.wish, (server) =>
    verify(plan, {
      server,
      clock: systemClock,
      jobs,
      repeat,
      orders,
      bail,
      limitMs,
      signal: edge.signal,
      emit: (event) => {
        reporters.tell(event);
        remember(event);
      },
    }),
  );
  await rememberLast(edge, judged, lessons);
  // The reason knows which signal it was.
  edge.signal.throwIfAborted();
  return exitCodeOf(summary);
};

const judgedOf = ({ cases, pairs }: Collected): readonly Judged[] =>
  [
    ...cases.flatMap(({ about, result }) => (about.requested ? [{ about, result }] : [])),
    ...pairs.map(({ pair, result }) => ({ about: pair, result })),
  ].map(({ about: { id, file }, result }) => ({
    id,
    ...(file !== undefined && { file }),
    ...(result && { status: result.status }),
  }));

const rememberLast = async (
  edge: Edge,
  judged: readonly Judged[],
  lessons: readonly Lesson[],
): Promise<void> => {
  const file = new LastFailedFile(edge);
  const why = await file.change((last) => rememberFailed(last, judged, lessons, resolve));
  // Where everything passed there was nothing to remember.
  const hasFailed = judged.some(({ status }) => status !== undefined && status !== 'passed');
  if (why === undefined || !hasFailed) return;
  writeText(
    edge,
    edge.stderr,
    told`--last-failed will not know of this: ${file.path} cannot be kept: ${why}\n`,
  );
};
