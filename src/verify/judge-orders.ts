import type { Finding } from '../engine/judge/finding.ts';
import type { EveryOrder } from '../lesson/every-order.ts';
import { chosenIn, countWords, digits, keptIn, type OrdersSeen, withinWords } from './orders-seen.ts';

/** Holds what a lesson claims of all orders against what came of those that were looked at. */
export const judgeOrders = (claim: EveryOrder, seen: OrdersSeen): Finding => ({
  verdict: isSo(claim, seen) ? 'holds' : 'fails',
  place: 'orders',
  line: claim.line,
  what: 'invariant',
  expected: claimWords(claim),
  observed: seenWords(claim, seen),
});

const isSo = (claim: EveryOrder, seen: OrdersSeen): boolean => {
  switch (claim.kind) {
    case 'none':
      return seen.shortest === undefined;
    case 'some':
      return seen.shortest !== undefined;
    case 'all':
      return keptIn(seen) === 0n && !isChosen(seen);
    case 'count':
      return isCounted(seen) && BigInt(seen.broken) === BigInt(claim.broken);
  }
};

/** No number is known where orders were left out, or the server may choose. */
export const isCounted = (seen: OrdersSeen): boolean => seen.isWhole && !isChosen(seen);

const isChosen = (seen: OrdersSeen): boolean => chosenIn(seen).orders > 0n;

const claimWords = (claim: EveryOrder): string => {
  switch (claim.kind) {
    case 'none':
      return 'it holds in every order';
    case 'some':
      return 'it is violated in some order';
    case 'all':
      return 'it is violated in every order';
    case 'count':
      return `it is violated in ${claim.broken} of ${claim.of} orders`;
  }
};

const seenWords = (claim: EveryOrder, seen: OrdersSeen): string => {
  const { shortest, broken } = seen;
  const found =
    shortest === undefined
      ? `it holds ${withinWords(seen)}`
      : `it is violated ${countWords(broken, seen)}; the shortest: ${shortest.order}`;
  const unknown =
    claim.kind === 'count' && !isCounted(seen)
      ? '. How many they are in all is not known, so claim `none` or `some`'
      : '';
  const more = !seen.isWhole && claim.kind === 'some' ? '; --orders looks at more' : '';
  return `${found}${chosenWords(claim, seen)}${unknown}${more}`;
};

/** What it comes to there need not be what it came to when it was run. */
const chosenWords = (claim: EveryOrder, seen: OrdersSeen): string => {
  const { orders, least, most } = chosenIn(seen);
  const isToldWhere = seen.shortest === undefined;
  if (orders === 0n || (isToldWhere && claim.kind === 'none')) return '';
  const where = isToldWhere ? '' : `; ${countWords(orders, seen)} the server may choose`;
  return `${where}, so it is violated in ${digits(least)} to ${digits(most)}`;
};
