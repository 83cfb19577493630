import { endAll } from '../../ending.ts';
import { suppressing } from '../../errors.ts';
import type { Level } from '../../lesson/level.ts';
import type { ServerAbout } from '../events.ts';
import type { LabServer, RedisKeys, RedisSession, Sandbox, SandboxNeeds, Session } from '../ports.ts';

/** One that nobody uses now. */
interface Idle {
  readonly sandbox: Sandbox;
  /** What it was set up with. */
  readonly setup: readonly string[];
}

/**
 * Sandboxes that are used again: one that is disposed of is renewed while others run, and serves the next run. Whoever
 * has one sees no difference to a new one. What cannot be renewed exactly is removed, and a new one is made.
 * Disposing of the pool removes all of them; the server stays.
 */
export class SandboxPool implements LabServer, AsyncDisposable {
  readonly #server: LabServer;
  /** Those with keys in Redis, and those without. */
  readonly #shelves = { redis: new Shelf(), plain: new Shelf() };
  #isClosed = false;
  #makingRoom: Promise<unknown> | undefined;
  readonly onSilence?: NonNullable<LabServer['onSilence']>;

  constructor(server: LabServer) {
    this.#server = server;
    if (server.onSilence) this.onSilence = server.onSilence;
  }

  get about(): ServerAbout {
    return this.#server.about;
  }

  get lost(): Promise<string> {
    return this.#server.lost;
  }

  async createSandbox(needs: SandboxNeeds = {}): Promise<Sandbox> {
    const shelf = needs.redis ? this.#shelves.redis : this.#shelves.plain;
    shelf.inUse++;
    try {
      const make = () => this.#server.createSandbox(needs);
      const sandbox = (await shelf.take(needs.setup ?? [])) ?? (await this.#withRoom(make));
      return new Lease(sandbox, {
        giveBack: (setup) => this.#giveBack(shelf, { sandbox, setup }, needs.endsQuiet ?? false),
        withRoom: (open) => this.#withRoom(open),
      });
    } catch (error) {
      shelf.inUse--;
      throw error;
    }
  }

  /** Accounts may have few connections: what only waits for its next run makes room for a run that is there. */
  async #withRoom<T>(attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt();
    } catch (error) {
      const hasSpare = Object.values(this.#shelves).some((shelf) => shelf.hasSpare);
      if (this.#isClosed || !(hasSpare || this.#makingRoom)) throw error;
      await this.#makeRoom();
    }
    return await attempt();
  }

  /** Several may find at the same time that there is none. */
  async #makeRoom(): Promise<void> {
    this.#makingRoom ??= Promise.all(Object.values(this.#shelves).map((shelf) => shelf.empty())).finally(
      () => {
        this.#makingRoom = undefined;
      },
    );
    await this.#makingRoom;
  }

  /** One that is renewed need not be awaited, for nobody sees it before it is ready; unless its user asks for quiet. */
  async #giveBack(shelf: Shelf, idle: Idle, isQuiet: boolean): Promise<void> {
    shelf.inUse--;
    if (this.#isClosed || !idle.sandbox.canBeRenewed) await idle.sandbox[Symbol.asyncDispose]();
    else {
      const renewing = shelf.renew(idle);
      if (isQuiet) await renewing;
    }
  }

  /** Sandboxes that are still in use are their users'. @throws the first failure, at the end */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await endAll(Object.values(this.#shelves).map((shelf) => shelf.clear()));
  }
}

/** Idle sandboxes of one kind. */
class Shelf {
  inUse = 0;
  #mostInUse = 0;
  readonly #idle: Idle[] = [];
  /** Each resolves with one that is ready, or with nothing when it could not be renewed. */
  readonly #renewing = new Map<Promise<Idle | undefined>, Sandbox>();
  readonly #failures = new Set<unknown>();

  /**
   * One that was set up in the same way, or else any. Nothing when a new one should be made: while two are renewed, the
   * next run has another one, so there are two more than are ever in use at a time.
   */
  async take(setup: readonly string[]): Promise<Sandbox | undefined> {
    this.#mostInUse = Math.max(this.#mostInUse, this.inUse);
    for (;;) {
      const idle = this.#pick(setup);
      if (idle === undefined && !this.#isFull) return undefined;
      const ready = idle ?? (await this.#nextRenewed());
      if (ready?.sandbox.canBeRenewed) return ready.sandbox;
      // Its connections have died meanwhile.
      if (ready !== undefined) await this.#remove(ready.sandbox);
    }
  }

  /** `inUse` counts the one that is wanted. */
  get #isFull(): boolean {
    return this.#renewing.size > 0 && this.inUse - 1 + this.#renewing.size > this.#mostInUse + 1;
  }

  #pick(setup: readonly string[]): Idle | undefined {
    const text = JSON.stringify(setup);
    const same = this.#idle.findIndex((one) => JSON.stringify(one.setup) === text);
    return this.#idle.splice(Math.max(same, 0), 1)[0];
  }

