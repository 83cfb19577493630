import type { Step } from '../../lesson/step.ts';
import { meets } from '../condition.ts';
import type { SkipReason } from '../events.ts';
import type { Outcome } from '../outcome.ts';
import { beginsTransaction, leavesXa, preparesTransaction } from '../transaction-statements.ts';

/** Why a session's script, or a request, is over. */
export type Over = Extract<SkipReason, 'rejected' | 'failed' | 'lost'>;

/** A script that is over takes only what must be taken always, and without a connection nothing. */
export const isOverFor = ({ always }: Pick<Step, 'always'>, over: Over | undefined): boolean =>
  over === 'lost' || (over !== undefined && !always);

/**
 * Why a step is not taken when its turn comes, as an application would see it: the server has rolled its
 * transaction back and the script is not at its end, or an earlier step did not come to what this one depends on. A `finally` has no such
 * doubts: it lets go of what was taken, in a transaction or not.
 */
export const passedOver = (
  step: Pick<Step, 'sql' | 'does' | 'when' | 'always'>,
  at: {
    readonly transactionGone: boolean;
    readonly outcomeOf: (step: string) => Outcome | undefined;
  },
): Extract<SkipReason, 'transaction-gone' | 'condition'> | undefined => {
  const { sql, does, when, always } = step;
  const isOther = beginsTransaction(sql) || preparesTransaction(sql) || leavesXa(sql);
  const isOfTransaction = does === undefined && !always && !isOther;
  if (at.transactionGone && isOfTransaction) return 'transaction-gone';
  if (when === undefined) return undefined;
  const outcome = at.outcomeOf(when.step);
  return outcome !== undefined && meets(outcome, when.is) ? undefined : 'condition';
};
