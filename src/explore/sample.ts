import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * Some of all interleavings, each as likely as any other, and none twice; the same for the same seed. All of them where
 * there are no more.
 *
 * @param lengths how many turns each session has.
 */
export const drawnWords = (
  lengths: ReadonlyMap<string, number>,
  { seed, count, of }: { readonly seed: number; readonly count: number; readonly of: bigint },
): readonly string[] => {
  const random = xoroshiro128plus(seed);
  const words = new Set<string>();
  while (words.size < count && BigInt(words.size) < of)
    words.add(wordOf(lengths, (below) => uniformInt(random, 0, below - 1)));
  return [...words];
};

/** Whoever has more turns left is drawn more often: so all words are as likely. */
const wordOf = (lengths: ReadonlyMap<string, number>, draw: (below: number) => number): string => {
  const left = new Map(lengths);
  let all = [...left.values()].reduce((sum, turns) => sum + turns, 0);
  let word = '';
  for (; all > 0; all--) {
    let at = draw(all);
    for (const [session, turns] of left) {
      at -= turns;
      if (at >= 0) continue;
      left.set(session, turns - 1);
      word += session;
      break;
    }
  }
  return word;
};
