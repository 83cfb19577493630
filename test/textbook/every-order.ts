/** All orders of some transactions. */
export const every = (items: readonly number[]): readonly (readonly number[])[] =>
  items.length === 0
    ? [[]]
    : items.flatMap((one) => every(items.filter((other) => other !== one)).map((rest) => [one, ...rest]));
