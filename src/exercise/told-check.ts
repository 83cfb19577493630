import type { JudgedOrder } from '../explore/exploration.ts';
import type { Check, Ran } from './checks.ts';
import { isOneByOne } from './one-by-one.ts';
import { storedIn } from './served.ts';
import { answerOf, isServed } from './told.ts';
import { unanswered } from './unanswered.ts';

/**
 * Where all are told that it was done, there is a way in which that is so one after the other, and it leaves the same rows. An
 * INSERT IGNORE whose row is ignored, with a “thank you” after it, keeps every promise about rows.
 */
export const toldCheck = ({ lesson, exploration }: Ran): Check => {
  const { orders, script } = exploration;
  const check = { kind: 'told', says: 'Nobody is told that it was done when it was not.' } as const;
  const sessions = script.sessions.map(({ name }) => name);
  const areServed = (one: JudgedOrder): boolean =>
    sessions.every((session) => isServed(one, session)) && unanswered(one, script) === undefined;
  const serial = new Set(orders.filter((one) => isOneByOne(one) && areServed(one)).map(storedIn));
  const order = orders
    .filter((one) => one.promise !== 'broken' && areServed(one) && !serial.has(storedIn(one)))
    .toSorted((a, b) => a.switches - b.switches || (a.order < b.order ? -1 : 1))[0];
  if (order === undefined)
    return {
      ...check,
      verdict: 'holds',
      seen: 'One after the other they are told the same, and the same rows are left.',
    };
  const told = sessions.map((session) => `${session} is told ${answerOf(order, session)}`).join(' and ');
  const seen =
    serial.size === 0
      ? `In ${order.order} ${told}. One after the other, one of them is turned away.`
      : `In ${order.order} ${told}. One after the other, that leaves other rows.`;
  return { ...check, verdict: 'fails', seen, shows: { lesson, script, order } };
};
