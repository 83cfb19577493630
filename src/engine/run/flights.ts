import type { CancelReason, Outcome } from '../outcome.ts';
import { serverErrors } from '../outcome.ts';
import type { Clock, Session } from '../ports.ts';

/** A statement that was sent and whose answer has not been told yet. */
export interface Flight {
  readonly statement: number;
  readonly session: string;
  readonly by: 'script' | 'application' | 'user';
  /** Index of the step it belongs to; none for a statement that the user typed. */
  readonly step?: number;
  readonly sentAt: number;
  /** Whether its session had a transaction open, where the server has said so. */
  readonly inTransaction?: boolean;
  answer?: {
    readonly outcome: Outcome;
    readonly at: number;
    /** By the server's word: with it the locks of its transaction were let go. */
    readonly endsTransaction: boolean;
  };
  blockedAt?: number;
  /** When it was last known to wait: from then on its time to work is counted. */
  waitedUntil?: number;
  /** What was last told of it, to tell only changes: its waits as text, or that it is at work. */
  told?: string;
  cancelled?: CancelReason;
}

/** What is done in a session, once, and how it is ended before its time. Never rejects. */
export interface Errand {
  run(): Promise<Outcome>;
  cancel(): Promise<void>;
}

interface Loss {
  readonly session: string;
  readonly message: string;
}

export interface FlightsOptions {
  /** Something has come in. */
  readonly onChange: () => void;
  /** What is kept of an outcome. */
  readonly keep: (outcome: Outcome) => Outcome;
}

/** The statements in flight, at most one a session, and what has come in but is not told yet. */
export class Flights {
  readonly #sessions: ReadonlyMap<string, Session>;
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #keep: FlightsOptions['keep'];
  readonly #flights = new Map<string, Flight>();
  readonly #lost: Loss[] = [];
  readonly #known = new Set<string>();
  readonly #ends = new WeakMap<Flight, Promise<void>>();
  readonly #errands = new WeakMap<Flight, Errand>();
  #sent = 0;
  #changes = 0;
  #wake: () => void = () => {};

  constructor(sessions: ReadonlyMap<string, Session>, clock: Clock, { onChange, keep }: FlightsOptions) {
    this.#sessions = sessions;
    this.#clock = clock;
    this.#onChange = onChange;
    this.#keep = keep;
    for (const [name, session] of sessions) void this.#watch(name, session);
  }

  /** Counts answers and losses, so that a reading of the locks that they overtook can be thrown away. */
  get changes(): number {
    return this.#changes;
  }

  get size(): number {
    return this.#flights.size;
  }

  get all(): readonly Flight[] {
    return [...this.#flights.values()];
  }

  get unanswered(): readonly Flight[] {
    return this.all.filter((flight) => flight.answer === undefined);
  }

  get hasNews(): boolean {
    return this.#lost.length > 0 || this.all.some((flight) => flight.answer !== undefined);
  }

  of(session: string): Flight | undefined {
    return this.#flights.get(session);
  }

  isInFlight(flight: Flight): boolean {
    return this.#flights.get(flight.session) === flight;
  }

  send(request: Pick<Flight, 'session' | 'by' | 'step'>, errand: Errand): Flight {
    const { session } = request;
    if (this.#flights.has(session)) throw new Error(`Session ${session} is busy`);
    const inTransaction = this.#sessions.get(session)?.inTransaction;
    const flight: Flight = {
      statement: this.#sent++,
      ...request,
      sentAt: this.#clock.now(),
      ...(inTransaction !== undefined && { inTransaction }),
    };
    this.#flights.set(session, flight);
    this.#errands.set(flight, errand);
    this.#ends.set(flight, this.#await(flight, errand));
    return flight;
  }

  /**
   * Takes out what has come in, in an order that does not depend on which socket was read first: the newest
   * statement, if it ended a transaction (who waited for that went on only then, and perhaps into a deadlock); a
   * deadlock's victims, and those whose time to wait was up (their end freed the others); else the newest (it freed the
   * older ones that waited); then the others as they were sent.
   */
  takeAnswered(): readonly Flight[] {
    const answered = this.all.filter((flight) => flight.answer !== undefined);
    for (const flight of answered) this.#flights.delete(flight.session);
    const newest = Math.max(...answered.map((flight) => flight.statement));
    const rank = (flight: Flight): number => {
      const isNewest = flight.statement === newest;
      if (isNewest && flight.answer?.endsTransaction) return 0;
      if (gaveUp(flight)) return 1;
      return isNewest ? 2 : 3;
    };
    return answered.toSorted((a, b) => rank(a) - rank(b) || a.statement - b.statement);
  }

  /** The sessions whose connection died, each once, whether a statement or an idle connection showed it. */
  takeLost(): readonly Loss[] {
    return this.#lost.splice(0);
  }

  async cancel(flight: Flight, reason: CancelReason): Promise<void> {
    if (flight.cancelled !== undefined || flight.answer !== undefined) return;
    flight.cancelled = reason;
    await this.#errands.get(flight)?.cancel();
  }

  /** Resolves when its answer has come in. */
  async ended(flight: Flight): Promise<void> {
    await this.#ends.get(flight);
  }

  /** Resolves when something has come in since `changes` was read, or after `ms`. */
  async changeOr(ms: number, changes: number): Promise<void> {
    if (this.#changes !== changes) return;
    const changed = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    await Promise.race([changed, this.#clock.delay(ms)]);
  }

  wake(): void {
    this.#wake();
  }

  async #await(flight: Flight, errand: Errand): Promise<void> {
    const outcome = this.#keep(await errand.run());
    const isOpen = this.#sessions.get(flight.session)?.inTransaction;
    const endsTransaction = flight.inTransaction === true && isOpen === false && outcome.kind === 'ok';
    flight.answer = { outcome, at: this.#clock.now(), endsTransaction };
    if (outcome.kind === 'lost') this.#lose(flight.session, outcome.message);
    this.#change();
  }

  async #watch(session: string, port: Session): Promise<void> {
    const message = await port.lost;
    if (this.#lose(session, message)) this.#change();
  }

  #lose(session: string, message: string): boolean {
    if (this.#known.has(session)) return false;
    this.#known.add(session);
    this.#lost.push({ session, message });
    return true;
  }

  #change(): void {
    this.#changes++;
    this.#wake();
    this.#onChange();
  }
}

const gaveUp = ({ answer }: Flight): boolean =>
  answer?.outcome.kind === 'error' &&
  (answer.outcome.errno === serverErrors.deadlock || answer.outcome.errno === serverErrors.lockWaitTimeout);
