import type { CellKind } from '../run/order-cells.ts';
import type { Theme } from '../theme.ts';
import { paintOfKind, signOf } from './order-words.ts';

/** What is to be read on the screen of orders, for its help. */
export const orderSigns = (theme: Theme): readonly (readonly [string, string])[] => [
  ...kinds.map(([kind, meaning]) => [paintOfKind(kind, theme)(signOf[kind]), meaning] as const),
  [theme.strong('[ ]'), 'the order that the keys act on'],
  ['AABBABAB', 'an order: whose turn it was, a letter a step'],
  ['switch', 'a session is left inside a transaction though it could go on'],
];

const kinds: readonly (readonly [CellKind, string])[] = [
  ['broken', 'the promise is violated'],
  ['odd', 'it comes to what no order of whole transactions, one after the other, comes to'],
  ['deadlock', 'it ends in a deadlock; the rest is as good as one transaction after the other'],
  ['waits', 'somebody waited; it is as good as one transaction after the other'],
  ['serial', 'it is as good as one transaction after the other'],
  ['varying', 'the server chose: run again, it came to something else'],
  ['untold', 'not judged, as long as not all orders are run'],
];
