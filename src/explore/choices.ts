import { serverErrors } from '../engine/outcome.ts';
import type { LabState, StatementEntry } from '../engine/state.ts';
import { statements } from '../engine/statements.ts';
import { lastWaits } from '../engine/waits.ts';
import { wordsOf } from './sql-words.ts';

/**
 * Whether the server may have chosen in a run, followed from settled moment to settled moment. One statement at work comes
 * to one thing. Where several are at work between two such moments, since one step has let go of what they waited for,
 * what they come to is a matter of who is faster; and so it is where a wait ends by its time while others go on by theirs.
 */
export class Choices {
  /** By the number of the statement: for what it waited when all had settled last. */
  readonly #waiting = new Map<number, Waiting>();
  readonly #answered = new Set<number>();
  #severalAtWork = false;

  /** Called when all has settled. */
  follow(state: LabState): void {
    const sent = statements(state).filter(({ statement }) => !this.#answered.has(statement));
    const answered = sent.filter(({ outcome }) => outcome !== undefined);
    const freed = sent.filter((one) => this.#isFreed(one));
    const own = sent.filter(({ statement, by }) => !this.#waiting.has(statement) && by !== 'application');
    const goOn = own.filter((one) =>
      answered.some((other) => other !== one && isVictim(other)) ? !isVictim(one) : freesAndGoesOn(one),
    );
    this.#severalAtWork ||= (freed.length > 0 && goOn.length > 0) || this.#areBeside(freed);
    for (const one of sent) {
      if (one.outcome !== undefined) this.#answered.add(one.statement);
      else this.#waiting.set(one.statement, waitingOf(one));
    }
  }

  /** Whether it is not certain that another run of the same order comes to the same. */
  mayBeIn(state: LabState): boolean {
    return this.#severalAtWork || timeMayChoose(statements(state));
  }

  /** It has gone on with its work, if only to the next lock. */
  #isFreed(one: StatementEntry): boolean {
    const before = this.#waiting.get(one.statement);
    if (before === undefined) return false;
    return one.outcome === undefined
      ? waitingOf(one).locks !== before.locks
      : !isVictim(one) && !isTimeUp(one);
  }

  /** Who stood behind another one in the queue goes on after that one. */
  #areBeside(freed: readonly StatementEntry[]): boolean {
    const waitedFor = (one: StatementEntry, other: StatementEntry): boolean =>
      this.#waiting.get(one.statement)?.sessions.has(other.session) ?? false;
    return freed.some((one) =>
      freed.some((other) => other !== one && !waitedFor(one, other) && !waitedFor(other, one)),
    );
  }
}

interface Waiting {
  readonly locks: string;
  /** Who had them, or stood before it in the queue. */
  readonly sessions: ReadonlySet<string>;
}

const waitingOf = (one: StatementEntry): Waiting => ({
  sessions: new Set(lastWaits(one).flatMap((wait) => ('session' in wait.for ? [wait.for.session] : []))),
  locks: JSON.stringify(
    lastWaits(one)
      .map(({ for: _, heldMode: __, freedBy: ___, queued: ____, prepared: _____, ...lock }) =>
        JSON.stringify(lock),
      )
      .toSorted(),
  ),
});

/** It has nothing more to do. */
const isVictim = ({ outcome }: StatementEntry): boolean =>
  outcome?.kind === 'error' && outcome.errno === serverErrors.deadlock;

const isTimeUp = ({ outcome, waits }: StatementEntry): boolean => {
  if (outcome?.kind === 'error') return outcome.errno === serverErrors.lockWaitTimeout;
  return (
    outcome?.kind === 'rows' &&
    waits.some(({ kind }) => kind === 'named') &&
    outcome.rows.flat().includes('0')
  );
};

/**
 * All others let go with the last that they do. DDL commits first; so do LOCK TABLES and a snapshot; a procedure may do
 * anything, and RELEASE_LOCK() stand in the middle of a query.
 */
const freesAndGoesOn = ({ sql, to }: StatementEntry): boolean => {
  if (to !== undefined) return false;
  const words = wordsOf(sql);
  if (words.some((word) => word.startsWith('RELEASE_'))) return words.includes('FROM');
  return !endsWithIt.has(words[0] ?? '') || words.includes('SNAPSHOT');
};

const endsWithIt: ReadonlySet<string> = new Set([
  'COMMIT',
  'ROLLBACK',
  'START',
  'BEGIN',
  'SET',
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'REPLACE',
  'WITH',
  'TABLE',
  'DO',
  'UNLOCK',
  'HANDLER',
  'SAVEPOINT',
  'RELEASE',
  'KILL',
  'XA',
]);

const timeMayChoose = (all: readonly StatementEntry[]): boolean =>
  all.some(
    (one) =>
      isTimeUp(one) &&
      all.some(
        (other) => other !== one && (waitsBeside(one, other) || (takesTime(other) && isBeside(one, other))),
      ),
  );

const waitsBeside = (one: StatementEntry, other: StatementEntry): boolean =>
  other.blockedAt !== undefined && isBeside(one, { ...other, sentAt: other.blockedAt });

const isBeside = (one: StatementEntry, other: Pick<StatementEntry, 'sentAt' | 'finishedAt'>): boolean =>
  other.sentAt < (one.finishedAt ?? Number.POSITIVE_INFINITY) &&
  (one.blockedAt ?? one.sentAt) < (other.finishedAt ?? Number.POSITIVE_INFINITY);

const takesTime = ({ sql }: StatementEntry): boolean => /\b(sleep|benchmark)\s*\(/i.test(sql);
