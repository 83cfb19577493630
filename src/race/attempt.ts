import { branchFor, isError, meets } from '../engine/condition.ts';
import { keptOf } from '../engine/kept.ts';
import { type ErrorOutcome, type LostOutcome, type Outcome, serverErrors } from '../engine/outcome.ts';
import { errandOf, type Reach, sqlErrand } from '../engine/run/errands.ts';
import { isOverFor, type Over, passedOver } from '../engine/run/passed-over.ts';
import { beginsTransaction, endsTransaction } from '../engine/transaction-statements.ts';
import type { Handler, HandlerStep } from '../lesson/handler.ts';
import type { Answer, Values } from '../lesson/step.ts';
import { filled, filledFields } from '../lesson/values.ts';
import { errorWords, type HttpReply, type ReplySource, type StepTrace } from './served.ts';
import { within } from './within.ts';

/**
 * A step's limit is for its work, and in a burst nobody tells work from waiting: so it may wait as long as MySQL
 * lets an application wait by default, too.
 * https://dev.mysql.com/doc/refman/9.7/en/innodb-parameters.html#sysvar_innodb_lock_wait_timeout
 */
const lockWaitMs = 50_000;

/** A rollback of a few rows takes no time; one that does not end is a server in trouble. In ms. */
const rollbackMs = 10_000;

/** What one try of a request came to. `error` is one that nothing caught; `isListed` for errors to retry after. */
export type AttemptEnd =
  | { readonly kind: 'answered'; readonly reply: HttpReply; readonly source: ReplySource }
  | {
      readonly kind: 'failed';
      readonly error: ErrorOutcome;
      readonly step: string;
      readonly isListed: boolean;
    }
  | { readonly kind: 'lost'; readonly error: LostOutcome; readonly step: string }
  | { readonly kind: 'silent' };

/** One try of a request: the handler's steps in order, on one worker, by the same rules as in a stepped lesson. */
export class Attempt {
  readonly #handler: Handler;
  readonly #reach: Reach;
  readonly #start: () => Promise<void>;
  readonly #outcomes = new Map<string, Outcome>();
  readonly #steps: StepTrace[] = [];
  #known: Values;
  #over: Over | undefined;
  #transactionGone = false;
  /** Inside a transaction, by the statements' own words. */
  #open = false;
  #deadlocks = 0;
  #end: AttemptEnd = { kind: 'silent' };

  constructor(
    handler: Handler,
    values: Values,
    { reach, start }: { readonly reach: Reach; readonly start: () => Promise<void> },
  ) {
    this.#handler = handler;
    this.#known = values;
    this.#reach = reach;
    this.#start = start;
  }

  get steps(): readonly StepTrace[] {
    return this.#steps;
  }

  get deadlocks(): number {
    return this.#deadlocks;
  }

