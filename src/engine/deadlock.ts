import type { Deadlocked } from './claim.ts';
import type { LabState, StatementEntry } from './state.ts';
import { statements } from './statements.ts';
import { isDeadlock } from './wait-end.ts';

/** A deadlock that the server has ended. */
export interface Deadlock {
  readonly victim: string;
  /** Of the victim's statement; a procedure may have hidden the error from whoever called it. */
  readonly statement: StatementEntry;
  /** Who waited for whom; undefined where the server does not tell. */
  readonly circle?: Deadlocked['circle'];
}

/** The deadlock that the newest step came to, until another statement is sent; undefined without one. */
export const deadlockOf = (lab: Pick<LabState, 'timeline' | 'settled'>): Deadlock | undefined => {
  const all = statements(lab);
  const statement = all.findLast((one) => isDeadlock(one) || claimOf(one) !== undefined);
  const at = statement?.finishedAt;
  if (statement === undefined || at === undefined) return undefined;
  if (all.some((one) => one.sentAt > at && one.by !== 'application')) return undefined;
  const circle = claimOf(statement)?.circle;
  // InnoDB's report is read once all has settled.
  if (circle === undefined && !lab.settled) return undefined;
  return { victim: statement.session, statement, ...(circle && { circle }) };
};

const claimOf = ({ seen = [] }: StatementEntry): Deadlocked | undefined =>
  seen.find((claim) => claim.kind === 'deadlock');
