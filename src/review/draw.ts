import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A whole number from 0, below that one. */
export type Draw = (below: number) => number;

/** The same numbers for the same seed. */
export const drawFrom = (seed: number): Draw => {
  const random = xoroshiro128plus(seed);
  return (below) => uniformInt(random, 0, Math.max(0, below - 1));
};

/** All of them, in an order by chance. */
export const shuffled = <T>(items: readonly T[], draw: Draw): readonly T[] => {
  const left = [...items];
  const drawn: T[] = [];
  while (left.length > 0) drawn.push(...left.splice(draw(left.length), 1));
  return drawn;
};
