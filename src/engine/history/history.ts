import type { Claim, ClaimBody, RunTransaction, SnapshotTaken, StatementClaims } from '../claim.ts';
import {
  type DeadlockReport,
  type Evidence,
  isWhole,
  type LabEvent,
  type Observation,
  type Question,
  type UserVariable,
  type Wait,
} from '../events.ts';
import { serverErrors } from '../outcome.ts';
import { said } from '../words/claim-words.ts';
import { type Findings, type Reading, UnfollowedTables } from './findings.ts';
import { LockTakers } from './lock-takers.ts';
import { isDefining, type Moment, only, type Sent, standsNot, verbOf, wantsOf } from './moved.ts';
import { passedOver, refusedBy } from './passed-over.ts';
import { definesProgram, noPrograms, type Programs, programsIn } from './programs.ts';
import { type PlainQuestion, plainQuestion } from './question.ts';
import { readClaims } from './reads.ts';
import { Snapshots } from './snapshots.ts';
import { type KeyedTable, keyedTables } from './tables.ts';
import { Transactions, transactionKey } from './transactions.ts';
import { Versions } from './versions.ts';
import { wrote } from './wrote.ts';

type Settled = Observation & { readonly evidence: Evidence };

/** What is claimed of the statement that was a deadlock's victim. */
interface Fatal {
  readonly at: number;
  readonly body: ClaimBody;
}

/** An answer with more rows is not asked again. */
const mostRows = 1_000;

/**
 * What a run's events prove about its transactions, writes, reads and locks: the one place that sentences, claims and
 * comparisons come from. It follows the events in their order and has no other source; what they do not prove is not said.
 */
export class History {
  #moment: Moment = 0;
  /**
   * False when the events do not have what it takes: those of an earlier version, or of a run for its outcomes alone. Also
   * once a statement was sent while another one was at work: nobody has looked between them, and what came of it may last.
   */
  #sees = false;
  #isSettled = true;
  readonly #flights = new Map<string, Sent>();
  /** Since the moment before. */
  #finished: Sent[] = [];
  readonly #questions = new Map<number, PlainQuestion>();
  #lost = new Set<string>();
  /** Sessions with settings, or perhaps a temporary table, of their own: the same question is another one there. */
  readonly #hides = new Set<string>();
  #anyHides = false;
  /** The statements that have defined functions, triggers and views, and what these are. */
  #definitions: readonly string[] = [];
  #programs = noPrograms;
  /** Where the waits of those in flight stood in the moment before. */
  #stood = new Map<number, string>();
  #variables: readonly UserVariable[] = [];
  #transactions = new Transactions();
  #versions = new Versions();
  #snapshots = new Snapshots();
  #takers = new LockTakers();
  /** The reports of deadlocks that are known. */
  readonly #reported = new Set<string>();
  /** Of waits, by statement: who took what is waited for, as it was known when the wait was told. */
  readonly #waits = new Map<number, readonly ClaimBody[]>();
  /** In which moment each statement in flight was sent: the last one that was settled. */
  readonly #sentIn = new Map<number, Moment>();
  readonly #readings: Reading[] = [];
  readonly #moments: ReadonlyMap<string, KeyedTable>[] = [];
  /** When transactions were there first, and when they were over, by their keys. */
  readonly #begins = new Map<string, Moment>();
  readonly #ends = new Map<string, Moment>();
  readonly #unfollowed = new UnfollowedTables();
  /** What was last claimed, by statement, as text. */
  readonly #told = new Map<number, string>();

