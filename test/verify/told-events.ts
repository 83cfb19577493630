import type { LabServer } from '../../src/engine/ports.ts';
import type { Lesson } from '../../src/lesson/lesson.ts';
import { parseLesson } from '../../src/lesson/parse.ts';
import type { CaseResult } from '../../src/verify/case-result.ts';
import type { VerifyEvent } from '../../src/verify/events.ts';
import type { CaseFilter } from '../../src/verify/filter.ts';
import type { PairResult } from '../../src/verify/judge-pair.ts';
import { planVerify } from '../../src/verify/plan.ts';
import type { Summary } from '../../src/verify/summary.ts';
import { type VerifyOptions, verify } from '../../src/verify/verify.ts';
import { clock } from '../mysql/real-lab.ts';

/** A lesson with this at its end; it runs at REPEATABLE READ only. */
export const lessonOf = (id: string, ...yaml: readonly string[]): Lesson =>
  parseLesson(lessonText(id, ...yaml));

export const lessonText = (id: string, ...yaml: readonly string[]): string =>
  [
    `{ format: 1, id: ${id}, title: A test, topic: test, summary: A test., levels: [REPEATABLE READ]`,
    ...yaml.map((part) => `, ${part}`),
    '}',
  ].join('\n');

export interface Verified {
  readonly summary: Summary;
  readonly events: readonly VerifyEvent[];
  readonly cases: ReadonlyMap<string, CaseResult>;
  readonly pairs: ReadonlyMap<string, PairResult>;
}

type Options = Partial<VerifyOptions> & { readonly filter?: CaseFilter };

export const verified = async (
  server: LabServer,
  lessons: readonly Lesson[],
  { filter, emit, ...options }: Options = {},
): Promise<Verified> => {
  const events: VerifyEvent[] = [];
  const summary = await verify(planVerify(lessons, filter), {
    server,
    clock,
    jobs: 4,
    repeat: 1,
    bail: false,
    limitMs: 240_000,
    signal: new AbortController().signal,
    ...options,
    emit: (event) => {
      events.push(event);
      emit?.(event);
    },
  });
  return {
    summary,
    events,
    cases: new Map(events.flatMap((one) => (one.type === 'case-finished' ? [[one.case, one.result]] : []))),
    pairs: new Map(events.flatMap((one) => (one.type === 'pair-judged' ? [[one.pair, one.result]] : []))),
  };
};
