import { resolve } from 'node:path';
import { printable } from '../printable.ts';
import { failuresOf, headline } from '../report/verify/failure.ts';
import { failureLines, pairLines } from '../report/verify/failure-lines.ts';
import type { CaseResult } from '../verify/case-result.ts';
import type { CaseAbout } from '../verify/events.ts';
import type { PairResult } from '../verify/judge-pair.ts';
import type { Pair } from '../verify/pairs.ts';

/** Something that a lesson claims is not so, or not claimed at all. The message tells it in full. */
export class LessonTestError extends Error {
  override readonly name = 'LessonTestError';

  constructor(message: string, place?: { readonly file: string; readonly line: number }) {
    super(message);
    // Test frameworks show the code at the first frame: that is the lesson, not the lab.
    const frame = place === undefined ? '' : `\n    at ${printable(resolve(place.file))}:${place.line}:1`;
    this.stack = `${this.name}: ${message}${frame}`;
  }
}

export const caseError = (about: CaseAbout, result: CaseResult): LessonTestError => {
  const message = [`${about.id}: ${headline(result)}`, ...failureLines(about, result)].join('\n');
  const line = failuresOf(result).find((failure) => failure.line !== undefined)?.line ?? 1;
  return new LessonTestError(message, about.file === undefined ? undefined : { file: about.file, line });
};

export const pairError = (pair: Pair, result: PairResult): LessonTestError =>
  new LessonTestError([`${pair.id}: not so`, ...pairLines(pair, result)].join('\n'));
