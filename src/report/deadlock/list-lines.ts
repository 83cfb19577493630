import type { DeadlockText } from '../../innodb-text/deadlock-text.ts';
import { shapeOf } from '../../innodb-text/shape.ts';
import { printable } from '../../printable.ts';
import { counted } from '../../text/amounts.ts';
import { clip, wrapped } from '../../text/fit.ts';
import type { Paint } from '../paint.ts';
import { adviceFor } from './advice.ts';

/** More would not be read. */
const mostListed = 20;

/** All deadlocks of a text, a line each, the last ones of many. */
export const deadlockListLines = (
  found: readonly DeadlockText[],
  name: string,
  width: number,
  paint: Paint,
): readonly string[] => {
  const first = Math.max(0, found.length - mostListed);
  const which = first === 0 ? '' : ` These are the last ${mostListed}:`;
  return [
    ...wrapped(paint.strong(printable(`${name} has ${counted(found.length, 'deadlock')}.${which}`)), width),
    ...found
      .slice(first)
      .map((one, at) => clip(printable(`${String(first + at + 1).padStart(4)}  ${lineOf(one)}`), width)),
  ];
};

const lineOf = (deadlock: DeadlockText): string => {
  const { at, transactions } = deadlock;
  const tables = new Set(transactions.flatMap(({ waits }) => waits?.object ?? []));
  const shape = shapeOf(deadlock);
  return [
    at === undefined ? 'no time' : at.replace('T', ' ').replace(/\.\d+.*$/, ''),
    counted(transactions.length, 'transaction'),
    ...(tables.size === 0 ? [] : [[...tables].join(', ')]),
    ...(shape ? [adviceFor(shape).kind] : []),
  ].join('  ');
};
