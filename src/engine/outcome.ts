/** The exact text the server prints for a value (binary as 0x… hex), or null for SQL NULL. */
export type Value = string | null;

/** What came of a statement. A deadlock that a lesson asks for is an outcome, not an exception. */
export type Outcome = RowsOutcome | OkOutcome | ErrorOutcome | LostOutcome;

export interface RowsOutcome extends ResultSet {
  readonly kind: 'rows';
  /** Those of a CALL that answers with several, from the second on. */
  readonly more?: readonly ResultSet[];
  /** The lab had it ended, and it answered all the same: SLEEP() does. */
  readonly cancelled?: CancelReason;
}

export interface ResultSet {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

export interface OkOutcome {
  readonly kind: 'ok';
  readonly affected: number;
  /** The AUTO_INCREMENT id that the statement drew, exact. */
  readonly insertId?: string;
  readonly warnings: number;
  /** The server's own remark, for instance "Rows matched: 1  Changed: 0  Warnings: 0". */
  readonly info: string;
  /** Of an UPDATE: rows that it found, and rows that are others now. Recordings of earlier versions have none. */
  readonly matched?: number;
  readonly changed?: number;
}

export interface ErrorOutcome {
  readonly kind: 'error';
  /** For instance 1062. */
  readonly errno: number;
  /** For instance ER_DUP_ENTRY. */
  readonly symbol: string;
  readonly sqlState: string;
  readonly message: string;
  /** What a CALL had answered before it failed. */
  readonly results?: readonly ResultSet[];
  /** Set when the lab itself ended the statement with KILL QUERY. */
  readonly cancelled?: CancelReason;
}

/** The connection died under the statement. */
export interface LostOutcome {
  readonly kind: 'lost';
  readonly message: string;
}

/** limit: it ran past its step's limit. stuck: nobody was left to free it. user: somebody asked for it. */
export type CancelReason = 'limit' | 'stuck' | 'user';

/** The server errors that the engine itself must know. */
export const serverErrors = {
  /** The whole transaction is rolled back. https://dev.mysql.com/doc/refman/9.7/en/innodb-deadlocks.html */
  deadlock: 1213,
  /** GET_LOCK() is refused, and nothing is undone. https://dev.mysql.com/doc/refman/9.7/en/locking-functions.html */
  namedLockDeadlock: 3058,
  /** Only the statement is undone; the transaction stays open. */
  lockWaitTimeout: 1205,
  /** KILL QUERY: the statement is undone; the transaction stays open. */
  interrupted: 1317,
  /** NOWAIT: the statement is undone; the transaction stays open. */
  lockNowait: 3572,
} as const;

/** An error that nobody gets who is alone. */
export const isOfConcurrency = ({ errno }: Pick<ErrorOutcome, 'errno'>): boolean =>
  errno !== 0 && concurrencyErrors.has(errno);

const concurrencyErrors: ReadonlySet<number> = new Set(Object.values(serverErrors));

/** Everything that a statement answered with rows, in order. */
export const resultSets = (outcome: Outcome): readonly ResultSet[] => {
  switch (outcome.kind) {
    case 'rows':
      return [outcome, ...(outcome.more ?? [])];
    case 'error':
      return outcome.results ?? [];
    case 'ok':
    case 'lost':
      return [];
  }
};

/** The numbers in what the server says of an UPDATE, where it says it in English. */
export const countsIn = (info: string): Pick<OkOutcome, 'matched' | 'changed'> => {
  const [, matched, changed] = /^Rows matched: (\d+) {2}Changed: (\d+)/.exec(info) ?? [];
  return matched === undefined || changed === undefined
    ? {}
    : { matched: Number(matched), changed: Number(changed) };
};
