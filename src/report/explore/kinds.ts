import type { Exploration, OutcomeKind } from '../../explore/exploration.ts';
import type { Paint } from '../paint.ts';

/** What is counted in a table of orders: the kinds of outcomes, and the orders in which the server chose. */
export type CountedKind = OutcomeKind | 'varying';

export const countedKinds: readonly CountedKind[] = [
  'serial',
  'broken',
  'odd',
  'deadlock',
  'untold',
  'varying',
];

export const kindWords: Readonly<Record<CountedKind, string>> = {
  serial: 'like one after the other',
  broken: 'promise violated',
  odd: 'unlike one after the other',
  deadlock: 'deadlock',
  untold: 'not compared',
  varying: 'the server chose',
};

/** What a word means that does not say it all; the others do. */
export const kindNotes: Readonly<Partial<Record<CountedKind, string>>> = {
  odd: 'no order of whole transactions, one after the other, comes to the same',
  deadlock: 'somebody was rolled back to end one, and the rest is like one after the other',
  untold: 'not all orders of whole transactions were run, so it is not known whether one comes to the same',
  varying: 'run again, they came to something else; they are in no other count',
};

export const kindPaint = (kind: CountedKind, paint: Paint): ((text: string) => string) => {
  switch (kind) {
    case 'serial':
      return paint.good;
    case 'broken':
      return paint.bad;
    case 'odd':
    case 'deadlock':
      return paint.waiting;
    case 'untold':
    case 'varying':
      return paint.faint;
  }
};

/** How many interleavings came to each kind, without those that none did. */
export const countsOf = ({ outcomes, varying }: Exploration): ReadonlyMap<CountedKind, bigint> => {
  const counts = new Map<CountedKind, bigint>();
  const add = (kind: CountedKind, count: bigint): void => {
    if (count > 0n) counts.set(kind, (counts.get(kind) ?? 0n) + count);
  };
  for (const { kind, interleavings } of outcomes) add(kind, interleavings);
  add('varying', varying.interleavings);
  return counts;
};
