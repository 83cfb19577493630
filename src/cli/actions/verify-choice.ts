import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { Lesson } from '../../lesson/lesson.ts';
import type { CaseFilter } from '../../verify/filter.ts';
import { failedIn, type LastFailed } from '../../verify/last-failed.ts';
import { planVerify, type VerifyPlan } from '../../verify/plan.ts';
import { type Shard, shardOf } from '../../verify/shard.ts';
import type { Edge } from '../edge.ts';
import { LastFailedFile } from '../last-failed-file.ts';
import { lessonFiles, loadLessons } from '../lesson-files.ts';
import { writeText } from '../text-output.ts';

/** What is to be verified, in the words of the command line. */
export interface VerifyChoice {
  /** Ids, files, folders, patterns; none: all that come with isolab. */
  readonly lessons: readonly string[];
  readonly filter: CaseFilter;
  readonly shard?: Shard;
  /** Only what failed when it ran last; everything, if nothing did. */
  readonly lastFailed: boolean;
}

export interface Chosen {
  readonly plan: VerifyPlan;
  readonly lessons: readonly Lesson[];
}

/** @throws UserError when a word names nothing, a lesson cannot be read, or nothing is left. */
export const chooseVerify = async (edge: Edge, choice: VerifyChoice): Promise<Chosen> => {
  const { filter, shard, lastFailed } = choice;
  const { last, notice } = lastFailed ? await new LastFailedFile(edge).read() : { last: {} };
  if (notice !== undefined) writeText(edge, edge.stderr, `${notice}\n`);
  const lessons = await loadLessons(await filesOf(choice, last));
  const asked = planVerify(lessons, filter);
  const plan = lastFailed ? onlyFailed(edge, asked, lessons, filter, last) : asked;
  return { lessons, plan: shard ? shardOf(plan, shard) : plan };
};

/** Where no lesson is named, those are meant that failed: of isolab, and in this folder and those below it. */
const filesOf = async ({ lessons }: VerifyChoice, last: LastFailed): Promise<readonly string[]> => {
  const files = await lessonFiles(lessons);
  if (lessons.length > 0) return files;
  const shipped = new Set(files.map((file) => resolve(file)));
  const failed = Object.keys(last).filter(
    (file) => existsSync(file) && (shipped.has(file) || !relative('', file).startsWith('..')),
  );
  return failed.length === 0 ? files : failed.map((file) => relative('', file));
};

const onlyFailed = (
  edge: Edge,
  asked: VerifyPlan,
  lessons: readonly Lesson[],
  filter: CaseFilter,
  last: LastFailed,
): VerifyPlan => {
  const among = failedIn(asked, last, resolve);
  const all = asked.cases.filter(({ requested }) => requested).length;
  const said =
    among.size === 0
      ? 'Nothing of this is known to have failed: all of it is taken.'
      : `Of ${all} cases, ${among.size} failed when they ran last: only they are taken.`;
  writeText(edge, edge.stderr, `${said}\n`);
  return among.size === 0 ? asked : planVerify(lessons, { ...filter, among });
};
