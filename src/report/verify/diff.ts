/** One line of a diff: in both, only expected, or only observed. */
export interface DiffLine {
  readonly kind: 'same' | 'expected' | 'observed';
  readonly text: string;
}

/** Two lists of lines as one, with as many lines in common as there can be. */
export const diffLines = (expected: readonly string[], observed: readonly string[]): readonly DiffLine[] => {
  const common = commonLengths(expected, observed);
  const at = (row: number, column: number): number => common[row]?.[column] ?? 0;
  const lines: DiffLine[] = [];
  let [left, right] = [0, 0];
  for (;;) {
    const [mine, theirs] = [expected[left], observed[right]];
    if (mine === undefined && theirs === undefined) return lines;
    if (mine !== undefined && mine === theirs) {
      lines.push({ kind: 'same', text: mine });
      left++;
      right++;
    } else if (mine !== undefined && (theirs === undefined || at(left + 1, right) >= at(left, right + 1))) {
      lines.push({ kind: 'expected', text: mine });
      left++;
    } else if (theirs !== undefined) {
      lines.push({ kind: 'observed', text: theirs });
      right++;
    }
  }
};

/** For every two places, how many lines the rests from there have in common (longest common subsequence). */
const commonLengths = (a: readonly string[], b: readonly string[]): readonly (readonly number[])[] => {
  const lengths = Array.from({ length: a.length + 1 }, () => b.map(() => 0));
  for (let row = a.length - 1; row >= 0; row--) {
    for (let column = b.length - 1; column >= 0; column--) {
      const value =
        a[row] === b[column]
          ? (lengths[row + 1]?.[column + 1] ?? 0) + 1
          : Math.max(lengths[row + 1]?.[column] ?? 0, lengths[row]?.[column + 1] ?? 0);
      lengths[row]?.splice(column, 1, value);
    }
  }
  return lengths;
};
