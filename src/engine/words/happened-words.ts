import { type Anomaly, type AnomalyKind, type Happened, namesOf } from '../anomaly.ts';
import { isOfConcurrency, serverErrors } from '../outcome.ts';
import type { LabState, StatementEntry } from '../state.ts';
import { nameOf, wayWords } from './anomaly-words.ts';
import { statementWords } from './step-words.ts';

/** What a run has come to, for people. */
export interface HappenedWords {
  readonly anomalies: readonly {
    /** "lost update (P4, G-single)" */
    readonly title: string;
    /** "A ─rw(row 1)→ B ─ww(row 1)→ A" */
    readonly way: string;
    readonly says: string;
  }[];
  /** Where there is none: that, and what kept it away. */
  readonly none: readonly string[];
  /** What is not known. */
  readonly doubts: readonly string[];
}

/** Undefined where nobody has looked. */
export const happenedWords = (state: LabState): HappenedWords | undefined => {
  const { happened } = state.finished ?? {};
  if (happened === undefined) return undefined;
  const { anomalies, doubts } = happened;
  const tables = new Set(anomalies.flatMap(({ links }) => links.map(({ table }) => table))).size;
  return {
    anomalies: anomalies.map((one) => ({
      title: titleOf(one.kind),
      way: wayWords(one, tables),
      says: one.says,
    })),
    none: anomalies.length > 0 ? [] : noneWords(happened, state),
    doubts:
      doubts.length > mostDoubts
        ? [...shown(doubts), `And ${doubts.length - mostDoubts} more like these.`]
        : shown(doubts),
  };
};

/** More would not be read. */
const mostDoubts = 3;

const shown = (doubts: Happened['doubts']): readonly string[] =>
  doubts.slice(0, mostDoubts).map(({ says }) => says);

export const titleOf = (kind: AnomalyKind): string => {
  const { name, codes } = namesOf(kind);
  return `${name} (${codes.join(', ')})`;
};

/** A run's names in one line, for a table. */
export const shortNames = (happened: Happened | undefined): string => {
  if (happened === undefined) return '';
  const kinds = happened.anomalies.map(({ kind }: Anomaly) => kind);
  if (kinds.length > 0) return kinds.join(', ');
  return happened.doubts.length > 0 ? '?' : 'none';
};

const noneWords = ({ doubts, order = [] }: Happened, state: LabState): readonly string[] => {
  const [known = ''] = [
    ...(doubts.length > 0 ? ['No anomaly is known.'] : []),
    ...(order.length > 1
      ? [`No anomaly: what depends on what goes one way, ${order.map(nameOf).join(', then ')}.`]
      : []),
    'No anomaly: no two transactions that count depend on each other.',
  ];
  const how = [...keptAway(state)];
  return [known, ...(how.length > 0 ? [`What was in the way: ${how.join('; ')}.`] : [])];
};

/** What a level has done so that one did not see, or do, what it would have otherwise. */
const keptAway = ({ timeline }: LabState): readonly string[] => {
  const statements = timeline.filter(
    (one): one is StatementEntry => one.kind === 'statement' && one.by !== 'application',
  );
  return statements.flatMap((one) => [...waited(one), ...refused(one), ...notSeen(one)]);
};

const waited = (one: StatementEntry): readonly string[] => {
  const holders = [
    ...new Set(one.waits.flatMap((wait) => ('session' in wait.for ? [wait.for.session] : []))),
  ];
  return holders.length === 0
    ? []
    : [`${one.session} waited for ${holders.join(' and ')} (${statementWords(one)})`];
};

const refused = (one: StatementEntry): readonly string[] => {
  const { session, outcome } = one;
  if (outcome?.kind !== 'error') return [];
  if (outcome.errno === serverErrors.deadlock)
    return [`a deadlock ended ${session}'s transaction (${statementWords(one)})`];
  const isKey = outcome.symbol === 'ER_DUP_ENTRY';
  return isKey || isOfConcurrency(outcome)
    ? [`${session}'s ${statementWords(one)} failed with error ${outcome.errno}`]
    : [];
};

const notSeen = (one: StatementEntry): readonly string[] => {
  const kinds = new Set((one.seen ?? []).map(({ kind }) => kind));
  if (kinds.has('committed-too-late') || kinds.has('from-snapshot'))
    return [`${one.session} read from its snapshot (${statementWords(one)})`];
  return kinds.has('not-yet-committed')
    ? [`${one.session} did not see what was not committed (${statementWords(one)})`]
    : [];
};
