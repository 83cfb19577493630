/** Random choices that come the same way again from the same seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, and without, 1. Mulberry32: https://github.com/cprosche/mulberry32 */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  /** @throws when there is nothing to choose from. */
  pick<T>(from: readonly [T, ...T[]] | readonly T[]): T {
    const [picked] = from.slice(this.between(0, from.length - 1));
    if (picked === undefined) throw new Error('There is nothing to choose from');
    return picked;
  }

  /** All of them once in some order, then some more. */
  eachOnce<T>(from: readonly T[], more = 0): readonly T[] {
    const order = from.map((what) => ({ what, at: this.next() })).toSorted((one, other) => one.at - other.at);
    return [...order.map(({ what }) => what), ...Array.from({ length: more }, () => this.pick(from))];
  }

  /** More often what has more weight. */
  weighted<T>(from: readonly (readonly [weight: number, what: T])[]): T {
    let rest = this.next() * from.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, what] of from) {
      rest -= weight;
      if (rest < 0) return what;
    }
    throw new Error('There is nothing to choose from');
  }
}
