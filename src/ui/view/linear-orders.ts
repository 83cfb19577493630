import { printable } from '../../printable.ts';
import type { RunOrders } from '../model/orders.ts';
import type { RunModel } from '../model/run.ts';
import { cellsOf } from '../run/order-cells.ts';
import { drawn } from '../text/lines.ts';
import type { Theme } from '../theme.ts';
import { countWords, failedLines, progressWords, requestsWords } from './order-words.ts';
import { orderLines } from './orders-screen.ts';

/** The screen of orders for somebody who hears it: how many come to what, then the chosen one. */
export const linearOrders = (
  run: RunModel,
  orders: RunOrders,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): readonly string[] => {
  const { script } = orders;
  const cells = cellsOf(orders);
  const chosen = cells[orders.cursor];
  const requests = requestsWords(run.lesson);
  return [
    `Every order of ${printable(run.script.title)}. ${script.level}. ${printable(script.variant?.title ?? 'as it is')}.`,
    ...(requests === undefined ? [] : [`${requests}.`]),
    `${progressWords(orders)}.`,
    ...failedLines(orders, theme, width),
    ...countWords(orders).map(({ words }) => `${words}.`),
    ...(chosen ? [`Order ${orders.cursor + 1} of ${cells.length}:`] : []),
    ...(chosen ? orderLines(orders, chosen, { theme, width, ruled: false }).map(drawn) : []),
  ];
};
