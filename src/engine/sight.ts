import type { TableRows, Wait } from './observation.ts';

/** What a plain SELECT of a session would return now, or why it would return nothing. */
export type Sight =
  | { readonly kind: 'reads'; readonly tables: readonly TableSight[] }
  /** Its statement is not over, or its connection is gone. */
  | { readonly kind: 'busy' }
  /** The way could not be gone again: there this step, or a statement that is none, came to something else. */
  | { readonly kind: 'left'; readonly step?: number }
  /** The way is not gone again: this step, or a statement that is none, would let time pass each time. */
  | { readonly kind: 'slow'; readonly step?: number };

/** The rows of a watched table; what a reader would have to wait for; or what the server would answer. */
export type TableSight = { readonly name: string } & (
  | TableRows
  | { readonly waits: readonly Wait[] }
  | { readonly error: string }
);

/** By the names of the sessions. */
export type Sights = Readonly<Record<string, Sight>>;