  async run(): Promise<AttemptEnd> {
    for (const step of this.#handler.steps) {
      if (isOverFor(step, this.#over)) continue;
      const because = this.#passedOver(step);
      if (because === 'transaction-gone' && endsTransaction(step.sql)) this.#transactionGone = false;
      if (because !== undefined) continue;
      if (!isHarmless(step)) await this.#start();
      await this.#take(step);
    }
    // Whoever gets this connection next must not find a transaction on it.
    await this.#rollBack();
    return this.#end;
  }

  #passedOver(step: HandlerStep) {
    const outcomeOf = (name: string) => this.#outcomes.get(name);
    return passedOver(step, { transactionGone: this.#transactionGone, outcomeOf });
  }

  async #take(step: HandlerStep): Promise<void> {
    const { name, sql, does, limitMs } = step;
    const outcome = await this.#traced(name, () =>
      does?.kind === 'work'
        ? this.#work(does.ms)
        : within(limitMs + lockWaitMs, errandOf(step, this.#known, this.#reach).errand, this.#reach),
    );
    this.#outcomes.set(name, asConditionsSee(outcome));
    if (does === undefined) this.#follow(sql, outcome);
    this.#known = { ...this.#known, ...keptOf(step.keep, outcome) };
    await this.#apply(step, outcome);
  }

  /** In a burst other slow work really takes its time. */
  async #work(ms: number): Promise<Outcome> {
    await this.#reach.clock.delay(ms);
    return { kind: 'ok', affected: 0, warnings: 0, info: '' };
  }

  /** What became of the transaction. */
  #follow(sql: string, outcome: Outcome): void {
    const before = this.#open;
    const isVictim = outcome.kind === 'error' && outcome.errno === serverErrors.deadlock;
    // The server says so with what it has done; rows and other errors neither begin a transaction nor end it.
    this.#open = this.#reach.session.inTransaction ?? (before && !isVictim);
    if (beginsTransaction(sql)) this.#transactionGone = false;
    if (!isVictim) return;
    this.#deadlocks++;
    this.#transactionGone ||= before;
  }

  /** The application's part: reject, answer, give up. Its last answer counts; none after it has given up. */
  async #apply(step: HandlerStep, outcome: Outcome): Promise<void> {
    const { name } = step;
    if (outcome.kind === 'lost') {
      this.#over = 'lost';
      if (this.#end.kind !== 'answered') this.#end = { kind: 'lost', error: outcome, step: name };
      return;
    }
    if (this.#over !== undefined) return;
    const branch = branchFor(step, outcome);
    if (branch !== undefined) {
      this.#over = 'rejected';
      this.#answer(branch.answer, { kind: 'rejected', step: name });
      await this.#rollBack();
    } else if (outcome.kind === 'error') {
      const isListed = this.#handler.retry?.on.some((error) => isError(outcome, error)) ?? false;
      if (!isListed && this.#isCaught(step, outcome)) return;
      this.#over = 'failed';
      this.#end = { kind: 'failed', error: outcome, step: name, isListed };
      await this.#rollBack();
    } else if (step.answer !== undefined) {
      this.#answer(step.answer, { kind: 'answer', step: name });
    }
  }

  /**
   * A later step is there for just this error, as an application's `catch` is; or it is a `finally` that failed
   * to tidy up, which does not change what was done.
   */
  #isCaught({ name, always, onError }: HandlerStep, outcome: Outcome): boolean {
    const isAwaited = this.#handler.steps.some(({ when }) => when?.step === name && meets(outcome, when.is));
    return onError === 'continue' && (isAwaited || always === true);
  }

  #answer(answer: Answer, source: ReplySource): void {
    const usual = source.kind === 'rejected' ? 409 : 200;
    const reply =
      typeof answer === 'string'
        ? { status: usual, json: { message: filled(answer, this.#known) } }
        : { status: answer.status, json: filledFields(answer.json, this.#known) };
    this.#end = { kind: 'answered', reply, source };
  }

  async #rollBack(): Promise<void> {
    if (!this.#open || this.#over === 'lost') return;
    const outcome = await this.#traced('rollback', () =>
      within(rollbackMs, sqlErrand(this.#reach, 'ROLLBACK'), this.#reach),
    );
    this.#open = false;
    if (outcome.kind === 'lost') this.#over = 'lost';
  }

  async #traced(step: string, work: () => Promise<Outcome>): Promise<Outcome> {
    const { clock } = this.#reach;
    const from = clock.now();
    const outcome = await work();
    const error = errorWords(outcome);
    this.#steps.push({ step, from, to: clock.now(), ...(error !== undefined && { error }) });
    return outcome;
  }
}

/** Conditions look at the first row; a burst has many requests, and each may read a lot. */
const asConditionsSee = (outcome: Outcome): Outcome =>
  outcome.kind === 'rows' ? { ...outcome, rows: outcome.rows.slice(0, 1) } : outcome;

/** It begins a transaction and takes neither a lock nor a snapshot. https://dev.mysql.com/doc/refman/9.7/en/commit.html */
const isHarmless = ({ sql, does }: HandlerStep): boolean =>
  does === undefined && beginsTransaction(sql) && !/consistent\s+snapshot/i.test(sql);
