import type { SessionView } from './events.ts';
import type { SessionState, StatementEntry } from './state.ts';

/**
 * At which level a session's next transaction begins is the server's word, but for one thing that no server says: SET
 * TRANSACTION without SESSION sets the level of the next transaction alone. After what may have been such a statement
 * nothing is known until a transaction has begun, or the session's own level is seen to be another one.
 * https://dev.mysql.com/doc/refman/9.7/en/set-transaction.html
 */
export const mayLeaveALevel = ({ sql, to }: Pick<StatementEntry, 'sql' | 'to'>): boolean =>
  to === undefined && /\bset\b[\s\S]*\btransaction|\b(?:call|execute)\b/i.test(sql);

export const withoutLevel = ({ level: _, ...session }: SessionState): SessionState => session;

/** The session as it is now seen to be; `before` is what was set when somebody looked last. */
export const sessionAs = (
  session: SessionState,
  now: SessionView | undefined,
  before: SessionView | undefined,
): SessionState => {
  if (now === undefined) return session;
  const { autocommitOff: _, ...rest } = session;
  const isKnown =
    session.level !== undefined ||
    session.transaction !== undefined ||
    (before !== undefined && now.level !== before.level);
  return {
    ...rest,
    ...(isKnown && { level: now.level }),
    ...(!now.autocommit && { autocommitOff: true as const }),
  };
};
