import type { TableRows } from '../events.ts';

/** What became of the lesson's promise, in the words of its `invariant`; undefined where nobody has looked. */
export const promiseOf = (violations: TableRows | undefined): 'holds' | 'violated' | undefined =>
  violations && (violations.rows.length === 0 ? 'holds' : 'violated');

/** Before the promise itself, and a colon. */
export const promiseWords = { holds: 'It holds', violated: 'It is violated' } as const;
