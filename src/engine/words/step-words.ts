import type { Script } from '../../lesson/script.ts';
import { type Attempt, mostAttempts } from '../attempts.ts';
import type { SkipReason } from '../events.ts';
import { verbOf } from '../history/moved.ts';
import type { StatementEntry } from '../state.ts';

/** What becomes of a step, where that is not an outcome. */

/** Why it was not taken, for the sentence "not taken: …". */
export const skipWords = (because: SkipReason): string => {
  switch (because) {
    case 'rejected':
      return 'given up by the application';
    case 'condition':
      return 'its condition does not hold';
    case 'transaction-gone':
      return 'the server rolled the transaction back';
    case 'failed':
      return 'given up after an error';
    case 'lost':
      return 'the connection is lost';
    case 'stuck':
      return 'nobody is left who could free the session';
  }
};

export const deferWords = (session: string): string => `kept for later: ${session} waits`;

export const againWords = ({ session, attempt }: Attempt, script: Pick<Script, 'retry'>): string =>
  `${session} tries again: attempt ${attempt} of ${mostAttempts(script)}`;

/** Of one whose attempt has failed. */
export const againLaterWords = 'tries again when no other can go on';

/** A statement, where it is not beside what is said of it. */
export const statementWords = ({ step, by, sql }: Pick<StatementEntry, 'step' | 'by' | 'sql'>): string => {
  if (by === 'script' && step !== undefined) return `step ${step + 1}`;
  return `${by === 'application' ? "the application's" : 'your own'} ${verbOf(sql)}`;
};

/** Before what came of it, where something else was told since it was sent. */
export const cameToWords = (entry: Pick<StatementEntry, 'step' | 'by' | 'sql'>): string =>
  `${statementWords(entry)} came to:`;

/** Before the answer itself. */
export const answersWords = (rejected: boolean): string => (rejected ? 'gives up and answers' : 'answers');

export const stuckWords = 'Nobody was left who could free the waiting statements: the lab ended them.';

/** A run that goes the way of another one again has left it at this statement. */
export const leftWayWords = ({ step }: { readonly step?: number }): string =>
  `it went another way there: ${step === undefined ? 'a statement of your own' : `step ${step + 1}`} came to something else`;

/** Why nothing is known of what sessions would read: for that the way is gone again in another sandbox. */
export const unknownSightWords = (kind: 'left' | 'slow', { step }: { readonly step?: number }): string => {
  const statement = step === undefined ? 'a statement of your own' : `step ${step + 1}`;
  return kind === 'left'
    ? `not known. The lab asks in a second sandbox that goes the same way, and there ${statement} came to something else.`
    : `not asked. The lab asks in a second sandbox that goes the same way, and there ${statement} would take its time again (SLEEP).`;
};

/** Runs that stand side by side are the lesson's; the one in hand is another one. */
export const besideOwnWords = "These runs are the lesson's alone: your own statements are in none of them.";

export const besideOrderWords = "These runs go in the lesson's order: the one in hand has another.";

export const besideOtherWords = (left: { readonly step?: number }): string =>
  `The run in hand is another one, and ${leftWayWords(left)}.`;
