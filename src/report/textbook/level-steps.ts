import type { Claim } from '../../engine/claim.ts';
import type { LabState, StatementEntry } from '../../engine/state.ts';
import { waitEnd } from '../../engine/wait-end.ts';
import { holderWords } from '../../engine/words/lock-words.ts';
import { type Operation, operationName, transactionName } from '../../textbook/operation.ts';
import type { Schedule } from '../../textbook/schedule.ts';

/** What came of one operation on the server. */
export interface LevelStep {
  /** As isolab writes it: r1(x). */
  readonly operation: string;
  readonly transaction: string;
  /** What a read returned. */
  readonly read?: string;
  readonly wrote?: string;
  /** What it reads on paper, by who wrote the history, where that is something else. */
  readonly onPaper?: string;
  /** Which version a read returned, where the run proves it. */
  readonly version?: ReadVersion;
  readonly waited?: {
    readonly for: readonly string[];
    /** What ended it, an operation or that another was rolled back; absent where that is not proved. */
    readonly until?: { readonly operation: string } | { readonly rollbackOf: string };
  };
  readonly error?: { readonly errno: number; readonly symbol: string };
  /** It was not sent: its transaction was gone. */
  readonly skipped?: true;
}

export type ReadVersion =
  | { readonly kind: 'own' }
  /** Its writer has not committed it. */
  | { readonly kind: 'uncommitted'; readonly of: string }
  /** There is a newer one, and its writer has not committed it. */
  | { readonly kind: 'committed'; readonly without: string }
  /** There is a newer one, committed after the reader took its snapshot. */
  | { readonly kind: 'snapshot'; readonly without: string };

/** In the order in which they began; begins that nobody wrote are left out. */
export const levelSteps = (state: LabState, schedule: Schedule): readonly LevelStep[] => {
  const operationOf = operationsOf(state, schedule);
  return state.timeline.flatMap((entry): readonly LevelStep[] => {
    if (entry.kind !== 'statement' && entry.kind !== 'skip') return [];
    const operation = entry.step === undefined ? undefined : operationOf[entry.step];
    if (operation === undefined || (operation.kind === 'begin' && operation.at === undefined)) return [];
    const step = {
      operation: operationName(operation),
      transaction: transactionName(operation.transaction),
    };
    if (entry.kind === 'skip') return [{ ...step, skipped: true }];
    return [{ ...step, ...cameOf(entry, operation, { state, schedule, operationOf }) }];
  });
};

/** Which operation each step of a run is: the run may have its steps in another order, each session in its own. */
export const operationsOf = (
  { script }: Pick<LabState, 'script'>,
  { transactions, operations }: Schedule,
): readonly (Operation | undefined)[] => {
  const own = new Map(
    transactions.map(({ number, session }) => [
      session,
      operations.filter(({ transaction }) => transaction === number),
    ]),
  );
  const turns = new Map<string, number>();
  return script.steps.map(({ session }) => {
    const turn = turns.get(session) ?? 0;
    turns.set(session, turn + 1);
    return own.get(session)?.[turn];
  });
};

interface Surrounding {
  readonly state: LabState;
  readonly schedule: Schedule;
  readonly operationOf: readonly (Operation | undefined)[];
}

const cameOf = (entry: StatementEntry, operation: Operation, around: Surrounding): Partial<LevelStep> => {
  const { outcome } = entry;
  return {
    ...waitedIn(entry, around),
    ...(outcome?.kind === 'error' && { error: { errno: outcome.errno, symbol: outcome.symbol } }),
    ...(operation.kind === 'write' && outcome?.kind === 'ok' && { wrote: String(operation.value) }),
    ...(operation.kind === 'read' && outcome?.kind === 'rows' && readIn(entry, operation, around)),
  };
};

const readIn = (
  { outcome, seen = [] }: StatementEntry,
  { value: claimed }: Operation & { readonly kind: 'read' },
  around: Surrounding,
): Partial<LevelStep> => {
  const value = outcome?.kind === 'rows' ? outcome.rows[0]?.[1] : undefined;
  if (value === undefined || value === null) return {};
  const version = versionIn(seen, around);
  return {
    read: value,
    ...(claimed !== undefined && String(claimed) !== value && { onPaper: String(claimed) }),
    ...(version && { version }),
  };
};

const versionIn = (seen: readonly Claim[], { schedule }: Surrounding): ReadVersion | undefined => {
  for (const claim of seen) {
    if (claim.kind === 'own-version' || claim.kind === 'own-over-others') return { kind: 'own' };
    if (claim.kind === 'dirty-read') return { kind: 'uncommitted', of: nameOf(claim.writer, schedule) };
    if (claim.kind === 'not-yet-committed')
      return { kind: 'committed', without: nameOf(claim.writer, schedule) };
    if (claim.kind === 'committed-too-late')
      return { kind: 'snapshot', without: nameOf(claim.writer, schedule) };
  }
  return undefined;
};

const waitedIn = (
  entry: StatementEntry,
  { state, schedule, operationOf }: Surrounding,
): Pick<LevelStep, 'waited'> => {
  if (entry.waits.length === 0) return {};
  const holders = entry.waits.map(({ for: holder }) =>
    'session' in holder ? nameOf(holder.session, schedule) : holderWords(holder),
  );
  const until = untilIn(entry, { state, schedule, operationOf });
  return { waited: { for: [...new Set(holders)], ...(until && { until }) } };
};

const untilIn = (
  entry: StatementEntry,
  { state, schedule, operationOf }: Surrounding,
): NonNullable<LevelStep['waited']>['until'] => {
  const end = waitEnd(entry, state);
  if (end?.kind === 'deadlock' && end.victim !== entry.session)
    return { rollbackOf: nameOf(end.victim, schedule) };
  if (end?.kind !== 'freed' || end.with.step === undefined) return undefined;
  const operation = operationOf[end.with.step];
  return operation && { operation: operationName(operation) };
};

/** The transaction of a session. */
export const nameOf = (session: string, { transactions }: Pick<Schedule, 'transactions'>): string => {
  const own = transactions.find((one) => one.session === session);
  return own === undefined ? session : transactionName(own.number);
};
