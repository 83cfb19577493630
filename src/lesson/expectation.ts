/**
 * What a lesson claims. A cell is the exact text that the server answers, or null for SQL NULL. A cell
 * `$name` is bound at its first appearance in a run and must be the same at every later one, so that a
 * lesson does not depend on auto-increment luck.
 */
export type Cell = string | null;

export type RowsExpectation =
  | { readonly kind: 'exact'; readonly rows: readonly (readonly Cell[])[] }
  | { readonly kind: 'include'; readonly rows: readonly (readonly Cell[])[] }
  | { readonly kind: 'count'; readonly count: number };

/** One result set of several. What is not said is not compared. */
export interface ResultSetExpectation {
  readonly rows?: RowsExpectation;
  readonly columns?: readonly string[];
}

/** On which lock a statement is expected to wait; what is not said is not compared. */
export interface LockExpectation {
  readonly kind?: string;
  readonly table?: string;
  readonly index?: string;
  readonly mode?: string;
  readonly key?: string;
}

/** In `waitsFor`, alone: it waits, for whomever. No session is called so. */
export const anybody = 'any';

/**
 * What one step is expected to come to. What is not said is not compared. `rows` and `columns` are those of the first
 * result set; beside `error`, of what a CALL had answered before it failed.
 */
export interface StepExpectation extends ResultSetExpectation {
  /** It succeeds, whatever it gives or changes. */
  readonly ok?: true;
  /** The result sets of a CALL from the second on: exactly so many. */
  readonly more?: readonly ResultSetExpectation[];
  readonly affected?: number;
  /** Of an UPDATE: how many rows it found, whether they are others now or not. */
  readonly matched?: number;
  /** An error by number ('1062') or by symbol ('ER_DUP_ENTRY'). */
  readonly error?: string;
  /** The sessions waited for, or `anybody`; an empty list claims that the statement did not wait at all. */
  readonly waitsFor?: readonly string[];
  readonly on?: LockExpectation;
  readonly answer?: string;
  /** The step is not taken at all (its transaction is dead, its application gave up, `when` said no). */
  readonly skipped?: true;
  /** Where the server may choose: the step comes to exactly one of these. */
  readonly either?: readonly StepExpectation[];
}

/** What is expected when the run is over. */
export interface EndExpectation {
  /** Committed rows by watched table. */
  readonly tables?: Readonly<Record<string, RowsExpectation>>;
  readonly invariant?: 'holds' | 'violated';
  /** The sessions whose transaction the server rolled back (deadlock victims), `oneOf` when it may choose. */
  readonly rolledBack?: readonly string[] | { readonly oneOf: readonly string[] };
  readonly either?: readonly EndExpectation[];
}
