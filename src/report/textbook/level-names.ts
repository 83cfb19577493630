import type { Link, Party } from '../../engine/anomaly.ts';
import type { LabState } from '../../engine/state.ts';
import { doubtWords, wayWords } from '../../engine/words/anomaly-words.ts';
import { type AnomalyKind, namesOf } from '../../lesson/anomaly-names.ts';
import { operationName } from '../../textbook/operation.ts';
import type { Schedule } from '../../textbook/schedule.ts';
import { nameOf, operationsOf } from './level-steps.ts';

/** What really happened at a level, by name. */
export interface LevelNames {
  readonly anomalies: readonly {
    readonly kind: AnomalyKind;
    readonly name: string;
    readonly codes: readonly string[];
    readonly parties: readonly string[];
    /** "T1 ─rw(x)→ T2 ─ww(x)→ T1" */
    readonly way: string;
    /** Why each of them stands behind the one before it. */
    readonly links: readonly {
      readonly kind: Link['kind'];
      readonly first: string;
      readonly second: string;
    }[];
  }[];
  /** What is not known, a sentence each: an anomaly may be missing. */
  readonly doubts: readonly string[];
}

/** Undefined where nobody has looked. */
export const levelNames = (state: LabState, schedule: Schedule): LevelNames | undefined => {
  const { happened } = state.finished ?? {};
  if (happened === undefined) return undefined;
  const operationOf = operationsOf(state, schedule);
  const operation = ({ step }: Link['first']): string => {
    const own = step === undefined ? undefined : operationOf[step];
    return own === undefined ? '' : operationName(own);
  };
  const named = ({ session }: Party): Party => ({ session: nameOf(session, schedule) });
  return {
    anomalies: happened.anomalies.map(({ kind, parties, links }) => ({
      kind,
      ...namesOf(kind),
      parties: parties.map(({ session }) => nameOf(session, schedule)),
      // Here a row is called by its name alone.
      way: wayWords({ parties: parties.map(named), links }).replaceAll('(row ', '('),
      links: links.map((link) => ({
        kind: link.kind,
        first: operation(link.first),
        second: operation(link.second),
      })),
    })),
    // Without its step: here operations have no numbers.
    doubts: happened.doubts.map(({ at: _, says: __, session, ...doubt }) =>
      doubtWords({ ...doubt, ...(session !== undefined && { session: nameOf(session, schedule) }) }),
    ),
  };
};
