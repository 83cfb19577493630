import { andMore } from '../text/amounts.ts';
import { type Access, operationName, transactionName } from './operation.ts';
import type { Paper } from './paper.ts';
import type { Edge } from './precedence.ts';
import type { Breach, Recovery } from './recovery.ts';

/** What a history is on paper, a line each: the edges of its precedence graph, and what follows from them. */
export const paperWords = (paper: Paper): readonly string[] => [
  ...paper.aborted.map((one) => `${transactionName(one)} rolls back and does not count for serializability.`),
  ...(paper.edges.length === 0 ? ['No two transactions are in conflict.'] : paper.edges.map(edgeWords)),
  serializableWords(paper),
  ...viewWords(paper),
  ...recoveryWords(paper.recovery),
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

const viewWords = ({ order, view }: Paper): readonly string[] => {
  if (view === undefined || order?.length === 0) return [];
  if (order !== undefined) return ['View serializable, as all that is conflict serializable.'];
  if (view.order === undefined)
    return ['Not view serializable: no serial order has the same reads and last writes.'];
  return [`View serializable, in the order ${view.order.map(transactionName).join(', ')}.`];
};

const recoveryWords = ({ unrecoverable, cascading, unstrict }: Recovery): readonly string[] => [
  unrecoverable === undefined
    ? 'Recoverable: who commits has read only from those who committed before.'
    : `Not recoverable: ${breachWords(unrecoverable)}, and ${againstWords(unrecoverable)}.`,
  cascading === undefined
    ? 'Avoids cascading aborts (ACA): what is read of others is committed by then.'
    : `Does not avoid cascading aborts (ACA): ${breachWords(cascading)} before ${operationName(cascading.writerEnd)}.`,
  unstrict === undefined
    ? 'Strict: nobody reads or overwrites what another has not committed.'
    : `Not strict: ${breachWords(unstrict)} before ${operationName(unstrict.writerEnd)}.`,
];

const breachWords = ({ write, access }: Breach): string =>
  `${operationName(access)} ${access.kind === 'read' ? 'reads' : 'overwrites'} ${operationName(write)}`;

const againstWords = ({ end, writerEnd }: Breach): string =>
  writerEnd.kind === 'abort'
    ? `${operationName(end)} commits though ${operationName(writerEnd)} takes it back`
    : `${operationName(end)} comes before ${operationName(writerEnd)}`;
