import type { DeadlockText } from '../../innodb-text/deadlock-text.ts';
import { shapeOf } from '../../innodb-text/shape.ts';
import { printable } from '../../printable.ts';
import { counted } from '../../text/amounts.ts';
import { hanging, widthOf, wrapped } from '../../text/fit.ts';
import type { Paint } from '../paint.ts';
import { adviceFor } from './advice.ts';

/** More would not be read. */
const mostListed = 20;

/** All deadlocks of a text, each on one line, or its kind on a second one where it is narrow; the last ones of many. */
export const deadlockListLines = (
  found: readonly DeadlockText[],
  name: string,
  width: number,
  paint: Paint,
): readonly string[] => {
  const first = Math.max(0, found.length - mostListed);
  const which = first === 0 ? '' : ` These are the last ${mostListed}:`;
  const listed = found.slice(first).map((one, at) => ({
    nth: `${String(first + at + 1).padStart(4)}  `,
    about: aboutWords(one),
    kind: kindWords(one),
  }));
  const isWide = listed.every(({ nth, about, kind }) => widthOf(`${nth}${about}  ${kind}`) <= width);
  return [
    ...wrapped(paint.strong(printable(`${name} has ${counted(found.length, 'deadlock')}.${which}`)), width),
    ...listed.flatMap(({ nth, about, kind }) =>
      isWide
        ? [`${nth}${about}  ${kind}`.trimEnd()]
        : [
            ...hanging(nth, about, width),
            ...(kind === '' ? [] : hanging(' '.repeat(nth.length), kind, width)),
          ],
    ),
  ];
};

const aboutWords = ({ at, transactions }: DeadlockText): string => {
  const tables = new Set(transactions.flatMap(({ waits }) => waits?.object ?? []));
  return printable(
    [
      at === undefined ? 'no time' : at.replace('T', ' ').replace(/\.\d+.*$/, ''),
      counted(transactions.length, 'transaction'),
      ...(tables.size === 0 ? [] : [[...tables].join(', ')]),
    ].join('  '),
  );
};

const kindWords = (deadlock: DeadlockText): string => {
  const shape = shapeOf(deadlock);
  return shape ? adviceFor(shape).kind : '';
};
