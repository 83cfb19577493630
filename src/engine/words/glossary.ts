import { type AnomalyKind, listedKinds, namesOf } from '../../lesson/anomaly-names.ts';

/** What a letter or a number of the field stands for. */
export interface GlossaryEntry {
  readonly code: string;
  readonly name: string;
  readonly says: string;
}

const berenson = 'Berenson et al., 1995';
const adya = "Adya, Liskov and O'Neil, 2000";
const bailis = 'Bailis et al., 2013';

const said: Record<AnomalyKind, { readonly says: string; readonly source: string }> = {
  G0: {
    says: "Two transactions write over each other's changes, one here and the other there. InnoDB's row locks keep it away at every level.",
    source: adya,
  },
  G1a: {
    says: 'A transaction reads what another one wrote and then rolled back: what never was.',
    source: adya,
  },
  G1b: {
    says: 'A transaction reads what another one wrote and then wrote once more: what was never final.',
    source: adya,
  },
  G1c: {
    says: "Two or more transactions see, or write over, each other's changes in a circle: none of them can have come first.",
    source: adya,
  },
  P1: {
    says: 'A transaction reads what another one has not committed. G1a and G1b are its forms that always do harm.',
    source: berenson,
  },
  P2: {
    says: 'Also called fuzzy read; told here in the strict form, A2. A row is read twice in a transaction and is another one the second time, or is no longer in the answer.',
    source: berenson,
  },
  P3: {
    says: 'Told here in the strict form, A3. The same question is asked twice in a transaction and finds a row more the second time.',
    source: berenson,
  },
  P4: {
    says: 'A transaction reads a row, another one changes it, and the first one writes over that without having seen it.',
    source: berenson,
  },
  A5A: {
    says: "A transaction sees one row as it was before another one's changes and a second row as it is after them.",
    source: berenson,
  },
  A5B: {
    says: "Each of two transactions writes a row that the other one reads, and neither sees the other's change.",
    source: berenson,
  },
  OTV: {
    says: 'A transaction sees one change of another one, and later a row as if that one had not been there.',
    source: bailis,
  },
  PMP: {
    says: 'Of two questions in a transaction (or a question and what an UPDATE or DELETE finds) the first one misses a row, or what became of it, and the second one goes by that.',
    source: bailis,
  },
  'G-single': {
    says: 'A circle with exactly one thing that was not seen. P2, P3, P4, A5A, OTV and PMP are forms of it.',
    source: 'Adya, 1999',
  },
  'G2-item': {
    says: 'A circle with rows that were not seen as another one changed them; told here where there are two or more such rows, for a circle with one is told as G-single. Write skew (A5B) is the one of two transactions.',
    source: adya,
  },
  G2: {
    says: 'A circle with things that were not seen, one of them a row that was not there yet; told here where there are two or more. Of two transactions it is write skew over a phantom.',
    source: adya,
  },
};

/** The signs on a circle. */
const edges: readonly GlossaryEntry[] = [
  { code: 'wr', name: 'read', says: 'A ─wr→ B: B read what A wrote. So B comes after A.' },
  { code: 'ww', name: 'overwritten', says: 'A ─ww→ B: B wrote over what A wrote. So B comes after A.' },
  {
    code: 'rw',
    name: 'not seen',
    says: 'A ─rw→ B: B changed what A had read; A did not see that. So B comes after A, whoever was first in time. (answer: row 3) says that the row was not in the answer before, or is not any more.',
  },
  { code: 'next', name: 'the next one', says: "A ─next→ A: the same session's next transaction." },
];

/** Every letter there is, the anomalies in the order in which they are told. */
export const glossary: readonly GlossaryEntry[] = [
  ...listedKinds.map((kind) => ({
    code: kind,
    name: namesOf(kind).name,
    says: `${said[kind].says} (${said[kind].source})`,
  })),
  ...edges,
];
