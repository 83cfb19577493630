import type { LabEvent, ServerAbout } from '../../engine/events.ts';
import type { LabState } from '../../engine/state.ts';
import type { Exploration, JudgedOrder } from '../../explore/exploration.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import type { Script } from '../../lesson/script.ts';

/** A lesson explored at its levels and in its variants, as far as it came. */
export interface ExploredLesson {
  readonly lesson: Pick<Lesson, 'id' | 'title' | 'level'>;
  /** What somebody calls it on a command line: its id, or its file. Nothing where it is no lesson yet. */
  readonly called?: string;
  /** It is somebody's own SQL, and no lesson. */
  readonly isOwn?: boolean;
  /** So many whole requests of its handler were explored in place of its steps. */
  readonly requests?: number;
  readonly server: ServerAbout;
  /** How many sandboxes there were at a time. */
  readonly jobs: number;
  /** Nobody has said how many: few, for the server is not ours. */
  readonly isSparing: boolean;
  /** In the order in which they were explored. */
  readonly cases: readonly ExploredCase[];
  /** Somebody has ended it before it was over. */
  readonly isStopped: boolean;
  /** The shortest order of them all that is bad, run once more to be shown. */
  readonly story?: Story;
}

/** One level and one variant. */
export interface ExploredCase {
  readonly script: Script;
  /** Undefined where it was not begun. */
  readonly result?: Exploration | { readonly failed: string };
}

export interface Story {
  readonly script: Script;
  readonly bad: JudgedOrder;
  /** What happened when it was run again, with all its evidence; each event with the state after it. */
  readonly told: readonly (readonly [LabEvent, LabState])[];
}

/** A case that was explored, if only in part. */
export interface Seen {
  readonly script: Script;
  readonly exploration: Exploration;
}

export const seenIn = (cases: readonly ExploredCase[]): readonly Seen[] =>
  cases.flatMap(({ script, result }) =>
    result && 'outcomes' in result && result.runs > 0 ? [{ script, exploration: result }] : [],
  );

/** What was asked for first, and what stands beside it: the fixes, where the lesson as it is was asked for, too. */
export const mainAndBeside = <T extends Pick<ExploredCase, 'script'>>(
  cases: readonly T[],
): { readonly main: readonly T[]; readonly beside: readonly T[] } => {
  const first = cases[0]?.script.variant?.id;
  return {
    main: cases.filter(({ script }) => script.variant?.id === first),
    beside: cases.filter(({ script }) => script.variant?.id !== first),
  };
};

/** Some order violates the promise. */
export const isBroken = ({ outcomes, varying }: Exploration): boolean =>
  outcomes.some(({ kind }) => kind === 'broken') || varying.broken > 0n;