  /** What the observer is to ask again in the moment that comes, so that what was read can be told. */
  questions(): readonly Question[] {
    if (!this.#sees) return [];
    return this.#finished.flatMap(({ statement }) => {
      const question = this.#questions.get(statement);
      return question ? [{ statement, sql: question.sql }] : [];
    });
  }

  /** Every transaction so far; undefined where the events do not tell. */
  get transactions(): readonly RunTransaction[] | undefined {
    return this.#sees ? this.#transactions.all : undefined;
  }

  /** Which snapshots transactions at REPEATABLE READ read from now: at the other levels no plain SELECT keeps one. */
  get snapshots(): readonly SnapshotTaken[] {
    if (!this.#sees) return [];
    return [...this.#snapshots.all].flatMap(([session, { by }]) =>
      by !== undefined && this.#transactions.openOf(session)?.level === 'REPEATABLE READ'
        ? [{ session, taken: by.place }]
        : [],
    );
  }

  /** What it is that the whole run has shown; undefined where the events do not tell. */
  get findings(): Findings | undefined {
    if (!this.#sees) return undefined;
    return {
      readings: this.#readings,
      transactions: this.#transactions,
      versions: this.#versions,
      moments: this.#moments,
      ends: this.#ends,
      unfollowed: this.#unfollowed.all,
    };
  }

  /** The claims that an event brings or changes. */
  follow(event: LabEvent): readonly StatementClaims[] {
    switch (event.type) {
      case 'run-started':
        this.#sees = isWhole(event.observation) && event.observation.evidence !== undefined;
        this.#anyHides = event.script.setup.some(isOfTemporary);
        this.#define(event.script.setup);
        return this.#settle(event.observation);
      case 'statement-sent':
        if (!this.#isSettled && event.by !== 'application') this.#sees = false;
        this.#isSettled = false;
        this.#define([event.sql]);
        if (event.to === undefined) this.#flights.set(event.session, sentIn(event, this.#programs));
        this.#sentIn.set(event.statement, this.#moment - 1);
        if (isOfTemporary(event.sql) || setsReading(event.sql)) this.#hides.add(event.session);
        return [];
      case 'statement-blocked': {
        const flight = this.#flights.get(event.session);
        if (flight) flight.waits = event.waits;
        return [];
      }
      case 'statement-finished': {
        const flight = this.#flights.get(event.session);
        this.#flights.delete(event.session);
        if (flight === undefined) return [];
        flight.outcome = event.outcome;
        this.#finished.push(flight);
        this.#note(flight);
        return [];
      }
      case 'session-lost':
        this.#lost.add(event.session);
        return [];
      case 'settled':
        this.#isSettled = true;
        return this.#settle(event.observation);
      default:
        return [];
    }
  }

  #define(statements: readonly string[]): void {
    const defining = statements.filter(definesProgram);
    if (defining.length === 0) return;
    this.#definitions = [...this.#definitions, ...defining];
    this.#programs = programsIn(this.#definitions);
  }

  /** What is to be asked again of one that has its answer. */
  #note({ statement, session, sql, values, outcome }: Sent): void {
    if (this.#anyHides || this.#hides.has(session)) return;
    const isRows = outcome?.kind === 'rows' && outcome.rows.length <= mostRows;
    const isRefusal = outcome?.kind === 'error' && outcome.symbol === 'ER_LOCK_NOWAIT';
    if (!isRows && !isRefusal && outcome?.kind !== 'ok') return;
    const question = plainQuestion(sql, values);
    if (!isRows && !isRefusal && !question?.into) return;
    const isTelling =
      question?.locks === undefined ? isRows && this.#versions.isAny : question.locks.meetsLocks !== 'waits';
    if (question && isTelling) this.#questions.set(statement, question);
  }

  #settle(
    observation: Extract<LabEvent, { readonly type: 'settled' }>['observation'],
  ): readonly StatementClaims[] {
    if (!this.#sees || !isWhole(observation) || observation.evidence === undefined) return [];
    const now: Settled = { ...observation, evidence: observation.evidence };
    const finished = this.#finished;
    const flights = [...this.#flights.values()];
    const moved = [...finished, ...flights.filter((one) => this.#stood.get(one.statement) !== wantsOf(one))];
    this.#derive(now, moved);
    const deadlocks = this.#deadlocksOf(now, moved);
    const claims = [
      ...flights.map((one) => this.#claimsOfWait(one, now)),
      ...finished.map((one) => ({
        statement: one.statement,
        claims: [
          ...this.#endOf(one, now, finished),
          ...deadlocks.flatMap(({ at, body }) => (at === one.statement ? [body] : [])),
          ...wrote(one, this.#versions.changes.of(one)),
        ]
          .map((body) => said(body, now.shapes))
          .filter(isSaidFirst),
      })),
    ].filter((one) => this.#isNew(one));
    this.#variables = now.evidence.variables;
    this.#stood = new Map(flights.map((one) => [one.statement, wantsOf(one)]));
    for (const { statement } of finished) {
      this.#waits.delete(statement);
      this.#questions.delete(statement);
      this.#told.delete(statement);
    }
    for (const one of finished) {
      this.#readings.push(this.#readingOf(one, finished, now.evidence.variables));
      this.#sentIn.delete(one.statement);
      this.#versions.changes.close(one);
    }
    this.#finished = [];
    this.#lost = new Set();
    this.#moment++;
    return claims;
  }

  #derive(now: Settled, moved: readonly Sent[]): void {
    const { evidence } = now;
    const moment = this.#moment;
    const transactions = this.#transactions;
    const ended = transactions.follow(evidence.transactions, moved, this.#lost);
    for (const { session, id } of ended) this.#ends.set(transactionKey(session, id), moment);
    for (const key of transactions.byKey.keys()) if (!this.#begins.has(key)) this.#begins.set(key, moment);
    const tables = keyedTables(now);
    this.#moments.push(tables);
    const newest = [...(now.newest ?? []), ...evidence.unwatched.newest];
    this.#unfollowed.follow(newest, now.shapes ?? [], tables);
    this.#versions.follow({ moment, moved, tables, locks: now.locks, ended, transactions });
    const { readViews: count } = evidence;
    // What is prepared, and DDL under way, may have a snapshot that is no session's.
    const isUncertain = transactions.hasPrepared || [...this.#flights.values()].some(isDefining);
    this.#snapshots.follow({ count: isUncertain ? undefined : count, moment, moved, transactions });
    this.#takers.follow({
      locks: [...now.locks, ...evidence.definitions],
      tickets: evidence.tickets ?? [],
      moved,
      transactions,
      writes: this.#versions.writes,
      doubts: this.#versions.doubts,
      tableOf: (name) => this.#versions.tableOf(name),
    });
  }

  #readingOf(sent: Sent, finished: readonly Sent[], variables: readonly UserVariable[]): Reading {
    const { session, statement } = sent;
    const since = this.#sentIn.get(statement) ?? 0;
    const id = this.#transactions.writingOf(session);
    const transaction = id === undefined ? undefined : transactionKey(session, id);
    const known = this.#transactions.byKey.get(transaction ?? '');
    const snapshot = this.#snapshots.of(session);
    return {
      sent,
      transaction,
      level: known?.level,
      isAlone: known?.autocommit ?? false,
      since,
      moment: this.#moment,
      isOnly: since === this.#moment - 1 && finished.every((one) => one.session === session),
      ...(snapshot && { snapshot: snapshot.moment }),
      variables: variables.filter((one) => one.session === session),
      begun: Math.max(0, (this.#begins.get(transaction ?? '') ?? this.#moment) - 1),
    };
  }

  #isNew({ statement, claims }: StatementClaims): boolean {
    const text = JSON.stringify(claims);
    const isNew = text !== (this.#told.get(statement) ?? '[]');
    this.#told.set(statement, text);
    return isNew;
  }

  #claimsOfWait(flight: Sent, { shapes }: Settled): StatementClaims {
    const bodies = flight.waits.flatMap((wait) => this.#takenBy(wait, flight));
    const before = this.#waits.get(flight.statement) ?? [];
    // What is freed meanwhile was waited for all the same.
    const over = before.filter((one) => !bodies.some((two) => isSameWait(one, two)));
    this.#waits.set(flight.statement, [...over.map(afterwards), ...bodies]);
    // It may still be the same wait, for an entry that goes by another text by now.
    const holders = new Set(
      flight.waits.flatMap((wait) => ('session' in wait.for ? [wait.for.session] : [])),
    );
    const freed = over.filter((one) => one.kind !== 'lock-taken' || !holders.has(one.holder));
    const told = [...freed.map(afterwards), ...bodies, ...wrote(flight, this.#versions.changes.of(flight))];
    return { statement: flight.statement, claims: told.map((body) => said(body, shapes)) };
  }

  #takenBy(wait: Wait, one: Sent): readonly ClaimBody[] {
    // Of a transaction that its session has left nothing is followed.
    if (!('session' in wait.for) || wait.queued || wait.prepared) return [];
    const { for: _, heldMode, queued, freedBy, prepared, ...lock } = wait;
    const holder = wait.for.session;
    const taker = this.#takers.takerOf(holder, wait);
    if (taker === undefined || (one.outcome !== undefined && taker.statement > one.statement)) return [];
    const { session } = one;
    const open = this.#transactions.openOf(holder);
    // The end of a transaction does not free a named lock, nor one of LOCK TABLES.
    const keeps = open !== undefined && !open.autocommit && lock.kind !== 'named' && freedBy === undefined;
    return [
      {
        kind: 'lock-taken',
        session,
        holder,
        lock,
        ...(heldMode !== undefined && { heldMode }),
        taken: taker.place,
        waits: true,
        ...(keeps && { open: open.since ? { since: open.since.place } : {} }),
      },
    ];
  }

  #endOf(one: Sent, now: Settled, finished: readonly Sent[]): readonly ClaimBody[] {
    // A wait that began and ended in one moment is told of while the holder still has its lock.
    const known = this.#waits.get(one.statement) ?? one.waits.flatMap((wait) => this.#takenBy(wait, one));
    const waited = known.map(afterwards);
    return [...waited, ...this.#readBy(one, now), ...this.#assigned(one, now, finished)];
  }

  #deadlocksOf(
    { evidence: { deadlock, earlierDeadlocks = [] } }: Settled,
    moved: readonly Sent[],
  ): readonly Fatal[] {
    const reports = [...earlierDeadlocks, ...(deadlock ? [deadlock] : [])];
    const fresh = reports.filter(({ id }) => !this.#reported.has(id));
    for (const { id } of fresh) this.#reported.add(id);
    return this.#moment === 0 ? [] : fresh.flatMap((one) => this.#deadlocked(one, moved) ?? []);
  }

  /** Claimed of the victim's statement; a procedure may hide its error. */
  #deadlocked(deadlock: DeadlockReport, moved: readonly Sent[]): Fatal | undefined {
    const { victim } = deadlock;
    const waiting = deadlock.circle.flatMap((one) => {
      const sent =
        this.#inDeadlock(moved.filter(({ session }) => session === one.session)) ??
        this.#flights.get(one.session);
      return sent ? [{ ...one, sent }] : [];
    });
    const closing = only(
      waiting.filter(({ sent }) => (this.#stood.get(sent.statement) ?? standsNot) === standsNot),
    );
    const circle = waiting.map(({ session, waits: lock, heldMode, queued, sent }) => ({
      session,
      lock,
      ...(heldMode !== undefined && { heldMode }),
      ...(queued && { queued }),
      with: sent.place,
      ...(sent === closing?.sent && { closes: true as const }),
    }));
    const at = circle.find(({ session }) => session === victim)?.with.statement;
    if (at === undefined || circle.length !== deadlock.circle.length) return undefined;
    return { at, body: { kind: 'deadlock', victim, circle } };
  }

  /** Of what a session has done in the moment: its application may have rolled back behind it. */
  #inDeadlock(own: readonly Sent[]): Sent | undefined {
    const isRefused = ({ outcome }: Sent) =>
      outcome?.kind === 'error' && outcome.errno === serverErrors.deadlock;
    return own.find(isRefused) ?? own.find(({ statement }) => this.#stood.has(statement)) ?? only(own);
  }

  #readBy(reader: Sent, now: Settled): readonly ClaimBody[] {
    const question = this.#questions.get(reader.statement);
    const asked = now.evidence.asked.find(({ statement }) => statement === reader.statement);
    if (question === undefined || asked === undefined) return [];
    const { outcome } = reader;
    if (question.locks !== undefined) {
      const { locks } = now;
      const read = {
        reader,
        locking: question.locks,
        asked,
        isFlat: question.isFlat,
        locks,
        takers: this.#takers,
        versions: this.#versions,
      };
      return outcome?.kind === 'error' ? refusedBy(read) : passedOver(read);
    }
    return outcome?.kind === 'rows'
      ? readClaims(
          { reader, outcome, asked, isFlat: question.isFlat },
          {
            moment: this.#moment,
            versions: this.#versions,
            transactions: this.#transactions,
            snapshots: this.#snapshots,
          },
        )
      : [];
  }

  /** The variables that a statement gave other values, when its session sent no other meanwhile. */
  #assigned(one: Sent, { evidence }: Settled, finished: readonly Sent[]): readonly ClaimBody[] {
    const own = finished.filter(({ session }) => session === one.session);
    if (one.outcome === undefined || only(own) !== one) return [];
    const before = new Map(
      this.#variables.map((variable) => [`${variable.session} ${variable.name}`, variable.value]),
    );
    return evidence.variables
      .filter(
        ({ session, name, value }) => session === one.session && before.get(`${session} ${name}`) !== value,
      )
      .map(({ session, name, value }) => ({ kind: 'assigned', session, name, value }));
  }
}

const isOfTemporary = (sql: string): boolean => /\btemporary\b/i.test(sql);

/** SET, but of a level, of autocommit, of patience or of one @variable: these do not change what a SELECT means. */
const setsReading = (sql: string): boolean =>
  verbOf(sql) === 'SET' &&
  (sql.includes(',') ||
    !/^\s*set\s+(?:@\w|(?:session\s+|local\s+|@@(?:session\.|local\.)?)?(?:autocommit|transaction|transaction_isolation|(?:innodb_)?lock_wait_timeout)\b)/i.test(
      sql,
    ));

const sentIn = (event: Extract<LabEvent, { readonly type: 'statement-sent' }>, programs: Programs): Sent => {
  const { statement, session, sql, step, values } = event;
  const place = { statement, ...(step !== undefined && { step }), verb: verbOf(sql) };
  return {
    statement,
    session,
    sql,
    ...(values && { values }),
    place,
    programs,
    waits: [],
  };
};

/** Two locks may be told in the same words. */
const isSaidFirst = ({ says }: Claim, at: number, all: readonly Claim[]): boolean =>
  all.findIndex((one) => one.says === says) === at;

const isSameWait = (a: ClaimBody, b: ClaimBody): boolean =>
  a.kind === 'lock-taken' &&
  b.kind === 'lock-taken' &&
  a.holder === b.holder &&
  a.heldMode === b.heldMode &&
  JSON.stringify(a.lock) === JSON.stringify(b.lock);

const afterwards = (body: ClaimBody): ClaimBody => {
  if (body.kind !== 'lock-taken') return body;
  const { open: _, ...rest } = body;
  return { ...rest, waits: false };
};
