import type { Lesson } from '../lesson/lesson.ts';
import type { CaseStatus } from './case-result.ts';
import { casesOf } from './cases.ts';
import type { PairResult } from './judge-pair.ts';
import { pairsOf } from './pairs.ts';
import type { VerifyPlan } from './plan.ts';

/** What did not pass when it ran last: ids of cases and pairs, by the file of their lesson. */
export type LastFailed = Readonly<Record<string, readonly string[]>>;

/** How the name that a user gave a file becomes the one it is remembered by. */
export type Remembered = (file: string) => string;

/** The cases of the plan that failed the last time, and those with which a claim of a variant failed. */
export const failedIn = (
  { cases, pairs }: VerifyPlan,
  last: LastFailed,
  remembered: Remembered,
): ReadonlySet<string> => {
  const hasFailed = (id: string, file: string | undefined): boolean =>
    file !== undefined && (last[remembered(file)] ?? []).includes(id);
  return new Set([
    ...cases.flatMap(({ id, lesson, requested }) => (requested && hasFailed(id, lesson.file) ? [id] : [])),
    ...pairs.flatMap(({ id, file, fix }) => (hasFailed(id, file) ? [fix] : [])),
  ]);
};

/** What came of a case or a pair. */
export interface Judged {
  readonly id: string;
  readonly file?: string;
  /** Absent when it was not run. */
  readonly status?: CaseStatus | PairResult['status'];
}

/** What is to be remembered after a run. What was not run stays as it was; what the lessons have no more is forgotten. */
export const rememberFailed = (
  last: LastFailed,
  judged: readonly Judged[],
  lessons: readonly Lesson[],
  remembered: Remembered,
): LastFailed => {
  const known = new Set([...casesOf(lessons), ...pairsOf(lessons)].map(({ id }) => id));
  const next = new Map(Object.entries(last));
  for (const [file, own] of Map.groupBy(judged, (one) => one.file)) {
    if (file === undefined) continue;
    const name = remembered(file);
    const judgedNow = new Set(own.flatMap(({ id, status }) => (status === undefined ? [] : [id])));
    const failed = [
      ...(next.get(name) ?? []).filter((id) => known.has(id) && !judgedNow.has(id)),
      ...own.flatMap(({ id, status }) => (status === undefined || status === 'passed' ? [] : [id])),
    ];
    if (failed.length > 0) next.set(name, failed);
    else next.delete(name);
  }
  return Object.fromEntries(next);
};
