import type { Exploration } from '../../explore/exploration.ts';
import { printable } from '../../printable.ts';
import { duration } from '../../text/amounts.ts';
import { wrapped } from '../../text/fit.ts';
import type { Paint } from '../paint.ts';
import { enumerated, share } from './amounts.ts';
import type { Seen } from './explored.ts';
import { stepOf } from './step-of.ts';

/** Steps that were cut at their limit, and orders in which the server could choose: each said once for all its levels. */
export const doubtLines = (seen: readonly Seen[], width: number, paint: Paint): readonly string[] => {
  const told = seen.flatMap(({ script, exploration }) =>
    [...cutWords(exploration), ...openWords(exploration), ...unsteadyWords(exploration)].map((words) => ({
      level: script.level,
      words,
    })),
  );
  return [...Map.groupBy(told, ({ words }) => words)].flatMap(([words, alike]) =>
    wrapped(paint.waiting(printable(`! At ${enumerated(alike.map(({ level }) => level))}: ${words}`)), width),
  );
};

const cutWords = (exploration: Exploration): readonly string[] =>
  exploration.cut.map(
    ({ session, place, limitMs, interleavings, shortest }) =>
      `step ${stepOf(exploration, place)} of ${session} was cut at its limit of ${duration(limitMs)} in ${share(interleavings, exploration)}, for instance in ${shortest.order}: it may have no end.`,
  );

const openWords = (exploration: Exploration): readonly string[] => {
  const { interleavings, broken } = exploration.open;
  if (interleavings === 0n) return [];
  const promise = broken > 0n ? `; of these ${share(broken, exploration)} violate the promise` : '';
  return [
    `in ${share(interleavings, exploration)} the server could choose, for several statements were at work at the same moment. Run again, they came to the same each time${promise}.`,
  ];
};

/** Numbers and texts that the server draws anew in each run, and for which there is no name. */
const unsteadyWords = ({ unsteady }: Exploration): readonly string[] =>
  unsteady.length === 0
    ? []
    : [
        `${enumerated(unsteady.map(({ of, name }) => partWords[of] + name))} may be otherwise in every run, also of the same order: outcomes may differ in that alone.`,
      ];

const partWords = {
  step: 'what comes back for step ',
  answer: 'the answer after step ',
  variables: '@variables of ',
  table: 'the table ',
} as const;
