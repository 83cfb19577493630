import type { LabServer, Sandbox } from '../engine/ports.ts';

/** So many sandboxes at a time, whoever makes them. Who asks first has the next place that is free. */
export class Places {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  /** Disposing of it gives it back. */
  async take(): Promise<Disposable> {
    if (this.#free > 0) this.#free -= 1;
    else {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.push(resolve);
      await promise;
    }
    return { [Symbol.dispose]: () => this.#giveBack() };
  }

  /** A server each of whose sandboxes takes a place, for who makes many of them. */
  on(server: LabServer): LabServer {
    return {
      about: server.about,
      lost: server.lost,
      createSandbox: async (needs) => {
        using place = new DisposableStack();
        place.use(await this.take());
        return new PlacedSandbox(await server.createSandbox(needs), place.move());
      },
      ...(server.onSilence && { onSilence: server.onSilence }),
    };
  }

  #giveBack(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}

/** Disposing of it gives its place back, once. */
class PlacedSandbox implements Sandbox {
  readonly #sandbox: Sandbox;
  readonly #place: DisposableStack;
  readonly redis?: NonNullable<Sandbox['redis']>;

  constructor(sandbox: Sandbox, place: DisposableStack) {
    this.#sandbox = sandbox;
    this.#place = place;
    if (sandbox.redis) this.redis = sandbox.redis;
  }

  get schema(): string | undefined {
    return this.#sandbox.schema;
  }

  get observer(): Sandbox['observer'] {
    return this.#sandbox.observer;
  }

  get canBeRenewed(): boolean {
    return this.#sandbox.canBeRenewed;
  }

  setUp: Sandbox['setUp'] = (statements, limitMs) => this.#sandbox.setUp(statements, limitMs);
  openSession: Sandbox['openSession'] = (name, level) => this.#sandbox.openSession(name, level);
  renew: Sandbox['renew'] = () => this.#sandbox.renew();

  async [Symbol.asyncDispose](): Promise<void> {
    using _ = this.#place;
    await this.#sandbox[Symbol.asyncDispose]();
  }
}
