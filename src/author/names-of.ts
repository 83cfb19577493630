import { factsOf } from '../engine/judge/facts.ts';
import { resultSets } from '../engine/outcome.ts';
import type { LabState } from '../engine/state.ts';
import type { Script } from '../lesson/script.ts';
import { Names, type SeenRows } from './names.ts';

/** The names that a script's expectations use, as several runs of it fill them in. */
export const namesOf = ({ steps, end }: Script, states: readonly LabState[]): Names => {
  const names = new Names();
  for (const [index, { expect }] of steps.entries()) {
    const runs = states.map((state) => {
      const outcome = factsOf(state, index).entry?.outcome;
      return outcome ? resultSets(outcome) : [];
    });
    for (const claim of expect ? [expect, ...(expect.either ?? [])] : []) {
      for (const [nth, { rows }] of [claim, ...(claim.more ?? [])].entries()) {
        const seen = rowsSeen(runs.map((sets) => sets[nth]));
        if (rows && seen) names.learn(rows, seen);
      }
    }
  }
  for (const { tables } of end ? [end, ...(end.either ?? [])] : []) {
    for (const [table, rows] of Object.entries(tables ?? {})) {
      const seen = rowsSeen(
        states.map(({ observation }) => observation.tables.find(({ name }) => name === table)),
      );
      if (seen) names.learn(rows, seen);
    }
  }
  return names;
};

/** Undefined when some run has no rows here. */
const rowsSeen = (results: readonly (object | undefined)[]): SeenRows | undefined => {
  const rows = results.filter(
    (one): one is SeenTable => one !== undefined && 'rows' in one && 'columns' in one,
  );
  const [first] = rows;
  if (first === undefined || rows.length < results.length) return undefined;
  return { columns: first.columns, runs: rows.map((one) => one.rows) };
};

type SeenTable = { readonly columns: SeenRows['columns'] } & { readonly rows: SeenRows['runs'][number] };
