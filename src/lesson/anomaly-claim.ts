import { anomalyKinds, namesOf } from './anomaly-names.ts';

/**
 * Which anomalies happen, by the field's codes: those and no others. none: no anomaly, and nothing is doubtful. unknown: it cannot
 * be told.
 */
export type AnomalyClaim = (NamedAnomalies | { readonly kind: 'none' | 'unknown' }) & {
  /** Where its file says so, 1-based. */
  readonly line: number;
};

interface NamedAnomalies {
  readonly kind: 'named';
  readonly codes: readonly string[];
}

/** Every code by which an anomaly goes. */
export const anomalyCodes: readonly string[] = [
  ...new Set([...anomalyKinds, ...anomalyKinds.flatMap((kind) => namesOf(kind).codes)]),
];

/** What is claimed, for people: "lost update (P4)". */
export const anomalyClaimWords = (claim: AnomalyClaim): string => {
  switch (claim.kind) {
    case 'named':
      return claim.codes.map(codeWords).join(', ');
    case 'none':
      return 'no anomaly';
    case 'unknown':
      return 'cannot tell';
  }
};

const codeWords = (code: string): string => {
  const kind =
    anomalyKinds.find((one) => one === code) ?? anomalyKinds.find((one) => namesOf(one).codes.includes(code));
  return kind === undefined ? code : `${namesOf(kind).name} (${code})`;
};
