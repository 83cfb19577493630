import type { Value } from '../engine/outcome.ts';
import type { TableContents } from '../engine/ports.ts';
import type { LabState } from '../engine/state.ts';
import { statements } from '../engine/statements.ts';

/**
 * Ids that the server hands out are names and not values: in another order the same row has another one. Each is called
 * by the step that drew it.
 */
export interface DrawnIds {
  /** By what the server gave. */
  readonly names: ReadonlyMap<string, string>;
  readonly tables: readonly TableContents[];
}

/** Of one statement; whoever inserts more rows has no names for the rest. */
const mostOfOne = 1000;

/** @param stepNames what the steps of the script are called, by their places. */
export const drawnIds = (
  state: LabState,
  tables: readonly TableContents[],
  stepNames: readonly string[],
): DrawnIds => {
  const names = new Map<string, string>();
  for (const { outcome, step, by } of statements(state)) {
    if (outcome?.kind !== 'ok' || outcome.insertId === undefined || step === undefined || by !== 'script')
      continue;
    const first = BigInt(outcome.insertId);
    const rows = Math.min(Math.max(outcome.affected, 1), mostOfOne);
    for (let row = 0; row < rows; row++) {
      const id = String(first + BigInt(row));
      if (!names.has(id)) names.set(id, `id of ${stepNames[step] ?? step}${row > 0 ? `.${row}` : ''}`);
    }
  }
  return { names, tables };
};

/** What a value is called in a column; the value itself where the column holds no such ids. */
export const named = ({ names, tables }: DrawnIds, column: string, value: Value, table?: string): Value => {
  if (value === null) return value;
  const name = names.get(value);
  if (name === undefined) return value;
  const isOfIds = tables.some(
    (one) =>
      (table === undefined || one.table === table) &&
      one.idColumns.some((own) => own.toLowerCase() === column.toLowerCase()),
  );
  return isOfIds ? name : value;
};
