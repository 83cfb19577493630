import type { TableContents } from '../engine/ports.ts';
import type { RunOrder } from './order.ts';
import { hasPart, type Part, partsApart } from './outcome.ts';
import { runAgain, type Surroundings } from './run-orders.ts';
import type { ExploredScript } from './script.ts';
import { wordsOf } from './sql-words.ts';

/**
 * What may be otherwise from run to run of the very same order, so that it is no sign that orders come to different things:
 * whatever differs between two runs of an order in which nobody is beside another one, and ids that triggers and routines
 * draw, of which no answer tells.
 *
 * @param first the order, where it was run already. @throws as `runAgain`
 */
export const unsteadyParts = async (
  explored: ExploredScript,
  surroundings: Surroundings,
  first?: RunOrder,
): Promise<readonly Part[]> => {
  const one = first ?? (await runAgain(explored, { way: [] }, surroundings));
  const other = await runAgain(explored, one, surroundings);
  const tables = await explored.tables.of(async () => []);
  const parts = [...partsApart(one.cameTo, other.cameTo), ...unseenIds(explored, tables)];
  return parts.filter((part, at) => !hasPart(parts.slice(0, at), part));
};

const unseenIds = (
  { script: { setup, steps }, stepNames }: ExploredScript,
  tables: readonly TableContents[],
): readonly Part[] => {
  const hidden = setup
    .map(wordsOf)
    .filter((words) => words[0] === 'CREATE' && words.some((word) => routines.has(word)));
  const drawn = tables.filter(
    ({ table, idColumns }) =>
      idColumns.some(({ of }) => of === table) && hidden.some((words) => words.includes(table.toUpperCase())),
  );
  return drawn.flatMap(({ table }): readonly Part[] => [
    { of: 'table', name: table },
    ...steps.flatMap(({ sql }, place): readonly Part[] =>
      wordsOf(sql).includes(table.toUpperCase()) ? [{ of: 'step', name: stepNames[place] ?? '' }] : [],
    ),
  ]);
};

const routines: ReadonlySet<string> = new Set(['TRIGGER', 'PROCEDURE', 'FUNCTION', 'EVENT']);
