/** A share and the range in which the true one lies, by a 95 % Wilson interval; all from 0 to 1. */
export interface Share {
  readonly share: number;
  readonly from: number;
  readonly to: number;
}

/** The 97.5th percentile of the normal distribution. */
const z = 1.959964;

/**
 * How often something happened in `of` tries. Wilson's interval stays honest where a share is 0 or 1 and where
 * there are few tries. https://doi.org/10.1080/01621459.1927.10502953
 */
export const shareOf = (count: number, of: number): Share => {
  if (of === 0) return { share: 0, from: 0, to: 1 };
  const share = count / of;
  const weight = 1 + z ** 2 / of;
  const middle = (share + z ** 2 / (2 * of)) / weight;
  const half = (z / weight) * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2));
  // At the ends the formula's own rounding would leave a little beside 0 and 1.
  return { share, from: count === 0 ? 0 : middle - half, to: count === of ? 1 : middle + half };
};
