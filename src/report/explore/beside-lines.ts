import type { Exploration } from '../../explore/exploration.ts';
import { printable } from '../../printable.ts';
import { inShort } from '../../text/amounts.ts';
import { hanging } from '../../text/fit.ts';
import { outcomeSigns } from '../../text/signs.ts';
import type { Paint } from '../paint.ts';
import { boundWords, outOf, share } from './amounts.ts';
import { type ExploredCase, seenIn } from './explored.ts';
import { countsOf, kindWords } from './kinds.ts';
import { shortestBad } from './worst.ts';

/** The variants, each in a line for all levels at which the same is to be said. */
export const besideLines = (
  cases: readonly ExploredCase[],
  width: number,
  paint: Paint,
): readonly string[] => {
  const variants = Map.groupBy(cases, ({ script }) => script.variant?.id ?? '');
  return [...variants.values()].flatMap((own) => {
    const variant = own[0]?.script.variant;
    const said = seenIn(own).map(({ script, exploration }) => ({
      level: script.level,
      words: variantWords(exploration),
      good: isGood(exploration),
    }));
    const groups = [...Map.groupBy(said, ({ words }) => words)];
    if (variant === undefined || groups.length === 0) return [];
    return [
      ...hanging('  ', printable(`${variant.id}: ${variant.title}`), width),
      ...groups.flatMap(([words, alike]) => {
        const good = alike.every((one) => one.good);
        const where =
          alike.length === own.length && own.length > 1
            ? 'at all levels'
            : alike.map(({ level }) => level).join(', ');
        const sign = good ? paint.good(outcomeSigns.serial) : paint.bad(outcomeSigns.broken);
        return hanging(`    ${sign} `, `${where}: ${good ? words : paint.bad(words)}`, width);
      }),
    ];
  });
};

/** "holds in 70 of 70", "48 of 70 still violate the promise, first: AABBBBAA" */
const variantWords = (exploration: Exploration): string => {
  const counts = countsOf(exploration);
  const { outcomes, varying } = exploration;
  const known = outOf(exploration) - varying.interleavings;
  const bad = shortestBad(exploration);
  const promises = outcomes.some(({ promise }) => promise !== undefined);
  const besides = restWords(exploration, promises ? restKinds : restKinds.filter((kind) => kind !== 'odd'));
  if (bad?.kind === 'broken')
    return `${share(counts.get('broken') ?? 0n, exploration)} still violate the promise, first: ${bad.order.order}${besides}`;
  if (promises) return `holds in ${share(known, exploration)}${besides}`;
  if (bad)
    return `${share(counts.get('odd') ?? 0n, exploration)} ${kindWords.odd}, first: ${bad.order.order}${besides}`;
  return `${share(known - (counts.get('untold') ?? 0n), exploration)} ${kindWords.serial}${besides}`;
};

const restKinds = ['odd', 'deadlock', 'untold', 'varying'] as const;

/** " (36 with a deadlock)": what else is to be known. */
const restWords = (exploration: Exploration, kinds: readonly (typeof restKinds)[number][]): string => {
  const counts = countsOf(exploration);
  const bound = boundWords(exploration);
  const broke = exploration.varying.broken > 0n ? ', and violated the promise' : '';
  const words = {
    odd: kindWords.odd,
    deadlock: 'with a deadlock',
    untold: kindWords.untold,
    varying: `in which the server chose${broke}`,
  };
  const parts = [
    ...kinds.flatMap((kind) => {
      const count = counts.get(kind);
      return count === undefined ? [] : [`${inShort(count)} ${words[kind]}`];
    }),
    ...(bound === undefined ? [] : [bound]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
};

/** Nothing that the variant was to prevent is left. */
const isGood = ({ outcomes, varying }: Exploration): boolean =>
  varying.broken === 0n &&
  outcomes.every(({ kind, promise }) => kind !== 'broken' && (kind !== 'odd' || promise === 'kept'));
