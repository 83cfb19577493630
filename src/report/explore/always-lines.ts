import { isOfConcurrency } from '../../engine/outcome.ts';
import { errorName } from '../../engine/words/outcome-words.ts';
import type { Exploration } from '../../explore/exploration.ts';
import { printable } from '../../printable.ts';
import { listed } from '../../text/amounts.ts';
import { wrapped } from '../../text/fit.ts';
import type { Paint } from '../paint.ts';
import { isBroken, type Seen } from './explored.ts';

/** What is so in every order: errors that others have nothing to do with, and that the promise is kept. */
export const alwaysLines = (seen: readonly Seen[], width: number, paint: Paint): readonly string[] => [
  ...errorLines(seen, width, paint),
  ...keptLines(seen, width, paint),
];

/** An error in every order is no matter of the order: the statement itself, or a table that is not there. */
const errorLines = (seen: readonly Seen[], width: number, paint: Paint): readonly string[] => {
  const told = seen.flatMap(({ script, exploration }) =>
    errorsInAll(exploration).map((error) => ({ level: script.level, error })),
  );
  return [...Map.groupBy(told, ({ error }) => error)].flatMap(([error, alike]) => {
    const where = alike.length === seen.length ? '' : ` at ${listed(alike.map(({ level }) => level))}`;
    return wrapped(
      paint.bad(printable(`! ${error} in every order${where}: that is no matter of the order.`)),
      width,
    );
  });
};

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

const keptLines = (seen: readonly Seen[], width: number, paint: Paint): readonly string[] => {
  const kept = seen.filter(
    ({ script, exploration }) => script.invariant && exploration.runs > 0 && !isBroken(exploration),
  );
  if (kept.length === 0) return [];
  const where = listed(kept.map(({ script }) => script.level));
  const all = kept.every(({ exploration }) => exploration.isWhole)
    ? 'in every order'
    : 'in all orders that were tried';
  return wrapped(paint.good(`✓ The promise holds ${all} at ${where}.`), width);
};
