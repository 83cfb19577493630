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

const ofStandard: readonly AnomalyKind[] = ['P1', 'P2', 'P3'];

/** As people look for them: the three that the SQL standard names come first. */
export const listedKinds: readonly AnomalyKind[] = [
  ...ofStandard,
  ...anomalyKinds.filter((kind) => !ofStandard.includes(kind)),
];

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
  PMP: { name: 'predicate-many-preceders', codes: ['PMP', 'G-single'] },
  P4: { name: 'lost update', codes: ['P4', 'G-single'] },
  A5A: { name: 'read skew', codes: ['A5A', 'G-single'] },
  OTV: { name: 'observed transaction vanishes', codes: ['OTV', 'G-single'] },
  'G-single': { name: 'single anti-dependency', codes: ['G-single'] },
  A5B: { name: 'write skew', codes: ['A5B', 'G2-item'] },
  'G2-item': { name: 'item anti-dependencies', codes: ['G2-item'] },
  G2: { name: 'write skew over a phantom', codes: ['G2'] },
};
