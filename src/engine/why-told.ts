import type { Why } from '../lesson/prose.ts';
import type { StatementEntry } from './state.ts';

/**
 * What a lesson says of a statement, as far as it has come. One text is told as soon as it waits or has its answer;
 * of two the first while it waits, the second when that is over, and neither of a statement that did not wait.
 */
export const whyTold = (
  why: Why | undefined,
  { status, blockedAt }: Pick<StatementEntry, 'status' | 'blockedAt'>,
): string | undefined => {
  const isOver = status === 'finished';
  if (typeof why === 'string') return isOver || status === 'blocked' ? why : undefined;
  if (isOver) return blockedAt === undefined ? undefined : why?.ends;
  return status === 'blocked' ? why?.begins : undefined;
};

/** What is left to say when a wait ends: one text has been told when it began. */
export const whyAtEnd = (why: Why | undefined): string | undefined =>
  typeof why === 'string' ? undefined : why?.ends;
