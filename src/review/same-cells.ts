import { stepOutcomes } from '../engine/compare/step-outcome.ts';
import type { TableRows } from '../engine/events.ts';
import { resultSets } from '../engine/outcome.ts';
import type { LabState } from '../engine/state.ts';

/**
 * Which value of a run is which in another one of the same kinds, for words that speak of the first: told by what stands in
 * the same place of the same result. What is not the same one everywhere is left out.
 */
export const otherCells = (first: LabState, other: LabState): ReadonlyMap<string, string> => {
  const pairs = new Map<string, Set<string>>();
  const [own, theirs] = [tablesOf(first), tablesOf(other)];
  for (const [table, { rows }] of own.entries())
    for (const [row, cells] of rows.entries())
      for (const [column, cell] of cells.entries()) {
        const twin = theirs[table]?.rows[row]?.[column];
        if (cell === null || twin === null || twin === undefined) continue;
        pairs.set(cell, (pairs.get(cell) ?? new Set()).add(twin));
      }
  return new Map(
    [...pairs].flatMap(([cell, twins]) => {
      const [only] = twins;
      return twins.size === 1 && only !== undefined && only !== cell && cell !== ''
        ? [[cell, only] as const]
        : [];
    }),
  );
};

const tablesOf = (lab: LabState): readonly Pick<TableRows, 'rows'>[] => [
  ...stepOutcomes(lab).flatMap((one) => (one.kind === 'taken' && one.outcome ? resultSets(one.outcome) : [])),
  ...lab.observation.tables.flatMap((one) => ('rows' in one ? [one] : [])),
];
