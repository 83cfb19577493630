import type { Place } from './claim.ts';
import type { Value } from './outcome.ts';

/**
 * The field's names: G0 to G2 of Adya, Liskov and O'Neil (ICDE 2000), P1 to P4, A5A and A5B of Berenson et al. (SIGMOD 1995), OTV and
 * PMP of Bailis et al. (VLDB 2013).
 */
export const anomalyKinds = [
  'G0',
  'G1a',
  'G1b',
  'G1c',
  'P4',
  'OTV',
  'A5A',
  'P2',
  'P3',
  'PMP',
  'G-single',
  'A5B',
  'G2-item',
  'G2',
  'P1',
] as const;

export type AnomalyKind = (typeof anomalyKinds)[number];

/** What a run has come to, drawn from all that it has shown. */
export interface Happened {
  readonly anomalies: readonly Anomaly[];
  /** What is not known. Where there is something, an anomaly may be missing. */
  readonly doubts: readonly Doubt[];
  /** The transactions that count, each behind those that it depends on. Absent where they go in a circle. */
  readonly order?: readonly Party[];
}

export interface Anomaly {
  readonly kind: AnomalyKind;
  /** Each stands behind the one before it, and in a circle the first behind the last. */
  readonly parties: readonly Party[];
  /** From each of them to the next; of a bad read the one from the writer to the reader. */
  readonly links: readonly Link[];
  readonly says: string;
}

/** A transaction of the run. */
export interface Party {
  readonly session: string;
  /** With what it began; told where its session has several that matter. */
  readonly since?: Place;
}

/**
 * Why one stands behind another. ww: it overwrote what that one wrote; wr: it read that; rw: it overwrote what that one
 * had read; next: it is the same session's next one.
 */
export interface Link {
  readonly kind: 'ww' | 'wr' | 'rw' | 'next';
  /** What was read is a row as it was, or whether it is in the answer to a question. */
  readonly of: 'row' | 'answer';
  readonly table: string;
  /** The row's primary key. */
  readonly key: readonly Value[];
  /** The statements of the one before and of the one behind it. */
  readonly first: Place;
  readonly second: Place;
}

/**
 * unknown-read: what the statement has read is not known. several-versions: what it read may be one of several versions.
 * unknown-writer: several may have written it. keyless: rows cannot be told from one another. remade: the table was made
 * anew. open: its transaction was not over at the end. redis: what another server knows is not followed.
 */
export interface Doubt {
  readonly why:
    | 'unknown-read'
    | 'several-versions'
    | 'unknown-writer'
    | 'keyless'
    | 'remade'
    | 'open'
    | 'redis';
  readonly session?: string;
  readonly at?: Place;
  readonly table?: string;
  readonly key?: readonly Value[];
  readonly says: string;
}

/** What people call it, and by which names of the field it goes: its own, and those of the wider kinds that it is one of. */
export const namesOf = (kind: AnomalyKind): { readonly name: string; readonly codes: readonly string[] } =>
  named[kind];

const named: Record<AnomalyKind, { readonly name: string; readonly codes: readonly string[] }> = {
  G0: { name: 'dirty write', codes: ['G0', 'P0'] },
  G1a: { name: 'aborted read', codes: ['G1a', 'P1'] },
  G1b: { name: 'intermediate read', codes: ['G1b', 'P1'] },
  G1c: { name: 'circular information flow', codes: ['G1c'] },
  P1: { name: 'dirty read', codes: ['P1'] },
  P2: { name: 'non-repeatable read', codes: ['P2', 'G-single'] },
  P3: { name: 'phantom read', codes: ['P3', 'PMP', 'G-single'] },
  PMP: { name: 'predicate with many preceders', codes: ['PMP', 'G-single'] },
  P4: { name: 'lost update', codes: ['P4', 'G-single'] },
  A5A: { name: 'read skew', codes: ['A5A', 'G-single'] },
  OTV: { name: 'observed transaction vanishes', codes: ['OTV', 'G-single'] },
  'G-single': { name: 'circle with one thing not seen', codes: ['G-single'] },
  A5B: { name: 'write skew', codes: ['A5B', 'G2-item'] },
  'G2-item': { name: 'circle of rows not seen', codes: ['G2-item'] },
  G2: { name: 'write skew over a phantom', codes: ['G2'] },
};
