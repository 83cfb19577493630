import type { Script } from '../lesson/script.ts';

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

/** Of the sessions' steps as written. */
export const interleavingsOf = ({ sessions, steps }: Pick<Script, 'sessions' | 'steps'>): bigint =>
  countInterleavings(sessions.map(({ name }) => steps.filter(({ session }) => session === name).length));

/** As a number where that is exact, otherwise as its digits. For JSON, which knows no other whole numbers. */
export const exactNumber = (count: bigint): number | string => {
  const number = Number(count);
  return Number.isSafeInteger(number) ? number : String(count);
};
