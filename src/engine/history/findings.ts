import type { TableShape, TableView, UserVariable } from '../events.ts';
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
  /** Its session's @variables in that moment. */
  readonly variables: readonly UserVariable[];
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
  readonly unfollowed: ReadonlyMap<string, WhyUnfollowed>;
}

/**
 * keyless: its rows have no keys. unversioned: it is no InnoDB table, and keeps no versions of them. unread: the lab could not
 * read it, or it was too large.
 */
export type WhyUnfollowed = 'keyless' | 'unversioned' | 'unread';

/** Tables of which no versions are known, though they were changed, or may have been. */
export class UnfollowedTables {
  readonly #first = new Map<string, TableView>();
  readonly #changed = new Map<string, WhyUnfollowed>();
  readonly #unread = new Set<string>();
  readonly #keyed = new Set<string>();

  get all(): ReadonlyMap<string, WhyUnfollowed> {
    const unread = [...this.#unread].filter((table) => !this.#keyed.has(table));
    return new Map([...this.#changed, ...unread.map((table) => [table, 'unread'] as const)]);
  }

  follow(
    views: readonly TableView[],
    shapes: readonly TableShape[],
    keyed: ReadonlyMap<string, KeyedTable>,
  ): void {
    for (const { table, isVersioned } of shapes) {
      const view = views.find(({ name }) => name === table);
      if (keyed.has(table)) this.#keyed.add(table);
      else if (view === undefined || 'unreadable' in view) this.#unread.add(table);
      else {
        const first = this.#first.get(table);
        if (first === undefined) this.#first.set(table, view);
        else if (first !== view) this.#changed.set(table, isVersioned ? 'keyless' : 'unversioned');
      }
    }
  }
}
