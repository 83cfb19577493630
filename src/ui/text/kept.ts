import type { Theme } from '../theme.ts';

/**
 * What was made of something that never changes, kept for as long as that is there: states and entries are
 * replaced, not changed, so a key press draws again only what is new.
 */
export class Kept<Value> {
  readonly #kept = new WeakMap<object, Map<string, { readonly theme: Theme; readonly value: Value }>>();

  /** `key` says in what size, and whatever else the result depends on. */
  of(owner: object, theme: Theme, key: string, make: () => Value): Value {
    const known = this.#kept.get(owner) ?? new Map<string, { theme: Theme; value: Value }>();
    this.#kept.set(owner, known);
    const found = known.get(key);
    if (found?.theme === theme) return found.value;
    const value = make();
    known.set(key, { theme, value });
    return value;
  }
}
