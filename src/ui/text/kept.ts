import { Remembered } from '../../engine/remembered.ts';
import type { Theme } from '../theme.ts';

/**
 * What was made of something that never changes, kept for as long as that is there: states and entries are
 * replaced, not changed, so a key press draws again only what is new.
 */
export class Kept<Value> {
  readonly #kept: Remembered<Map<string, { readonly theme: Theme; readonly value: Value }>>;

  /** @param most of how many owners at a time; without it, of all that are still there. */
  constructor(most?: number) {
    this.#kept = new Remembered(most);
  }

  /** `key` says in what size, and whatever else the result depends on. */
  of(owner: object, theme: Theme, key: string, make: () => Value): Value {
    const known = this.#kept.of(owner, () => new Map());
    const found = known.get(key);
    if (found?.theme === theme) return found.value;
    const value = make();
    known.set(key, { theme, value });
    return value;
  }
}

/** The same of several things together. */
export class KeptOfAll<Value> {
  readonly #most: number;
  readonly #tree: Branch<Value>;

  /** @param most of how many at a time, of each kind. */
  constructor(most: number) {
    this.#most = most;
    this.#tree = { branches: new Remembered(most), leaves: new Kept(most) };
  }

  of(owners: readonly [object, ...object[]], theme: Theme, key: string, make: () => Value): Value {
    let { branches, leaves } = this.#tree;
    for (const owner of owners.slice(0, -1)) {
      const branch = branches.of(owner, () => ({
        branches: new Remembered<Branch<Value>>(this.#most),
        leaves: new Kept<Value>(this.#most),
      }));
      ({ branches, leaves } = branch);
    }
    return leaves.of(owners.at(-1) ?? owners[0], theme, key, make);
  }
}

interface Branch<Value> {
  readonly branches: Remembered<Branch<Value>>;
  readonly leaves: Kept<Value>;
}
