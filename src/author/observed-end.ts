import type { TableView } from '../engine/events.ts';
import { invariantOf, victimsOf } from '../engine/judge/judge-end.ts';
import type { LabState } from '../engine/state.ts';
import type { EndExpectation, RowsExpectation } from '../lesson/expectation.ts';
import type { Names } from './names.ts';
import { observedRows, sameShapes } from './observed-step.ts';

/** The expectation that says how several runs of a script ended; `either` where they ended differently. */
export const observedEnd = (states: readonly LabState[], names: Names): EndExpectation => {
  const [first, ...others] = sameShapes(states, shapeOf).map((same) => describe(same, names));
  if (first === undefined) throw new Error('Nothing was observed');
  return others.length === 0 ? first : { either: [first, ...others] };
};

const shapeOf = (state: LabState): string =>
  JSON.stringify([
    readableOf(state).map(({ name, columns, rows }) => [name, columns, rows.length]),
    invariantOf(state),
    victimsOf(state),
  ]);

const describe = (states: readonly (LabState | undefined)[], names: Names): EndExpectation => {
  const state = states.find((one) => one !== undefined);
  if (state === undefined) return {};
  const tables = readableOf(state).map(({ name, columns }): readonly [string, RowsExpectation] => [
    name,
    observedRows(
      columns,
      states.map((one) => one && rowsOf(one, name)),
      names,
    ),
  ]);
  const invariant = invariantOf(state);
  return {
    ...(tables.length > 0 && { tables: Object.fromEntries(tables) }),
    ...(invariant && { invariant }),
    rolledBack: victimsOf(state),
  };
};

type Readable = Exclude<TableView, { readonly unreadable: string }>;

const readableOf = ({ observation }: LabState): readonly Readable[] =>
  observation.tables.filter((one): one is Readable => 'rows' in one);

/** The committed rows of a watched table at the end of a run. */
const rowsOf = (state: LabState, table: string): Readable['rows'] =>
  readableOf(state).find(({ name }) => name === table)?.rows ?? [];
