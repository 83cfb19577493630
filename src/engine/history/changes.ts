import type { Sent } from './moved.ts';
import { isSame, type KeyedTable, keyOf, type Row } from './tables.ts';

/** A row before a statement and after it; undefined where there is none. */
export interface Change {
  readonly table: string;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

/** What statements have done to rows. */
export class Changes {
  /** Of those that are not over, and of those that have been since the moment before: by row. */
  readonly #rows = new Map<number, Map<string, Change>>();
  /** Statement and table, of those that have made new rows there. */
  readonly #made = new Set<string>();

  /** As far as it has come, and is sure to be its own. */
  of({ statement }: Sent): readonly Change[] {
    const changes = [...(this.#rows.get(statement)?.values() ?? [])];
    return changes.filter(({ before, after }) => !isSame(before, after));
  }

  /**
   * Has it made new rows in the table? Then a row that is gone may have been given another key: that is no deletion to
   * whoever wrote it.
   */
  hasMade({ statement }: Sent, table: string): boolean {
    return this.#made.has(madeKey(statement, table));
  }

  /** @param isAlone nobody else may have written meanwhile: else nobody saw how the row was before this one */
  note(
    { statement }: Sent,
    change: Change,
    { table, isAlone }: { readonly table: KeyedTable; readonly isAlone: boolean },
  ): void {
    if (change.before === undefined) this.#made.add(madeKey(statement, change.table));
    if (!isAlone) return;
    const own = this.#rows.get(statement) ?? new Map<string, Change>();
    const key = `${change.table} ${keyOf(change.before ?? change.after ?? [], table)}`;
    const first = own.get(key);
    own.set(key, first === undefined ? change : { ...change, before: first.before });
    this.#rows.set(statement, own);
  }

  /** What it did is told, or undone. */
  close({ statement }: Sent): void {
    this.#rows.delete(statement);
  }
}

const madeKey = (statement: number, table: string): string => `${statement} ${table}`;
