import type { Unseen } from './anomaly.ts';
import { isOfConcurrency, serverErrors } from './outcome.ts';
import type { LabState, StatementEntry } from './state.ts';

/**
 * What stood between a session and what others did. wait: it waited for a lock. deadlock, error: the server ended its
 * transaction, or its statement. snapshot: it read what was there before. uncommitted: it did not see what was not
 * committed.
 */
export interface KeptAway {
  readonly how: (typeof waysKeptAway)[number];
  readonly session: string;
  /** For whom it waited. */
  readonly holders?: readonly string[];
  readonly errno?: number;
  readonly by: StatementEntry;
}

/** What is told first where several are. */
export const waysKeptAway = ['deadlock', 'error', 'wait', 'snapshot', 'uncommitted'] as const;

export const keptAwayIn = ({
  timeline,
  finished,
}: Pick<LabState, 'timeline' | 'finished'>): readonly KeptAway[] => {
  const unseen = Map.groupBy(finished?.happened?.unseen ?? [], ({ at }) => at.statement);
  return timeline.flatMap((one) => {
    if (one.kind !== 'statement' || one.by === 'application') return [];
    return [...waited(one), ...refused(one), ...notSeen(one, unseen.get(one.statement) ?? [])];
  });
};

const waited = (by: StatementEntry): readonly KeptAway[] => {
  const holders = [...new Set(by.waits.flatMap((wait) => ('session' in wait.for ? [wait.for.session] : [])))];
  return holders.length === 0 ? [] : [{ how: 'wait', session: by.session, holders, by }];
};

const refused = (by: StatementEntry): readonly KeptAway[] => {
  const { session, outcome } = by;
  if (outcome?.kind !== 'error') return [];
  const { errno, symbol } = outcome;
  if (errno === serverErrors.deadlock) return [{ how: 'deadlock', session, errno, by }];
  const isTaken = symbol === 'ER_DUP_ENTRY';
  return isTaken || isOfConcurrency(outcome) ? [{ how: 'error', session, errno, by }] : [];
};

/** What its answer shows; and what all of the run shows, also where an answer went into variables. */
const notSeen = (by: StatementEntry, unseen: readonly Unseen[]): readonly KeptAway[] => {
  const kinds = new Set((by.seen ?? []).map(({ kind }) => kind));
  const whys = new Set(unseen.map(({ why }) => why));
  const { session } = by;
  if (kinds.has('committed-too-late') || kinds.has('from-snapshot') || whys.has('snapshot'))
    return [{ how: 'snapshot', session, by }];
  return kinds.has('not-yet-committed') || whys.has('uncommitted')
    ? [{ how: 'uncommitted', session, by }]
    : [];
};
