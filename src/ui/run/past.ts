import { wordsHold } from '../../engine/judge/words-hold.ts';
import type { LabState, StatementEntry } from '../../engine/state.ts';
import { ownSince, stepStatements } from '../../engine/taken.ts';
import { whyAtEnd, whyTold } from '../../engine/why-told.ts';
import { differenceWords } from '../../engine/words/difference-words.ts';
import type { Why } from '../../lesson/prose.ts';
import type { RunModel } from '../model/run.ts';
import { differencesAt } from './differences.ts';
import { evidenceOf } from './evidence.ts';
import { goesAtItsOwnPace, stepInHand } from './in-hand.ts';
import { freshReveals, type Reveal } from './reveals.ts';

/** What there is to say of what has come, and nothing of what comes. */
export interface Past {
  /** Answers that have just been made right or wrong, and those of which the server has not decided yet. */
  readonly reveals: readonly Reveal[];
  /** What came out otherwise here than in the run before, at another level or in another variant. */
  readonly differences: readonly string[];
  /** What the lesson says of the newest statement, and of waits that it has ended. */
  readonly whys: readonly string[];
  /** Waits that the newest statement has ended, where the lesson says nothing of either. */
  readonly ended: readonly StatementEntry[];
  /** What the lesson says of steps that were passed over since, as it expects. */
  readonly skipped: readonly Skipped[];
  /** What the lab derives itself. */
  readonly seen: readonly string[];
}

interface Skipped {
  readonly look?: string;
  readonly why?: string;
}

type PastOf = Pick<RunModel, 'answers' | 'asks' | 'beside' | 'order' | 'track'>;

export const pastOf = (lab: LabState, run: PastOf): Past => ({
  reveals: freshReveals(lab, run.answers, run.track.states[run.track.at - 1]).filter(
    ({ verdict, said }) => verdict !== 'open' || said !== undefined,
  ),
  differences: differencesOf(lab, run),
  ...whysOf(lab),
  seen: evidenceOf(lab, run),
});

const differencesOf = (
  lab: LabState,
  { beside, track }: Pick<RunModel, 'beside' | 'track'>,
): readonly string[] =>
  beside === undefined || !lab.settled
    ? []
    : differencesAt(beside.lab, track.states, track.at).map((step) =>
        differenceWords(beside.lab, beside.where, lab, step),
      );

export const isAnythingTold = ({ reveals, differences, whys, ended, skipped, seen }: Past): boolean =>
  reveals.length + differences.length + whys.length + ended.length + skipped.length + seen.length > 0;

/** While a step is being taken, nothing new is said before its outcome is there or it is seen to wait for long. */
const whysOf = (lab: LabState): Pick<Past, 'whys' | 'ended' | 'skipped'> => {
  const statements = stepStatements(lab);
  const isEarly = stepInHand(lab) !== undefined && !goesAtItsOwnPace(lab);
  const newest = statements.at(isEarly ? -2 : -1);
  if (newest === undefined) return { whys: [], ended: [], skipped: [] };
  const freed = statements.filter(
    (one) => one !== newest && one.sentAt < newest.sentAt && endedIn(newest, one),
  );
  // What the lesson says of its last step is not about a statement of one's own that came after it, unless that has ended its wait.
  const own = ownSince(lab);
  const isTold = (entry: StatementEntry) => own === undefined || endedIn(own, entry);
  const ended = freed.filter(isTold);
  const whys = [
    ...(isTold(newest) ? whyNow(whyHere(lab, newest), newest) : []),
    ...ended.flatMap((entry) => whyAtEnd(whyHere(lab, entry)) ?? []),
  ];
  return {
    whys,
    ended: whys.length > 0 ? [] : ended,
    skipped: own ? [] : skippedAfter(lab, newest),
  };
};

const whyHere = (lab: LabState, { step }: StatementEntry): Why | undefined =>
  step === undefined || !wordsHold(lab, step) ? undefined : lab.script.steps[step]?.why;

/** A wait that ended by itself: nobody had the time to read what was said while it lasted. */
const whyNow = (why: Why | undefined, entry: StatementEntry): readonly string[] => {
  const isOver = entry.status === 'finished' && entry.blockedAt !== undefined;
  const begins = isOver && typeof why === 'object' ? why.begins : undefined;
  return [begins, whyTold(why, entry)].filter((text) => text !== undefined);
};

const skippedAfter = (lab: LabState, newest: StatementEntry): readonly Skipped[] =>
  lab.timeline.slice(lab.timeline.indexOf(newest) + 1).flatMap((one) => {
    const { look, why, expect } = (one.kind === 'skip' && lab.script.steps[one.step]) || {};
    if (one.kind !== 'skip' || !expect?.skipped || !wordsHold(lab, one.step)) return [];
    if (look === undefined && typeof why !== 'string') return [];
    return [{ ...(look !== undefined && { look }), ...(typeof why === 'string' && { why }) }];
  });

/** Did the statement that waited get its answer after the other one was sent? */
const endedIn = ({ sentAt }: StatementEntry, { blockedAt, finishedAt }: StatementEntry): boolean =>
  blockedAt !== undefined && finishedAt !== undefined && finishedAt >= sentAt;
