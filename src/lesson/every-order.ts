/** In how many of the orders in which the sessions' steps can be taken the invariant is violated. */
export type EveryOrder = (BrokenIn | { readonly kind: 'none' | 'some' | 'all' }) & {
  /** Where its file says so, 1-based. */
  readonly line: number;
};

interface BrokenIn {
  readonly kind: 'count';
  readonly broken: number;
  /** How many orders there are. */
  readonly of: number;
}
