import type { LabState } from '../../engine/state.ts';
import { itemsTable } from '../../textbook/history-lesson.ts';

export interface EndRow {
  readonly item: string;
  readonly value: string;
}

/** What is committed in the end. */
export const endRows = ({ observation }: Pick<LabState, 'observation'>): readonly EndRow[] =>
  observation.tables.flatMap((table) =>
    table.name === itemsTable && 'rows' in table
      ? table.rows.map(([item, value]) => ({ item: item ?? '', value: value ?? '' }))
      : [],
  );
