import { isSeveral, type Sent } from './moved.ts';
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

  /** Of these others may have written what they seem to have written, or they what others seem to have. */
  readonly #doubted = new Set<number>();

  /**
   * As far as it has come, when it is sure that this is all, and its own. What is made of several statements may have written a
   * row several times, and made its table anew.
   */
  of({ statement, place }: Sent): readonly Change[] {
    if (this.#doubted.has(statement) || isSeveral(place)) return [];
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

  note({ statement }: Sent, change: Change, table: KeyedTable): void {
    if (change.before === undefined) this.#made.add(madeKey(statement, change.table));
    const own = this.#rows.get(statement) ?? new Map<string, Change>();
    const key = `${change.table} ${keyOf(change.before ?? change.after ?? [], table)}`;
    const first = own.get(key);
    own.set(key, first === undefined ? change : { ...change, before: first.before });
    this.#rows.set(statement, own);
  }

  /** One of them has written, or DDL has. */
  doubt(candidates: readonly Sent[]): void {
    for (const { statement } of candidates) this.#doubted.add(statement);
  }

  /** What it did is told, or undone. */
  close({ statement }: Sent): void {
    this.#rows.delete(statement);
  }
}

const madeKey = (statement: number, table: string): string => `${statement} ${table}`;
