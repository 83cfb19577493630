import type { LabState } from '../../engine/state.ts';
import { statements } from '../../engine/statements.ts';
import type { Came } from '../../textbook/needed-turns.ts';
import type { Schedule } from '../../textbook/schedule.ts';
import { endRows } from './end-rows.ts';
import { operationsOf } from './level-steps.ts';

/** What the reads of a run returned, and what is there in the end. */
export const cameIn = (state: LabState, schedule: Schedule): Came => {
  const operationOf = operationsOf(state, schedule);
  return {
    reads: statements(state).flatMap(({ step, outcome }) => {
      const operation = step === undefined ? undefined : operationOf[step];
      const value = outcome?.kind === 'rows' ? outcome.rows[0]?.[1] : undefined;
      if (operation?.kind !== 'read' || value === undefined || value === null) return [];
      const { transaction, item } = operation;
      return [{ transaction, item, value: Number(value) }];
    }),
    end: endRows(state).map(({ item, value }) => ({ item, value: Number(value) })),
  };
};
