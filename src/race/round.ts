import { endOnFailure } from '../ending.ts';
import type { RedisAbout } from '../engine/events.ts';
import type { BurstScript } from '../lesson/burst-script.ts';
import { filledFields } from '../lesson/values.ts';
import { Arena, type ArenaOptions, type RowLockWaits, type Stored } from './arena.ts';
import { type Client, newClient, post } from './client.ts';
import type { Handled } from './served.ts';
import { type ServedRequest, Service } from './service.ts';
import { StartGate } from './start-gate.ts';

/** One request of a burst, as its client and the service saw it; times in ms since the burst began. */
export interface AnsweredRequest extends Handled {
  /** 1, 2, 3 … in the order in which the service had them. */
  readonly number: number;
  readonly worker: string;
  /** From sending the request to having the whole answer. */
  readonly latencyMs: number;
  readonly arrivedAt: number;
  /** When a worker had it; until then it was in the queue. */
  readonly takenAt: number;
  /** When the start gate, if there is one, let it go. */
  readonly startedAt: number;
  readonly doneAt: number;
}

/** Everything about one burst. Plain JSON. */
export interface RoundResult extends Stored {
  /** In the order in which the service had them. */
  readonly answers: readonly AnsweredRequest[];
  /** Why clients got no answer at all: there should be none. */
  readonly unanswered: readonly string[];
  /** Waits for row locks while it lasted, as the server counts them: for everybody who uses that server. */
  readonly waits: RowLockWaits;
  /** From sending the first request to having the last answer. */
  readonly ms: number;
}

export interface RoundOptions extends Omit<ArenaOptions, 'script'> {
  /** Whether the first requests, one a worker, set off in the same moment: see `StartGate`. */
  readonly gate: boolean;
}

/** Called with every answer as it comes. */
export type OnAnswered = (request: AnsweredRequest) => void;

/** A lesson's application, up and running in an arena of its own, and a client for it. */
export class Application implements AsyncDisposable {
  readonly #script: BurstScript;
  readonly #options: RoundOptions;
  readonly #arena: Arena;
  readonly #service: Service;
  readonly #client: Client;
  readonly #current: Current;

  private constructor(
    script: BurstScript,
    options: RoundOptions,
    parts: { readonly arena: Arena; readonly service: Service; readonly current: Current },
  ) {
    this.#script = script;
    this.#options = options;
    this.#arena = parts.arena;
    this.#service = parts.service;
    this.#client = newClient(parts.service.port, script.handler.path, () => options.clock.now());
    this.#current = parts.current;
  }

  /** @throws UserError when the setup fails, or the signal's reason. */
  static async start(script: BurstScript, options: RoundOptions): Promise<Application> {
    const current: Current = { gate: new StartGate(0), served: new Map() };
    const opened = await Arena.open({ ...options, script });
    return await endOnFailure(opened, undefined, async (arena) => {
      const service = await Service.start({
        script,
        workers: arena.workers,
        now: () => options.clock.now(),
        port: 0,
        start: () => current.gate.arrive(),
        onServed: (request) => current.served.set(request.id, request),
      });
      return new Application(script, options, { arena, service, current });
    });
  }

  /** See `Arena.redis`. */
  get redis(): RedisAbout | undefined {
    return this.#arena.redis;
  }

  /** What is in the database now. */
  stored(): Promise<Stored> {
    return this.#arena.stored();
  }

  /** See `Arena.canBeRenewed`. */
  get canBeRenewed(): boolean {
    return this.#arena.canBeRenewed;
  }

  /** See `Arena.renew`. */
  renew(): Promise<void> {
    return this.#arena.renew();
  }

  /** Sends the burst and looks at what it has left. */
  async round(onAnswered: OnAnswered = () => {}): Promise<RoundResult> {
    const { clock, gate, signal } = this.#options;
    const { requests, workers, handler } = this.#script;
    const before = await this.#arena.rowLockWaits();
    this.#current.gate = new StartGate(gate ? Math.min(requests, workers) : 0);
    this.#current.served.clear();
    const first = this.#service.requests + 1;
    const begunAt = clock.now();
    const answers: AnsweredRequest[] = [];
    const unanswered: string[] = [];
    const send = async (number: number): Promise<void> => {
      const received = await post(filledFields(handler.request, { request: String(number) }), this.#client);
      const served = 'id' in received ? this.#current.served.get(received.id) : undefined;
      if (served === undefined || !('id' in received)) {
        unanswered.push('failure' in received ? received.failure : 'The answer was to no request.');
        // The others would wait for it.
        this.#current.gate.open();
        return;
      }
      const answer = answeredRequest(served, { begunAt, first, latencyMs: received.latencyMs });
      answers.push(answer);
      onAnswered(answer);
    };
    await Promise.all(Array.from({ length: requests }, (_, index) => send(index + 1)));
    const ms = clock.now() - begunAt;
    signal.throwIfAborted();
    const after = await this.#arena.rowLockWaits();
    return {
      answers: answers.toSorted((a, b) => a.number - b.number),
      unanswered,
      ...(await this.#arena.stored()),
      waits: { count: after.count - before.count, ms: after.ms - before.ms },
      ms,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#current.gate.open();
    this.#client.agent.destroy();
    await using _ = this.#arena;
    await this.#service[Symbol.asyncDispose]();
  }
}

/** What belongs to the round that is under way. */
interface Current {
  gate: StartGate;
  readonly served: Map<number, ServedRequest>;
}

const answeredRequest = (
  { id, ...served }: ServedRequest,
  { begunAt, first, latencyMs }: { begunAt: number; first: number; latencyMs: number },
): AnsweredRequest => ({
  ...served,
  number: id - first + 1,
  latencyMs,
  arrivedAt: served.arrivedAt - begunAt,
  takenAt: served.takenAt - begunAt,
  startedAt: served.startedAt - begunAt,
  doneAt: served.doneAt - begunAt,
  steps: served.steps.map((step) => ({ ...step, from: step.from - begunAt, to: step.to - begunAt })),
});
