import type { Exploration } from '../../explore/exploration.ts';
import { inShort, listed } from '../../text/amounts.ts';

/** What counts are out of: all interleavings, or those that were tried where that is not all. */
export const outOf = ({ of, covered, isWhole }: Exploration): bigint =>
  isWhole ? of : covered.interleavings;

/** "1 run", "1,204 runs". */
export const many = (count: number | bigint, one: string, several = `${one}s`): string =>
  `${inShort(BigInt(count))} ${BigInt(count) === 1n ? one : several}`;

/** "A, B and C". */
export const enumerated = (names: readonly string[]): string =>
  names.length < 3 ? listed(names) : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** "60 of 70" */
export const share = (count: bigint, exploration: Exploration): string =>
  `${inShort(count)} of ${inShort(outOf(exploration))}`;

/** What is counted as one. */
export const switchIs =
  'A switch: another session goes on though the one before is inside a transaction and does not wait.';

export const switchesWords = (switches: number): string =>
  switches === 0 ? 'no switches' : many(switches, 'switch', 'switches');

/** "all orders with up to 2 switches: 1,204 of 2·10¹¹ interleavings"; undefined where it is all of them. */
export const boundWords = ({
  of,
  covered,
  runs,
  isWhole,
  completeSwitches,
  seed,
  orders,
}: Exploration): string | undefined => {
  if (isWhole) return undefined;
  if (seed !== undefined)
    return `${inShort(covered.interleavings)} of ${many(of, 'interleaving')}, drawn by chance, each as likely as any other (--seed ${seed})`;
  const tried = `${inShort(covered.interleavings)} of ${many(of, 'interleaving')}, ${many(runs, 'run')}`;
  if (completeSwitches === undefined) return `some orders, and not all of those without a switch: ${tried}`;
  const all = completeSwitches === 0 ? 'without a switch' : `with up to ${switchesWords(completeSwitches)}`;
  const more = orders.some(({ switches }) => switches > completeSwitches) ? ', and some with more' : '';
  return `all orders ${all}${more}: ${tried}`;
};
