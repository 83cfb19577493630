/** Interleavings are counted exactly: of two scripts of thirty steps there are 118,264,581,564,861,424. */

/** How many interleavings there are of scripts of so many steps: the multinomial coefficient. */
export const countInterleavings = (lengths: readonly number[]): bigint => {
  let count = 1n;
  let placed = 0n;
  for (const length of lengths) {
    for (let step = 1n; step <= BigInt(length); step++) count = (count * ++placed) / step;
  }
  return count;
};

/** In how many orders these steps can be taken, each session's own as they are. */
export const interleavingsOf = (steps: readonly { readonly session: string }[]): bigint =>
  countInterleavings([...Map.groupBy(steps, ({ session }) => session).values()].map(({ length }) => length));
