import { isDeepStrictEqual } from 'node:util';
import type { TableView } from '../engine/events.ts';
import { invariantOf, victimsOf } from '../engine/judge/judge-end.ts';
import type { LabState } from '../engine/state.ts';
import type { EndExpectation, RowsExpectation } from '../lesson/expectation.ts';
import type { Names } from './names.ts';
import { observedRows, sameShapes } from './observed-step.ts';

/** The expectation that says how several runs of a script ended; `either` where they ended differently. */
export const observedEnd = (states: readonly (LabState | undefined)[], names: Names): EndExpectation =>
  oneEndOf(sameShapes(states, endShape).map((same) => describe(same, names)));

/** Several ends as one: those that differ in nothing but the victim become one with a choice of victims. */
export const oneEndOf = (ends: readonly EndExpectation[]): EndExpectation => {
  const same = Map.groupBy(ends, ({ rolledBack, ...rest }) =>
    JSON.stringify([rest, rolledBack !== undefined && victimsAmong(rolledBack) !== undefined]),
  );
  const distinct = [...same.values()].flatMap((alike): readonly EndExpectation[] => {
    const victims = alike.map(({ rolledBack }) => rolledBack && victimsAmong(rolledBack));
    const all = [...new Set(victims.flatMap((one) => one ?? []))].toSorted();
    const [first] = alike;
    if (victims.includes(undefined)) return each(alike);
    return all.length < 2 || first === undefined
      ? alike.slice(0, 1)
      : [{ ...first, rolledBack: { oneOf: all } }];
  });
  const [first, second] = distinct;
  if (first === undefined) throw new Error('Nothing was observed');
  return second === undefined ? first : { either: distinct };
};

/** The sessions of which one was rolled back; undefined where it was none or more than one. */
const victimsAmong = (
  rolledBack: NonNullable<EndExpectation['rolledBack']>,
): readonly string[] | undefined => {
  if ('oneOf' in rolledBack) return rolledBack.oneOf;
  return rolledBack.length === 1 ? rolledBack : undefined;
};

const each = (ends: readonly EndExpectation[]): readonly EndExpectation[] =>
  ends.filter((one, at) => !ends.slice(0, at).some((other) => isDeepStrictEqual(one, other)));

export const endShape = (state: LabState): string =>
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
