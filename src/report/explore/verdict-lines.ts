import { branchFor } from '../../engine/condition.ts';
import { isOfConcurrency } from '../../engine/outcome.ts';
import { errorName } from '../../engine/words/outcome-words.ts';
import type { StepError } from '../../explore/order.ts';
import { isTaken } from '../../explore/outcome.ts';
import { bySwitches } from '../../explore/search.ts';
import { printable } from '../../printable.ts';
import { wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { Paint } from '../paint.ts';
import { enumerated } from './amounts.ts';
import { type ExploredLesson, isBroken, type Seen } from './explored.ts';
import { stepOf } from './step-of.ts';
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
      : wrapped(paint.bad(`${signs.failed} The promise is violated at ${levelsOf(broken)}.`), width)),
    ...chosen.flatMap(({ script, exploration: { varying } }) => {
      const order = varying.worst ? ` (${varying.worst.order})` : '';
      const words = `${signs.failed} The promise was violated at ${script.level} where the server chose${order}; run again, it came to something else.`;
      return wrapped(paint.bad(words), width);
    }),
    ...(kept.length === 0
      ? []
      : wrapped(paint.good(`${signs.holds} The promise holds ${all} at ${levelsOf(kept)}.`), width)),
  ];
};

const levelsOf = (seen: readonly Pick<Seen, 'script'>[]): string =>
  enumerated(seen.map(({ script }) => script.level));

/** Transactions that do not meet violate the promise: whoever looks for a race would look in vain. */
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
    return `It needs no concurrency: by itself ${first.script.sessions[0]?.role} violates the promise, too.`;
  const where = bad.length === seen.length ? '' : ` at ${levelsOf(bad)}`;
  return `It needs no concurrency${where}: one after the other they violate the promise, too (${first.order.order}).`;
};

/**
 * A statement that fails whenever it is taken fails in any order: a column that is not there, say. The promise may hold for no
 * other reason.
 */
const errorWords = (seen: readonly Seen[], { isOwn }: Pick<ExploredLesson, 'isOwn'>): readonly string[] => {
  const told = seen.flatMap((one) => alwaysFailing(one).map((error) => ({ ...one, ...error })));
  return [...Map.groupBy(told, ({ words }) => words)].map(([words, alike]) => {
    const where = alike.length === seen.length ? '' : ` at ${levelsOf(alike)}`;
    const when = alike.every(({ exploration }) => exploration.isWhole)
      ? 'whenever it is taken, in any order'
      : 'whenever it was taken';
    const isForgotten =
      isOwn && alike.every(({ script, error }) => script.setup.length === 0 && error.symbol === noTable);
    const hint = isForgotten ? ' Was --setup forgotten? It makes the tables.' : '';
    return `${words} ${when}${where}: ${ended(alike[0]?.error.message ?? '')}${hint}`;
  });
};

const noTable = 'ER_NO_SUCH_TABLE';

const ended = (message: string): string => (message.endsWith('.') ? message : `${message}.`);

const alwaysFailing = ({
  script,
  exploration: { orders },
}: Seen): readonly { readonly words: string; readonly error: StepError }[] => {
  // What the application expects and answers to is no mistake.
  const isExpected = (error: StepError): boolean =>
    branchFor(script.steps[error.place] ?? { rejectIf: [] }, { ...error, kind: 'error', sqlState: '' }) !==
    undefined;
  const errors = orders.flatMap(({ end }) =>
    end.errors.filter((error) => !isOfConcurrency(error) && !isExpected(error)),
  );
  return [...Map.groupBy(errors, ({ place }) => place)].flatMap(([place, [error]]) => {
    if (error === undefined) return [];
    const { session, errno } = error;
    const number = stepOf({ script }, place);
    const taken = orders.filter(({ cameTo }) => isTaken(cameTo, `${session}${number}`));
    const isAlways = taken.every(({ end }) =>
      end.errors.some((one) => one.place === place && one.errno === errno),
    );
    return isAlways ? [{ words: `Step ${number} of ${session} gets ${errorName(error)}`, error }] : [];
  });
};
