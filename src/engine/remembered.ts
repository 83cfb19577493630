/**
 * What was made of the last few objects it was asked for: they never change, and nobody looks at many of them in turn.
 * More is not kept: of a long run every state lives on, and what is made of one may be large.
 */
export class Remembered<Value> {
  readonly #most: number;
  readonly #values = new WeakMap<object, Value>();
  readonly #owners: WeakRef<object>[] = [];

  /** @param most of how many objects; without it, of all that are still there. */
  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most;
  }

  of(owner: object, make: () => Value): Value {
    const known = this.#values.get(owner);
    if (known !== undefined) return known;
    const value = make();
    this.#values.set(owner, value);
    if (this.#most !== Number.POSITIVE_INFINITY) this.#note(owner);
    return value;
  }

  #note(owner: object): void {
    this.#owners.push(new WeakRef(owner));
    if (this.#owners.length <= this.#most) return;
    const oldest = this.#owners.shift()?.deref();
    if (oldest !== undefined) this.#values.delete(oldest);
  }
}
