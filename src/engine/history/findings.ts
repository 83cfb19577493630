import type { TableView } from '../events.ts';
import type { Moment, Sent } from './moved.ts';
import type { KeyedTable } from './tables.ts';
import type { Transactions } from './transactions.ts';
import type { Versions } from './versions.ts';

/** A statement that has its answer, and what is known of the moment in which it was given. */
export interface Reading {
  readonly sent: Sent;
  /** By its key; undefined where it had several, and one does not know which. */
  readonly transaction: string | undefined;
  /** "REPEATABLE READ" for instance. */
  readonly level: string | undefined;
  /** Its transaction is the statement alone. */
  readonly isAlone: boolean;
  /** The last settled moment before it was sent. */
  readonly since: Moment;
  /** The settled moment in which its answer was there. */
  readonly moment: Moment;
  /** No other session's statement came to its end in that moment, and it took no longer than that. */
  readonly isOnly: boolean;
  /** The settled moment in which its transaction's snapshot was there first, where that is known. */
  readonly snapshot?: Moment;
  /** The settled moment before its transaction began. */
  readonly begun: Moment;
}

/** What a whole run has shown, for conclusions that are drawn from all of it. */
export interface Findings {
  readonly readings: readonly Reading[];
  readonly transactions: Transactions;
  readonly versions: Versions;
  /** The tables in each settled moment. */
  readonly moments: readonly ReadonlyMap<string, KeyedTable>[];
  /** When each transaction ended, by its key. */
  readonly ends: ReadonlyMap<string, Moment>;
  /** Tables whose rows have no keys, and were changed. */
  readonly keyless: ReadonlySet<string>;
}

/** Follows what is in tables whose rows have no keys. */
export class KeylessTables {
  readonly #first = new Map<string, TableView>();
  readonly changed = new Set<string>();

  follow(views: readonly TableView[], keyed: ReadonlyMap<string, KeyedTable>): void {
    for (const view of views) {
      if (keyed.has(view.name)) continue;
      const first = this.#first.get(view.name);
      if (first === undefined) this.#first.set(view.name, view);
      else if (first !== view) this.changed.add(view.name);
    }
  }
}
