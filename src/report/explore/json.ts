import type { ServerAbout } from '../../engine/events.ts';
import type { Level } from '../../lesson/level.ts';
import { caseReport, type ExploreReportCase } from './case-report.ts';
import { openCommand } from './command.ts';
import { type ExploredLesson, isBroken, seenIn } from './explored.ts';
import { shortestBad } from './worst.ts';

/** All orders of a lesson as one JSON document (`isolab explore --format json`). Within format 1 keys are only added. */
export interface ExploreReport {
  readonly format: 1;
  readonly lesson: string;
  readonly title: string;
  /** So many whole requests of its handler were explored in place of its steps. */
  readonly requests?: number;
  readonly server: ServerAbout;
  /** In the words of the lesson; absent where it promises nothing. */
  readonly promise?: string;
  /** Somebody has ended it before it was over: then cases are not whole, or not there. */
  readonly stopped: boolean;
  /** Some order violates the promise. */
  readonly broken: boolean;
  readonly cases: readonly ExploreReportCase[];
  /** Cases that could not be explored. */
  readonly failed: readonly { readonly level: Level; readonly variant?: string; readonly why: string }[];
  /** For each case in which there is one, the shortest order that violates the promise, or is like none one after the other. */
  readonly shortestBad: readonly {
    readonly level: Level;
    readonly variant?: string;
    readonly kind: 'broken' | 'odd';
    readonly order: string;
    readonly switches: number;
    /** Opens it in the lab; absent for what is no lesson yet. */
    readonly command?: string;
  }[];
}

export const exploreReport = (explored: ExploredLesson): ExploreReport => {
  const { lesson, requests, server, cases, isStopped } = explored;
  const seen = seenIn(cases);
  const promise = cases[0]?.script.invariant?.says;
  return {
    format: 1,
    lesson: lesson.id,
    title: lesson.title,
    ...(requests !== undefined && { requests }),
    server,
    ...(promise !== undefined && { promise }),
    stopped: isStopped,
    broken: seen.some(({ exploration }) => isBroken(exploration)),
    // Also those that were begun and stopped before a run was over.
    cases: cases.flatMap(({ result }) => (result && 'outcomes' in result ? [caseReport(result)] : [])),
    failed: cases.flatMap(({ script, result }) =>
      result && 'failed' in result
        ? [{ level: script.level, ...(script.variant && { variant: script.variant.id }), why: result.failed }]
        : [],
    ),
    shortestBad: seen.flatMap(({ script, exploration }) => {
      const bad = shortestBad(exploration);
      if (bad === undefined) return [];
      const { order, kind } = bad;
      const command = openCommand(explored, script, order);
      return [
        {
          level: script.level,
          ...(script.variant && { variant: script.variant.id }),
          kind,
          order: order.order,
          switches: order.switches,
          ...(command !== undefined && { command }),
        },
      ];
    }),
  };
};
