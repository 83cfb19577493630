import { type AnomalyKind, namesOf } from '../../lesson/anomaly-names.ts';
import type { Happened } from '../anomaly.ts';
import { type KeptAway, keptAwayIn } from '../kept-away.ts';
import type { LabState } from '../state.ts';
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
  /** Where there is none: that, and what kept it away. Where there are more: how many. */
  readonly none: readonly string[];
  /** What is not known. */
  readonly doubts: readonly string[];
}

/** Undefined where nobody has looked. */
export const happenedWords = (state: LabState): HappenedWords | undefined => {
  const { happened } = state.finished ?? {};
  if (happened === undefined) return undefined;
  const { anomalies, doubts } = happened;
  return {
    anomalies: anomalies.map((one) => ({
      title: titleOf(one.kind),
      way: wayWords(one),
      says: one.says,
    })),
    none: anomalies.length === 0 ? noneWords(happened, state) : moreWords(happened),
    doubts:
      doubts.length > mostDoubts
        ? [...shown(doubts), `And ${doubts.length - mostDoubts} more like these.`]
        : shown(doubts),
  };
};

const moreWords = ({ more }: Happened): readonly string[] =>
  more === undefined ? [] : [`And ${more} more of these kinds.`];

/** More would not be read. */
const mostDoubts = 3;

const shown = (doubts: Happened['doubts']): readonly string[] =>
  doubts.slice(0, mostDoubts).map(({ says }) => says);

export const titleOf = (kind: AnomalyKind): string => {
  const { name, codes } = namesOf(kind);
  return `${name} (${codes.join(', ')})`;
};

const noneWords = ({ doubts, order = [] }: Happened, state: LabState): readonly string[] => {
  const [known] = [
    ...(doubts.length > 0 ? ['No anomaly is known.'] : []),
    ...(order.length > 1
      ? [`No anomaly: the transactions can stand one after the other, ${order.map(nameOf).join(', then ')}.`]
      : []),
    onlyOneCommitted(state) ?? 'No anomaly: no transaction depends on another one.',
  ];
  const how = keptAwayIn(state).map(keptAwayWords);
  const isBroken = doubts.length === 0 && (state.finished?.violations?.rows.length ?? 0) > 0;
  return [
    known,
    ...(how.length > 0 ? [`What was in the way: ${how.join('; ')}.`] : []),
    ...(isBroken ? [brokenAnyway] : []),
  ];
};

const brokenAnyway =
  'The promise is violated, and no anomaly is why: look at what each session was told, and at what it did then.';

/** Undefined where several did, or nobody. */
const onlyOneCommitted = ({ finished }: LabState): string | undefined => {
  const { transactions = [] } = finished ?? {};
  const committed = transactions.filter(({ ended }) => ended?.how === 'committed');
  const [only, ...others] = new Set(committed.map(({ session }) => session));
  return only !== undefined && others.length === 0 && transactions.length > committed.length
    ? `No anomaly: only ${only} committed, so there is nothing to depend on.`
    : undefined;
};

/** What a level has done so that one did not see, or do, what it would have otherwise. */
const keptAwayWords = ({ how, session, holders = [], errno, by }: KeptAway): string => {
  const where = `(${statementWords(by)})`;
  switch (how) {
    case 'wait':
      return `${session} waited for ${holders.join(' and ')} ${where}`;
    case 'deadlock':
      return `a deadlock ended ${session}'s transaction ${where}`;
    case 'error':
      return `${session} got error ${errno ?? 0} ${where}`;
    case 'snapshot':
      return `${session} read from its snapshot ${where}`;
    case 'uncommitted':
      return `${session} did not see what was not committed ${where}`;
  }
};
