/**
 * Holds everybody who arrives until so many are there, then lets all of them go in the same tick; from then on
 * it stands open. No pause is needed to make requests meet. It stands behind START TRANSACTION, where a handler
 * begins with that: on a busy machine a server's thread that was asleep may need longer to wake up than another
 * one for its whole request, and so each has been woken before the gate.
 */
export class StartGate {
  readonly #open = Promise.withResolvers<void>();
  #missing: number;

  constructor(count: number) {
    this.#missing = count;
    if (count <= 0) this.#open.resolve();
  }

  arrive(): Promise<void> {
    if (--this.#missing <= 0) this.open();
    return this.#open.promise;
  }

  /** Lets everybody go, for instance since some will never come. */
  open(): void {
    this.#open.resolve();
  }
}
