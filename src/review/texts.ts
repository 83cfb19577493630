/** A text with other words in the place of those that stand in it by themselves, the longest first. */
export const withTexts = (text: string, words: ReadonlyMap<string, string>): string => {
  if (words.size === 0) return text;
  const all = [...words.keys()].toSorted((a, b) => b.length - a.length).map(escaped);
  const whole = new RegExp(`(?<![\\p{L}\\p{N}])(?:${all.join('|')})(?![\\p{L}\\p{N}])`, 'gu');
  return text.replaceAll(whole, (word) => words.get(word) ?? word);
};

const escaped = (word: string): string => word.replaceAll(/[^\p{L}\p{N}\s]/gu, '\\$&');
