import { isOfConcurrency } from '../../engine/outcome.ts';
import { errorName } from '../../engine/words/outcome-words.ts';
import type { Exploration } from '../../explore/exploration.ts';
import { bySwitches } from '../../explore/search.ts';
import { printable } from '../../printable.ts';
import { wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { Paint } from '../paint.ts';
import { enumerated } from './amounts.ts';
import { type ExploredLesson, isBroken, type Seen } from './explored.ts';
import { unknownColumns } from './unknown-columns.ts';

/** Whether the promise holds, where it does not, and what is no matter of the order at all. */
export const verdictLines = (
  seen: readonly Seen[],
  about: Pick<ExploredLesson, 'isOwn'>,
  width: number,
  paint: Paint,
): readonly string[] => {
  const alone = aloneWords(seen);
  return [
    ...promiseLines(seen, width, paint),
    ...[...(alone === undefined ? [] : [alone]), ...errorWords(seen, about), ...unknownColumns(seen)].flatMap(
      (words) => wrapped(paint.bad(printable(`! ${words}`)), width),
    ),
  ];
};

const promiseLines = (seen: readonly Seen[], width: number, paint: Paint): readonly string[] => {
  const told = seen.filter(({ script, exploration }) => script.invariant && exploration.runs > 0);
  const broken = told.filter(({ exploration }) => exploration.outcomes.some(({ kind }) => kind === 'broken'));
  const chosen = told.filter((one) => isBroken(one.exploration) && !broken.includes(one));
  const kept = told.filter(({ exploration }) => !isBroken(exploration));
  const all = kept.every(({ exploration }) => exploration.isWhole)
    ? 'in every order'
    : 'in all orders that were tried';
  return [
    ...(broken.length === 0
      ? []
      : wrapped(paint.bad(`${signs.failed} The promise is broken at ${levelsOf(broken)}.`), width)),
    ...chosen.flatMap(({ script, exploration: { varying } }) => {
      const order = varying.worst ? ` (${varying.worst.order})` : '';
      const words = `${signs.failed} The promise was broken at ${script.level} where the server chose${order}; run again, it came to something else.`;
      return wrapped(paint.bad(words), width);
    }),
    ...(kept.length === 0
      ? []
      : wrapped(paint.good(`${signs.holds} The promise holds ${all} at ${levelsOf(kept)}.`), width)),
  ];
};

const levelsOf = (seen: readonly Pick<Seen, 'script'>[]): string =>
  enumerated(seen.map(({ script }) => script.level));

/** Transactions that do not meet break the promise: whoever looks for a race would look in vain. */
const aloneWords = (seen: readonly Seen[]): string | undefined => {
  const bad = seen.flatMap(({ script, exploration }) => {
    const [order] = exploration.orders
      .filter((one) => one.isSerial && one.promise === 'broken')
      .toSorted(bySwitches);
    return order ? [{ script, order }] : [];
  });
  const [first] = bad;
  if (first === undefined) return undefined;
  if (first.script.sessions.length === 1)
    return `It needs no concurrency: by itself ${first.script.sessions[0]?.role} breaks the promise, too.`;
  const where = bad.length === seen.length ? '' : ` at ${levelsOf(bad)}`;
  return `It needs no concurrency${where}: one after the other they break the promise, too (${first.order.order}).`;
};

/** An error in every order is no matter of the order: the statement itself, or a table that is not there. */
const errorWords = (seen: readonly Seen[], { isOwn }: Pick<ExploredLesson, 'isOwn'>): readonly string[] => {
  const told = seen.flatMap(({ script, exploration }) =>
    errorsInAll(exploration).map((error) => ({ script, error })),
  );
  return [...Map.groupBy(told, ({ error }) => error)].map(([error, alike]) => {
    const where = alike.length === seen.length ? '' : ` at ${levelsOf(alike)}`;
    const isForgotten =
      isOwn && error.includes(noTable) && alike.every(({ script }) => script.setup.length === 0);
    const hint = isForgotten ? ' Was --setup forgotten? It makes the tables.' : '';
    return `${error} in every order${where}: that is no matter of the order.${hint}`;
  });
};

const noTable = 'ER_NO_SUCH_TABLE';

const errorsInAll = ({ orders }: Exploration): readonly string[] => {
  const [first, ...others] = orders.map(
    ({ end }) =>
      new Set(
        end.errors
          .filter((error) => !isOfConcurrency(error))
          .map((error) => `${error.session} gets ${errorName(error)}`),
      ),
  );
  return [...(first ?? [])].filter((error) => others.every((other) => other.has(error)));
};
