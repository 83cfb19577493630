import type { AnomalyKind } from '../../lesson/anomaly-names.ts';
import type { Edge } from './dependency.ts';
import type { Circle } from './graph.ts';

/** A circle by its name, with the edges that make it one of these. */
export interface Named {
  readonly kind: AnomalyKind;
  readonly transactions: readonly string[];
  readonly edges: readonly Edge[];
}

/** Of two that have written and read side by side several names may hold; of others one alone. */
export const namedIn = (circle: Circle): readonly Named[] => {
  const { transactions, edges } = fromReader(circle);
  const firsts = edges.map(weakest);
  const kinds = firsts.map((one) => one?.kind);
  const whole = firsts.flatMap((one) => one ?? []);
  const unseen = kinds.filter((one) => one === 'rw').length;
  const named = (kind: AnomalyKind, own: readonly Edge[] = whole): Named => ({
    kind,
    transactions,
    edges: own,
  });
  if (unseen === 0)
    return [named(kinds.every((one) => one === 'ww') ? 'G0' : kinds.includes('wr') ? 'G1c' : 'G0')];
  if (unseen === 1 && transactions.length === 2) {
    const at = kinds.indexOf('rw');
    return ofOneUnseen(transactions, { at, missed: edges[at] ?? [], met: edges[1 - at] ?? [] });
  }
  if (unseen === 1) return [named('G-single')];
  if (whole.every((one) => one.kind !== 'rw' || one.isOfRow))
    return [named(transactions.length === 2 ? 'A5B' : 'G2-item')];
  return [named('G2')];
};

/** It is told from the one on that did not see what the next one did, where there is one alone. */
const fromReader = ({ transactions, edges }: Circle): Circle => {
  const unseen = edges.flatMap((one, at) => (weakest(one)?.kind === 'rw' ? [at] : []));
  const at = unseen.length === 1 ? (unseen[0] ?? 0) : 0;
  return {
    transactions: [...transactions.slice(at), ...transactions.slice(0, at)],
    edges: [...edges.slice(at), ...edges.slice(0, at)],
  };
};

/** What needs the least to be told: ww before wr before rw, a row before an answer. */
const weakest = (edges: readonly Edge[]): Edge | undefined =>
  edges.toSorted((one, other) => rank(one) - rank(other) || one.second.statement - other.second.statement)[0];

const rank = ({ kind, isOfRow }: Edge): number =>
  ({ ww: 0, wr: 1, next: 2, rw: 3 })[kind] * 2 + (isOfRow ? 0 : 1);

interface OneUnseen {
  /** Where in the circle what was not seen stands. */
  readonly at: number;
  /** The reader missed this of the other one, … */
  readonly missed: readonly Edge[];
  /** … and met that. */
  readonly met: readonly Edge[];
}

/** Two transactions, one of which did not see what the other did, and saw it, or wrote over it. */
const ofOneUnseen = (transactions: readonly string[], { at, missed, met }: OneUnseen): readonly Named[] => {
  const unseen = missed.filter(({ kind }) => kind === 'rw');
  const seen = met.filter(({ kind }) => kind !== 'rw');
  const pairs = unseen.flatMap((one) => seen.map((other) => ({ missed: one, met: other })));
  const found = pairs.map((pair) => ({
    ...pair,
    kind: isSeenBetween(pair, seen) ? 'G-single' : kindOf(pair),
  }));
  const order: readonly AnomalyKind[] = ['P4', 'OTV', 'P2', 'P3', 'PMP', 'A5A', 'G-single'];
  const kinds = order.filter((kind) => found.some((one) => one.kind === kind));
  // What has a form of its own is not told once more as the wider kind.
  const told = kinds.filter(
    (kind, nth) => nth === 0 || !(wide.has(kind) || (kind === 'PMP' && kinds.includes('P3'))),
  );
  return told.flatMap((kind): readonly Named[] => {
    const pair = found.find((one) => one.kind === kind);
    if (pair === undefined) return [];
    return [{ kind, transactions, edges: at === 0 ? [pair.missed, pair.met] : [pair.met, pair.missed] }];
  });
};

/** It has read before it wrote over it what it had missed first. */
const isSeenBetween = (
  { missed, met }: { readonly missed: Edge; readonly met: Edge },
  seen: readonly Edge[],
) =>
  met.kind === 'ww' &&
  seen.some(
    (one) =>
      one.kind === 'wr' &&
      one.isSearch === undefined &&
      one.isCheck === undefined &&
      one.isOfRow &&
      one.table === met.table &&
      one.key === met.key &&
      one.second.statement > missed.first.statement &&
      one.second.statement < met.second.statement,
  );

const wide: ReadonlySet<AnomalyKind> = new Set(['A5A', 'G-single']);

const kindOf = ({ missed, met }: { readonly missed: Edge; readonly met: Edge }): AnomalyKind => {
  const isSameRow = missed.table === met.table && missed.key === met.key;
  const isBefore = missed.first.statement < met.second.statement;
  if (met.kind === 'ww' && isSameRow && missed.isOfRow && isBefore && !met.isKept) return 'P4';
  if (met.kind === 'next' || met.isCheck || missed.isCheck) return 'G-single';
  if (met.kind === 'wr' && !isBefore && met.isLocking === undefined && met.isOfRow) return 'OTV';
  // A row has come into the answer, and was met.
  if (!missed.isOfRow) {
    if (!isSameRow) return 'G-single';
    const isSelect = met.kind === 'wr' && met.isSearch === undefined && missed.isSearch === undefined;
    return isSelect && missed.asked === met.asked ? 'P3' : 'PMP';
  }
  // Its own version tells of its own write.
  if (met.kind !== 'wr' || met.own) return 'G-single';
  if (met.isSearch === undefined) return isSameRow ? 'P2' : 'A5A';
  // Of what an UPDATE or DELETE finds by its key it is not told whether it went by its values.
  if (!met.isOfAnswer) return 'G-single';
  if (!isSameRow) return 'A5A';
  if (!isBefore) return 'G-single';
  // The other one's change has brought the row to what was looked for, or away from it.
  return met.isGone ? 'P2' : 'PMP';
};
