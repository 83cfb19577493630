import { UserError } from '../../errors.ts';
import type { Script } from '../../lesson/script.ts';
import { answerWords } from '../../lesson/values.ts';
import { Allowance } from '../allowance.ts';
import type { Happened } from '../anomaly.ts';
import { isRetriedOn } from '../attempts.ts';
import { branchFor } from '../condition.ts';
import {
  eventFormat,
  isWhole,
  type LabEvent,
  type LabEventBody,
  type Observation,
  type RunStarted,
  type Settled,
  type StatementSent,
  type UserVariable,
} from '../events.ts';
import { PromiseFailed } from '../failed-sql.ts';
import { happenedIn } from '../happened/happened.ts';
import type { Suppose } from '../happened/suppose.ts';
import { History } from '../history/history.ts';
import { keptOf, valuesOf } from '../kept.ts';
import type { Outcome } from '../outcome.ts';
import type { Clock, LabServer, RedisSession, Sandbox, Session, TableContents } from '../ports.ts';
import { initialState, reduce } from '../reduce.ts';
import type { SentTo } from '../sent.ts';
import { sharing } from '../share.ts';
import type { Sights } from '../sight.ts';
import type { LabState } from '../state.ts';
import { endOrder } from './end-order.ts';
import { errandOf, type Reach, sqlErrand } from './errands.ts';
import { type Errand, type Flight, Flights } from './flights.ts';
import { NotFree } from './not-free.ts';
import { observe, observeEnd } from './observe.ts';
import { type Plan, planNext, plannedSkip, planOf } from './plan.ts';
import { askingWhoCommitted } from './session-ends.ts';
import { settle } from './settle.ts';
import { someTimeIsUp } from './time-up.ts';
import { upcoming } from './upcoming.ts';

export interface RunOptions {
  readonly script: Script;
  readonly server: LabServer;
  readonly clock: Clock;
  /** Called for every event, in order, also between steps: a lock wait can end with no key pressed. */
  readonly emit: (event: LabEvent, state: LabState) => void;
  /**
   * everything: rows, transactions and locks at the beginning and whenever everything is settled; what a screen needs.
   * outcomes: rows at the end alone, more than twice as fast; answers, waits, losses and the end are the same.
   */
  readonly evidence?: 'everything' | 'outcomes';
  /** In a run for its outcomes: at the end the rows of all tables are read, not only of those that the script watches. */
  readonly everyTable?: boolean;
  /** It is over only when nothing of it is at work any more: another run, of which it is a copy, goes on beside it. */
  readonly isAside?: boolean;
  /** Sent in each session before its first step, and told to nobody. */
  readonly prelude?: (session: string) => readonly string[];
  /** Called when the run breaks down while nobody awaits a step, for instance when the server dies. */
  readonly onBroken?: (error: unknown) => void;
  /** Ends the start, also in the middle of a setup that takes for ever. Later it is of no account. */
  readonly signal?: AbortSignal;
}

type Origin = Pick<Flight, 'session' | 'by' | 'step'> & Pick<StatementSent, 'outOfTurn'>;

/** Every session's own. */
export interface Connections {
  readonly sessions: ReadonlyMap<string, Session>;
  /** Where the script talks to Redis. */
  readonly redis: ReadonlyMap<string, RedisSession>;
}

/** A statement of the user's own that is still to be sent. */
interface Wanted {
  readonly session: string;
  readonly send: () => void;
}

/** How long a statement that the user typed may run, in ms; it can be cancelled at any time before. */
const userLimitMs = 60_000;

/**
 * One run of a script. Steps are taken one at a time, each until everything is settled; between steps
 * the run goes on listening, and what happens is told through `emit`.
 */
export class LessonRun implements AsyncDisposable {
  readonly #options: RunOptions;
  readonly #sandbox: Sandbox;
  readonly #connections: Connections;
  readonly #flights: Flights;
  readonly #begunAt: number;
  readonly #allowance = new Allowance();
  readonly #history = new History();
  #state: LabState;
  #queue: Promise<unknown> = Promise.resolve();
  /** Statements of the user's own that are not sent yet, as they came. */
  #wanted: readonly Wanted[] = [];
  #closed = false;

