/** Digits that may stand low, as in r₁(x). */
export const digitsOf = (text: string): string =>
  text.replaceAll(/[₀-₉]/g, (low) => String('₀₁₂₃₄₅₆₇₈₉'.indexOf(low)));