  /** The first that is ready; nothing when who else waits was faster. */
  async #nextRenewed(): Promise<Idle | undefined> {
    const ready = await Promise.race(this.#renewing.keys());
    return ready && this.#takeOut(ready);
  }

  #takeOut(one: Idle): Idle | undefined {
    const place = this.#idle.indexOf(one);
    return place < 0 ? undefined : this.#idle.splice(place, 1)[0];
  }

  /** Something is here that nobody uses. */
  get hasSpare(): boolean {
    return this.#idle.length > 0 || this.#renewing.size > 0;
  }

  /** Never rejects. */
  renew(idle: Idle): Promise<unknown> {
    const renewing = this.#renewed(idle).then((ready) => {
      this.#renewing.delete(renewing);
      if (ready !== undefined) this.#idle.push(ready);
      return ready;
    });
    this.#renewing.set(renewing, idle.sandbox);
    return renewing;
  }

  async #renewed(idle: Idle): Promise<Idle | undefined> {
    try {
      await idle.sandbox.renew();
      return idle;
    } catch {
      // A new one is made in its place. If there is something to be told, its removal tells it.
      await this.#remove(idle.sandbox);
      return undefined;
    }
  }

  async #remove(sandbox: Sandbox): Promise<void> {
    try {
      await sandbox[Symbol.asyncDispose]();
    } catch (error) {
      this.#failures.add(error);
    }
  }

  /** Removes what nobody uses, also what is being renewed: its setup may take long. */
  async empty(): Promise<void> {
    const renewing = [...this.#renewing];
    const spare = [...this.#idle.splice(0).map(({ sandbox }) => sandbox), ...renewing.map(([, one]) => one)];
    await Promise.all(spare.map((sandbox) => this.#remove(sandbox)));
    for (const late of await Promise.all(renewing.map(([ready]) => ready))) if (late) this.#takeOut(late);
  }

  /** @throws what could not be removed, now or before */
  async clear(): Promise<void> {
    await this.empty();
    const [first, ...others] = this.#failures;
    if (first !== undefined) throw suppressing(first, others);
  }
}

interface Lender {
  readonly giveBack: (setup: readonly string[]) => Promise<void>;
  /** Tries once more when that failed and room could be made. */
  readonly withRoom: <T>(attempt: () => Promise<T>) => Promise<T>;
}

/** A sandbox for one who uses it. Disposing of it gives it back. */
class Lease implements Sandbox {
  readonly #sandbox: Sandbox;
  readonly #lender: Lender;
  readonly #sessions: (Session | RedisSession)[] = [];
  #setup: readonly string[] = [];
  #end: Promise<void> | undefined;
  readonly redis?: RedisKeys;

  constructor(sandbox: Sandbox, lender: Lender) {
    this.#sandbox = sandbox;
    this.#lender = lender;
    const { redis } = sandbox;
    if (redis === undefined) return;
    this.redis = {
      about: redis.about,
      openSession: (name) => this.#opened(redis.openSession(name)),
      keys: () => redis.keys(),
      expire: (key) => redis.expire(key),
      clear: () => redis.clear(),
      [Symbol.asyncDispose]: () => redis[Symbol.asyncDispose](),
    };
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

  async setUp(statements: readonly string[], limitMs?: number): Promise<void> {
    this.#mustBeInUse();
    this.#setup = statements;
    await this.#sandbox.setUp(statements, limitMs);
  }

  async openSession(name: string, level: Level): Promise<Session> {
    this.#mustBeInUse();
    return await this.#opened(this.#lender.withRoom(() => this.#sandbox.openSession(name, level)));
  }

  /** Others may have the sandbox by the time a session is there. */
  async #opened<T extends Session | RedisSession>(opening: Promise<T>): Promise<T> {
    const session = await opening;
    this.#sessions.push(session);
    if (this.#end !== undefined) session.close();
    this.#mustBeInUse();
    return session;
  }

  #mustBeInUse(): void {
    if (this.#end !== undefined) throw new Error('The sandbox was given back.');
  }

  renew(): Promise<void> {
    return this.#sandbox.renew();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#end ??= this.#over();
    return this.#end;
  }

  async #over(): Promise<void> {
    for (const session of this.#sessions) session.close();
    await this.#lender.giveBack(this.#setup);
  }
}