  constructor(
    options: RunOptions,
    sandbox: Sandbox,
    connections: Connections,
    observation: RunStarted['observation'],
  ) {
    this.#options = options;
    this.#sandbox = sandbox;
    this.#connections = connections;
    this.#begunAt = options.clock.now();
    const begin = this.#kept({
      at: 0,
      type: 'run-started',
      format: eventFormat,
      script: options.script,
      server: options.server.about,
      ...(sandbox.redis && { redis: sandbox.redis.about }),
      ...(sandbox.schema !== undefined && { schema: sandbox.schema }),
      observation,
    } as const);
    this.#state = initialState(begin);
    this.#history.follow(begin);
    options.emit(begin, this.#state);
    this.#flights = new Flights(connections.sessions, options.clock, {
      onChange: () => this.#listen(),
      keep: (outcome) => this.#allowance.outcomeOf(outcome),
    });
  }

  get state(): LabState {
    return this.#state;
  }

  /** It was disposed of, and nothing happens in it any more. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** What `next` would do. */
  get plan(): Plan {
    return planNext(this.#state);
  }

  /**
   * Takes the next step that can be taken and returns once everything is settled; steps that are skipped
   * or deferred on the way are told. When nothing is left, the run is finished. Calls queue up.
   */
  next(): Promise<LabState> {
    return this.#enqueue(async () => {
      if (this.#state.finished === undefined && !this.#closed) await this.#takeNext();
      return this.#state;
    });
  }

  /**
   * Takes the next step of this session, wherever the script has it, and returns once everything is settled; the script
   * goes on from there. Does nothing when the session has no step left.
   *
   * @throws UserError when the session's turn cannot come: it waits, or is at work.
   */
  take(session: string): Promise<LabState> {
    return this.#enqueue(async () => {
      if (this.#state.finished === undefined && !this.#closed) await this.#takeOf(session);
      return this.#state;
    });
  }

  /** Whether a session is inside a transaction, where the server has said so with its last answer. */
  toldInside(session: string): boolean | undefined {
    return this.#connections.sessions.get(session)?.inTransaction;
  }

  /** Whose connection has which number. */
  get connections(): ReadonlyMap<string, string> {
    return new Map(
      [...this.#connections.sessions].map(([name, { connectionId }]) => [String(connectionId), name]),
    );
  }

  /** The sessions that are inside a transaction: the observer is asked. */
  async inside(): Promise<readonly string[]> {
    const open = await this.#sandbox.observer.transactions();
    return open.flatMap(({ session, autocommit }) => (autocommit ? [] : [session]));
  }

  /** The tables, and where they have ids that the server hands out. */
  contents(): Promise<readonly TableContents[]> {
    return this.#sandbox.observer.contents();
  }

  /** The sessions' @variables now. */
  variables(): Promise<readonly UserVariable[]> {
    return this.#sandbox.observer.variables();
  }

  /**
   * Sends a statement of the user's own in a session, beside the script, and returns once everything is
   * settled. The script goes on from there with whatever the statement has changed. Nobody's is kept back by another
   * session that is at work: as soon as that is seen, it is sent.
   *
   * @throws NotFree when the session has a statement in flight or lost its connection.
   */
  submit(session: string, sql: string): Promise<LabState> {
    const wanted: Wanted = { session, send: () => this.#sendSql({ session, by: 'user' }, sql) };
    this.#wanted = [...this.#wanted, wanted];
    this.#flights.wake();
    return this.#enqueue(async () => {
      if (!this.#wanted.includes(wanted) || this.#closed) return this.#state;
      this.#wanted = this.#wanted.filter((one) => one !== wanted);
      const { status } = this.#state.sessions.find((one) => one.name === session) ?? { status: 'unknown' };
      if (status !== 'idle') {
        throw new NotFree(session, status);
      }
      wanted.send();
      await this.#settle();
      return this.#state;
    });
  }

  get #sendable(): readonly Wanted[] {
    const free = this.#state.sessions.flatMap(({ name, status }) => (status === 'idle' ? [name] : []));
    return this.#wanted.filter(({ session }, at) => {
      const isFirst = this.#wanted.findIndex((one) => one.session === session) === at;
      return isFirst && free.includes(session);
    });
  }

  /** Sends what can be sent now, while others are in flight. */
  #sendWanted(): void {
    const sendable = this.#sendable;
    this.#wanted = this.#wanted.filter((one) => !sendable.includes(one));
    for (const { send } of sendable) send();
  }

  /**
   * Ends the statement that a session has in flight, with KILL QUERY, and returns once everything is settled.
   * Does nothing when it has none.
   */
  async cancel(session: string): Promise<LabState> {
    const flight = this.#flights.of(session);
    if (flight === undefined) return this.#state;
    await this.#flights.cancel(flight, 'user');
    await this.#flights.ended(flight);
    return this.#enqueue(async () => {
      if (this.#flights.hasNews && !this.#closed) await this.#settle();
      return this.#state;
    });
  }

  /** Tells what the sessions would read, unless something has happened since `of`. */
  lookedAside(of: LabState, sights: Sights): Promise<LabState> {
    return this.#enqueue(async () => {
      if (this.#state === of) this.#tell({ type: 'looked-aside', sights });
      return this.#state;
    });
  }

  /** Takes every step that is left. */
  async finish(): Promise<LabState> {
    while (this.#state.finished === undefined && !this.#closed) await this.next();
    return this.#state;
  }

  /** Ends everything and removes the sandbox. Safe to call at any time, and twice. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#flights.wake();
    await this.#sandbox[Symbol.asyncDispose]();
  }

  async #takeNext(): Promise<void> {
    const plan = this.#passOver();
    let seen: Settled['observation'] = {};
    if (plan.kind === 'stuck') {
      const isWanted = () => this.#sendable.length > 0;
      if (!(await someTimeIsUp({ ...this.#settling, isWanted }))) return this.#endStuck();
      this.#sendWanted();
      seen = await this.#settle();
    }
    if (plan.kind === 'take') seen = await this.#takeStep(plan.step);
    if (this.#closed || this.#flights.size > 0) return;
    if (['skip', 'again', 'done'].includes(this.plan.kind)) {
      if (this.#passOver().kind === 'done') await this.#tellFinished('complete', seen);
    }
  }

  async #takeOf(session: string): Promise<void> {
    let plan = planOf(this.#state, session);
    for (; plan.kind === 'skip'; plan = planOf(this.#state, session)) this.#tellSkip(plan);
    if (plan.kind === 'blocked') {
      throw new UserError(`It cannot be ${session}'s turn now: its statement is not over.`, {
        next: ['Let another session go next.'],
      });
    }
    const seen = plan.kind === 'take' ? await this.#takeStep(plan.step, this.#inTurn(plan.step)) : {};
    if (this.#closed) return;
    for (let skip = plannedSkip(this.#state); skip; skip = plannedSkip(this.#state)) this.#tellSkip(skip);
    if (this.#flights.size > 0) return;
    const next = this.plan;
    if (next.kind === 'again') this.#tellAgain(next);
    if (next.kind === 'done') await this.#tellFinished('complete', seen);
  }

  /** Nothing, where the script's own order has this step next, too. */
  #inTurn(index: number): { readonly outOfTurn?: true } {
    const next = upcoming(this.#state);
    return next.kind === 'take' && next.step === index ? {} : { outOfTurn: true };
  }

  async #takeStep(
    index: number,
    inTurn: { readonly outOfTurn?: true } = {},
  ): Promise<Settled['observation']> {
    const step = this.#step(index);
    const { session } = step;
    const { errand, sent } = errandOf(step, valuesOf(this.#state, session), this.#reachOf(session));
    const flight = this.#send({ session, by: 'script', step: index, ...inTurn }, sent, errand);
    return await this.#settle(step.until === 'finished' ? flight : undefined);
  }

  #tellSkip({ step, because }: Extract<Plan, { readonly kind: 'skip' }>): void {
    this.#tell({ type: 'step-skipped', step, session: this.#step(step).session, because });
  }

  #tellAgain({ session, attempt }: Extract<Plan, { readonly kind: 'again' }>): void {
    this.#tell({ type: 'tries-again', session, attempt });
  }

  /** Tells what cannot be taken now and who tries again, up to the next step that can be taken. */
  #passOver(): Exclude<Plan, { readonly kind: 'skip' | 'defer' | 'again' }> {
    for (;;) {
      const plan = planNext(this.#state);
      if (plan.kind === 'skip') {
        this.#tellSkip(plan);
      } else if (plan.kind === 'defer') {
        this.#tell({ type: 'step-deferred', step: plan.step, session: this.#step(plan.step).session });
      } else if (plan.kind === 'again') {
        this.#tellAgain(plan);
      } else {
        return plan;
      }
    }
  }

  /** Nobody is left who could free the blocked statements: end them, and say so. */
  async #endStuck(): Promise<void> {
    const order = endOrder(this.#flights.unanswered, await this.#sandbox.observer.waits());
    for (const flight of order) await this.#flights.cancel(flight, 'stuck');
    const seen = await this.#settle();
    for (const [step, { status }] of this.#state.steps.entries()) {
      if (status !== 'pending' && status !== 'deferred') continue;
      this.#tell({ type: 'step-skipped', step, session: this.#step(step).session, because: 'stuck' });
    }
    await this.#tellFinished('stuck', seen);
  }

  /** `seen`: what was observed since the last statement was answered. */
  async #tellFinished(end: 'complete' | 'stuck', seen: Settled['observation']): Promise<void> {
    const { script } = this.#state;
    const { invariant } = script;
    const asked = invariant && askingWhoCommitted(invariant.violations, this.#state);
    if (this.#options.evidence === 'outcomes') {
      const { everyTable = false } = this.#options;
      const observed = (query: string | undefined) => observeEnd(this.#sandbox, script, query, everyTable);
      const { unasked, ...seenAtEnd } = await this.#unlessTaken(
        () => observed(asked),
        () => observed(undefined),
      );
      const { violations, ...observation } = seenAtEnd;
      return this.#tell({
        type: 'run-finished',
        end,
        observation,
        ...(violations && { violations }),
        ...(unasked !== undefined && { unasked }),
      });
    }
    const promise =
      asked === undefined
        ? {}
        : await this.#unlessTaken(
            async () => ({ violations: await this.#sandbox.observer.query(asked) }),
            async () => ({}),
          );
    const observation = isWhole(seen) ? seen : await observe(this.#sandbox, script);
    const { transactions } = this.#history;
    const happened = await this.#happened();
    this.#tell({
      type: 'run-finished',
      end,
      observation,
      ...promise,
      ...(transactions && { transactions }),
      ...(happened && { happened }),
    });
  }

  /** What the invariant reads may be gone with a statement of the user's own: that is no fault of the lesson. */
  async #unlessTaken<T extends object>(
    ask: () => Promise<T>,
    otherwise: () => Promise<T>,
  ): Promise<T & { readonly unasked?: string }> {
    try {
      return await ask();
    } catch (error) {
      const isOwn = this.#state.timeline.some((one) => one.kind === 'statement' && one.by === 'user');
      if (!isOwn || !(error instanceof PromiseFailed)) throw error;
      const { said, advice } = error.failure;
      return { ...(await otherwise()), unasked: advice ?? said };
    }
  }

  async #happened(): Promise<Happened | undefined> {
    const { findings } = this.#history;
    const asksRedis = this.#state.timeline.some((one) => one.kind === 'statement' && one.to === 'redis');
    const suppose: Suppose = (questions) => this.#sandbox.observer.suppose(questions);
    return findings && (await happenedIn(findings, suppose, asksRedis));
  }

  #sendSql(request: Origin, sql: string): Flight {
    return this.#send(request, { sql }, sqlErrand(this.#reachOf(request.session), sql));
  }

  #send(request: Origin, sent: SentTo, errand: Errand): Flight {
    const flight = this.#flights.send(request, errand);
    this.#tell({ type: 'statement-sent', statement: flight.statement, ...request, ...sent });
    return flight;
  }

  #reachOf(name: string): Reach {
    const session = this.#connections.sessions.get(name);
    if (session === undefined) throw new Error(`No session ${name}`);
    const { redis: keys } = this.#sandbox;
    return { session, redis: this.#connections.redis.get(name), keys, clock: this.#options.clock };
  }

  /** Returns what was observed then. */
  async #settle(mustFinish?: Flight): Promise<Settled['observation']> {
    let observation: Settled['observation'];
    let autocommitOff: readonly string[];
    do {
      await this.#settleOnce(mustFinish);
      if (this.#closed) return {};
      observation = await this.#observe();
      autocommitOff = this.#mayBeGone ? await this.#sandbox.observer.autocommitOff() : [];
      // Meanwhile a session may have been lost: what was observed is that, and not how things are.
    } while (this.#flights.hasNews && !this.#closed);
    this.#tell({ type: 'settled', observation, ...(autocommitOff.length > 0 && { autocommitOff }) });
    return observation;
  }

  get #settling() {
    return {
      flights: this.#flights,
      observer: this.#sandbox.observer,
      clock: this.#options.clock,
      limitMs: ({ step }: Flight) => (step === undefined ? userLimitMs : this.#step(step).limitMs),
      isClosed: () => this.#closed,
    };
  }

  async #settleOnce(mustFinish: Flight | undefined): Promise<void> {
    await settle({
      ...this.#settling,
      tell: (body) => this.#tell(body),
      onFinished: (flight, outcome) => this.#applyApplication(flight, outcome),
      onAtWork: () => this.#sendWanted(),
      ...(mustFinish && { mustFinish }),
    });
  }

  async #observe(): Promise<Settled['observation']> {
    const { observer } = this.#sandbox;
    if (this.#options.evidence !== 'outcomes')
      return await observe(this.#sandbox, this.#state.script, this.#history.questions());
    await observer.notice();
    return this.#transactionsMatter ? { transactions: await observer.transactions() } : {};
  }

  /**
   * Whether somebody was in a transaction is asked for later only of a deadlock's victim, and a deadlock needs one who
   * waits already; and of a step after which the application may give up, unless its session was told anyway.
   */
  get #transactionsMatter(): boolean {
    if (this.#flights.size > 0 || this.#mayBeGone) return true;
    const plans = this.#state.sessions.map(({ name }) => planOf(this.#state, name));
    return plans.some((plan) => {
      if (plan.kind !== 'take') return plan.kind !== 'done';
      const { rejectIf, onError, session } = this.#step(plan.step);
      const isTold = this.toldInside(session) !== undefined;
      const mayGiveUp = rejectIf.length > 0 || onError === 'stop' || this.#state.script.retry !== undefined;
      return !isTold && mayGiveUp;
    });
  }

  /** Somebody may have lost a transaction, and has steps left. */
  get #mayBeGone(): boolean {
    const { sessions, steps, script } = this.#state;
    const gone = sessions.flatMap(({ name, transactionGone }) => (transactionGone ? [name] : []));
    return steps.some(
      ({ status }, at) =>
        (status === 'pending' || status === 'deferred') && gone.includes(script.steps[at]?.session ?? ''),
    );
  }

  /** The application's part after a statement: reject, answer, or give up. */
  #applyApplication(flight: Flight, outcome: Outcome): void {
    const { session, by, step: index } = flight;
    if (by !== 'script' || index === undefined || outcome.kind === 'lost') return;
    const step = this.#step(index);
    const branch = branchFor(step, outcome);
    const givesUp =
      branch === undefined &&
      outcome.kind === 'error' &&
      (step.onError === 'stop' || this.#failsWith(session, outcome));
    if (branch !== undefined || givesUp) {
      const known = this.#state.sessions.some((one) => one.name === session && one.transaction !== undefined);
      if (flight.inTransaction ?? known)
        this.#sendSql({ session, by: 'application', step: index }, 'ROLLBACK');
    }
    // The answer may speak of what this very statement has brought.
    const values = { ...valuesOf(this.#state, session), ...keptOf(step.keep, outcome) };
    if (branch !== undefined) {
      const answer = answerWords(branch.answer, values);
      this.#tell({ type: 'answered', session, step: index, answer, rejected: true });
    } else if (givesUp) {
      this.#tell({ type: 'gave-up', session, step: index });
    } else if (outcome.kind !== 'error' && step.answer !== undefined) {
      const answer = answerWords(step.answer, values);
      this.#tell({ type: 'answered', session, step: index, answer, rejected: false });
    }
  }

  /** With such an error the attempt is over; once it is, nothing else is made of what still goes wrong. */
  #failsWith(session: string, outcome: Outcome): boolean {
    const { sessions, script } = this.#state;
    const isOver = sessions.some(({ name, over }) => name === session && over !== undefined);
    return !isOver && isRetriedOn(script, outcome);
  }

  #step(index: number) {
    const step = this.#state.script.steps[index];
    if (step === undefined) throw new Error(`No step ${index}`);
    return step;
  }

  #tell(body: LabEventBody): void {
    if (this.#closed) return;
    const at = this.#options.clock.now() - this.#begunAt;
    const event = this.#withClaims({ at, ...this.#kept(body, this.#state.observation) });
    this.#state = reduce(this.#state, event);
    this.#options.emit(event, this.#state);
  }

  #withClaims(event: LabEvent): LabEvent {
    const seen = this.#history.follow(event);
    if (event.type !== 'settled') return event;
    const { snapshots } = this.#history;
    return {
      ...event,
      ...(seen.length > 0 && { seen }),
      ...(snapshots.length > 0 && { snapshots }),
    };
  }

  #kept<Body extends LabEventBody>(body: Body, before?: Observation): Body {
    return sharing(body, before, (now, was) => this.#allowance.observationOf(now, was));
  }

  /** Something came in. When no step is being taken, settle all the same: the screen must follow. */
  #listen(): void {
    if (this.#closed) return;
    this.#enqueue(async () => {
      if (this.#flights.hasNews && !this.#closed) await this.#settle();
    }).catch((error: unknown) => this.#options.onBroken?.(error));
  }

  #enqueue<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(task);
    this.#queue = result.catch(() => {});
    return result;
  }
}
