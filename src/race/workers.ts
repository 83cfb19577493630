import type { Session } from '../engine/ports.ts';
import type { Reach } from '../engine/run/errands.ts';
import type { Handler } from '../lesson/handler.ts';
import type { Values } from '../lesson/step.ts';
import { failure, handleRequest } from './request.ts';
import type { Handled } from './served.ts';

/** One process of an application server: one request at a time, on connections of its own. */
interface Worker {
  readonly name: string;
  readonly place: number;
  reach: Reach;
  isLost: boolean;
}

/** What came of a request that was handed in, and when; times in ms by the race's clock. */
export interface WorkDone extends Handled {
  readonly worker: string;
  /** When a worker had it. */
  readonly takenAt: number;
  /** When the start gate, if there is one, let it go; one that was over before that goes through it at its end. */
  readonly startedAt: number;
  readonly doneAt: number;
}

export interface WorkersOptions {
  readonly handler: Handler;
  /** What each worker has to begin with; its place in the list is its name, from w1. */
  readonly reaches: readonly Reach[];
  /** A connection in the place of one that died. */
  readonly reconnect: (name: string) => Promise<Session>;
}

/** So many workers and one queue before them: who comes first is served first. */
export class Workers {
  readonly #options: WorkersOptions;
  readonly #idle: Worker[];
  readonly #waiting: ((worker: Worker) => void)[] = [];

  constructor(options: WorkersOptions) {
    this.#options = options;
    this.#idle = options.reaches.map((reach, place) => ({
      name: `w${place + 1}`,
      place,
      reach,
      isLost: false,
    }));
    for (const worker of this.#idle) watch(worker);
  }

  /** `start` is awaited when a worker has the request: see `handleRequest`. */
  async handle(values: Values, start: () => Promise<void>): Promise<WorkDone> {
    const worker = await this.#take();
    const { clock } = worker.reach;
    const takenAt = clock.now();
    let startedAt: number | undefined;
    const started = async (): Promise<void> => {
      if (startedAt !== undefined) return;
      await start();
      startedAt = clock.now();
    };
    try {
      const failed = worker.isLost ? await this.#reconnect(worker) : undefined;
      const handled = failed ?? (await handleRequest(this.#options.handler, values, worker.reach, started));
      const doneAt = clock.now();
      // One that was over before it came so far: nobody is to wait for it.
      await started();
      return {
        ...handled,
        worker: worker.name,
        takenAt,
        startedAt: Math.min(startedAt ?? doneAt, doneAt),
        doneAt,
      };
    } finally {
      this.#giveBack(worker);
    }
  }

  /** Puts the workers in the order in which they began; nobody may be at work. */
  lineUp(): void {
    this.#idle.sort((a, b) => a.place - b.place);
  }

  #take(): Promise<Worker> {
    const worker = this.#idle.shift();
    return worker ? Promise.resolve(worker) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  #giveBack(worker: Worker): void {
    const next = this.#waiting.shift();
    if (next) next(worker);
    else this.#idle.push(worker);
  }

  /** Gives the answer to a request that cannot be worked on when there is no connection to be had. */
  async #reconnect(worker: Worker): Promise<Handled | undefined> {
    try {
      const session = await this.#options.reconnect(worker.name);
      worker.reach = { ...worker.reach, session };
      worker.isLost = false;
      watch(worker);
      return undefined;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const reply = failure(`The worker has no connection to the database: ${reason}`, 503);
      return { reply, source: { kind: 'lost' }, tries: 0, deadlocks: 0, steps: [] };
    }
  }
}

const watch = (worker: Worker): void => {
  const { session } = worker.reach;
  void session.lost.then(() => {
    if (worker.reach.session === session) worker.isLost = true;
  });
};
