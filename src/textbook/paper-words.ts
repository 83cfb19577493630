import { andMore } from '../text/amounts.ts';
import { type Access, operationName, transactionName } from './operation.ts';
import type { Edge, Paper } from './precedence.ts';

/** What a history is on paper, a line each: the edges of its precedence graph, and what follows from them. */
export const paperWords = (paper: Paper): readonly string[] => [
  ...paper.aborted.map((one) => `${transactionName(one)} rolls back and does not count.`),
  ...(paper.edges.length === 0 ? ['No two transactions are in conflict.'] : paper.edges.map(edgeWords)),
  serializableWords(paper),
];

/** Of an edge: one is enough to prove it. */
const mostPairs = 4;

const edgeWords = ({ from, to, because }: Edge): string => {
  const pairs = [...new Set(because.map(pairWords))];
  const shown = pairs.slice(0, mostPairs);
  const more = pairs.length - shown.length;
  const words = [...shown, ...(more > 0 ? [andMore(more, 'pair')] : [])].join(', ');
  return `${transactionName(from)} → ${transactionName(to)}: ${words}`;
};

const pairWords = ([first, then]: readonly [Access, Access]): string =>
  `${operationName(first)} before ${operationName(then)}`;

const serializableWords = ({ order, circle = [] }: Paper): string => {
  if (order === undefined) {
    const names = [...circle, ...circle.slice(0, 1)].map(transactionName);
    return `Not conflict serializable: ${names.join(' → ')} is a circle.`;
  }
  if (order.length === 0) return 'Nobody commits.';
  return `Conflict serializable, in the order ${order.map(transactionName).join(', ')}.`;
};
