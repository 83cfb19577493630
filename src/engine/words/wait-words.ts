import { duration, listed } from '../../text/amounts.ts';
import type { Wait } from '../events.ts';
import { columnNames } from '../key-lines.ts';
import { serverErrors } from '../outcome.ts';
import type { StandingCircle } from '../standing-circle.ts';
import type { LabState, StatementEntry } from '../state.ts';
import type { WaitEnd } from '../wait-end.ts';
import { firstWaits, laterWaits } from '../waits.ts';
import { holderWords, waitWords } from './lock-words.ts';
import { cancelWords } from './outcome-words.ts';

/** For whom a statement waits, each once. */
export const holdersOf = (waits: readonly Wait[]): readonly string[] => [
  ...new Set(waits.map((wait) => holderWords(wait.for))),
];

export const waitsForWords = (holders: readonly string[]): string =>
  holders.length === 0 ? 'does not wait' : `waits for ${listed(holders)}`;

/** On what, with the names of the index's columns, and for whom. */
export const waitingWords = (wait: Wait, lab: Pick<LabState, 'observation'>): string =>
  `waits: ${waitWords(wait, columnNames(lab, wait))}`;

/** The same of all that a statement has waited for, also when another one had the lock by then. */
export const allWaitingWords = (
  entry: Pick<StatementEntry, 'waits' | 'waitsFirst'>,
  lab: Pick<LabState, 'observation'>,
): readonly WaitInWords[] => [
  ...firstWaits(entry).map((wait) => ({ wait, words: waitingWords(wait, lab) })),
  ...laterWaits(entry).map((wait) => ({ wait, words: `later ${waitingWords(wait, lab)}` })),
];

interface WaitInWords {
  readonly wait: Wait;
  readonly words: string;
}

/** For whom a statement has waited: "waits for A, later for B". */
export const waitedForWords = (entry: Pick<StatementEntry, 'waits' | 'waitsFirst'>): string => {
  const later = holdersOf(laterWaits(entry));
  const first = waitsForWords(holdersOf(firstWaits(entry)));
  return later.length === 0 ? first : `${first}, later for ${listed(later)}`;
};

/** That sessions wait for each other, and the server does not end it. */
export const circleWords = ({ sessions, isMixed }: StandingCircle): string => {
  const who = `${listed(sessions)} wait for each other, and the server has not noticed`;
  return isMixed ? `${who}: it looks for circles of row locks, and of others, not of both.` : `${who}.`;
};

/** Before why it was over, or what came of it. */
export const waitedWords = (ms: number): string => `waited ${duration(ms)}, then`;

/** Why the wait of a statement was over. */
export const waitEndWords = (end: WaitEnd, { session, outcome, sentAt }: StatementEntry): string => {
  switch (end.kind) {
    case 'freed':
      return freedWords(end, sentAt);
    case 'deadlock':
      return end.victim === session
        ? outcome?.kind === 'error' && outcome.errno === serverErrors.namedLockDeadlock
          ? 'it was refused: waiting on would have been a deadlock'
          : 'it was the victim of a deadlock'
        : `${end.victim} was rolled back, the victim of a deadlock`;
    case 'timeout':
      return 'its time was up';
    case 'ended':
      return outcome?.kind === 'error' && outcome.cancelled ? cancelWords(outcome.cancelled) : 'it was ended';
    case 'lost':
      return 'its connection was lost';
  }
};

const freedWords = (
  { by, with: { sql, step, outcome, leavesOpen, ...freeing } }: Extract<WaitEnd, { readonly kind: 'freed' }>,
  since: number,
): string => {
  const place = step === undefined ? '' : ` in step ${step + 1}`;
  if (outcome?.kind === 'lost') return `${by} lost its connection${place}`;
  // ROLLBACK TO a savepoint lets go of locks and leaves the transaction open.
  if (leavesOpen === false && /^\s*commit\b/i.test(sql)) return `${by} committed${place}`;
  if (leavesOpen === false && /^\s*rollback\b/i.test(sql)) return `${by} rolled back${place}`;
  if (freeing.sentAt >= since) return `${by} let go of it${place}`;
  return step === undefined ? `a statement of ${by}'s was over` : `${by} was through with step ${step + 1}`;
};
