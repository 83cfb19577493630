/** How much of the tree of orders is run. What is not given bounds nothing. */
export interface Bound {
  /** Only orders with so many switches at most. */
  readonly switches?: number;
  /** So many runs at most. */
  readonly orders?: number;
  /** No further run is begun after so long, in ms. */
  readonly timeMs?: number;
}

/** Cases with so many interleavings are explored whole, whatever else is said. */
export const wholeUpTo = 300;

/** Where there are more: so many runs, unless something else is said. */
export const usualOrders = 300;
