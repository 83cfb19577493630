import type { LabState } from '../../engine/state.ts';
import { only, withoutGoal, withRun } from '../model/changes.ts';
import type { Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import type { RunModel } from '../model/run.ts';
import { coming } from './coming.ts';
import { withEndPage } from './end-page.ts';
import { atItsOwnPace, goesAtItsOwnPace } from './in-hand.ts';
import { sendQueued } from './own-statements.ts';
import { isReached, showPlace, stoppedByQuestion, vainWords } from './places.ts';
import { nextQuestion, readsPast, turned } from './question.ts';
import { notOver, ownNotOver } from './state-notices.ts';
import { began, heard, isLive, shown } from './track.ts';

export const notOverIn = (lab: LabState): string => (atItsOwnPace(lab)?.isOwn ? ownNotOver : notOver);

/** A key that is held down, or pressed in a hurry, does not run through the lesson: that is said. */
const askedAlready = 'The next step is asked for already: until it is taken, Space counts once.';

/** While a step is being taken, asking for the next one asks once, and not at all once a wait is seen. */
export const next = (model: Model): Update => {
  const { run } = model;
  if (run !== undefined && !isLive(run.track)) return only(showPlace(model, run.track.at + 1));
  if (run === undefined || run.phase.kind === 'broken') return only(model);
  if (readsPast(run)) return only(withRun(model, turned(run)));
  if (isThrough(run)) return only(model);
  if (isTaking(run) && run.lab && goesAtItsOwnPace(run.lab)) {
    return only(withRun(model, { notice: notOverIn(run.lab) }));
  }
  if (isTaking(run) && run.nextWanted) return only(withRun(model, { notice: askedAlready }));
  return whenReady(withRun(model, { nextWanted: true }));
};

/** Nothing is left to take: of a recording, nothing that was kept. */
const isThrough = ({ lab, follows }: RunModel): boolean =>
  follows === undefined ? lab?.finished !== undefined : follows === 'nothing';

/** Takes the step that was asked for, or the next one on the way to a goal, when the run is ready for it. */
export const whenReady = (before: Model): Update => {
  const sent = sendQueued(before);
  if (sent.commands.length > 0) return sent;
  const { model } = sent;
  const { run } = model;
  if (run === undefined || run.phase.kind !== 'ready' || !(run.nextWanted || isUnderWay(run))) {
    return only(model);
  }
  if (run.follows === 'nothing') return only(withRun(withoutGoal(model), { nextWanted: false }));
  // A step that was asked for before its question was on the screen waits for the answer.
  if (nextQuestion(run)) return only(stoppedByQuestion(withRun(model, { nextWanted: false })));
  const session = run.lab && coming(run.lab, run.order).takes;
  return {
    model: withRun(model, {
      phase: { kind: 'taking' },
      nextWanted: false,
      track: began(run.track, session === undefined ? { kind: 'next' } : { kind: 'take', session }),
      begun: true,
      focus: run.begun ? run.focus : 'guide',
      scroll: { main: undefined, guide: 0, data: undefined },
    }),
    commands: [
      session === undefined
        ? { type: 'take-step', run: run.number }
        : { type: 'take-turn', run: run.number, session },
    ],
  };
};

/** Is there a goal, and has the run not come there yet? */
const isUnderWay = ({ goal, lab }: RunModel): boolean =>
  goal !== undefined && lab !== undefined && !isReached(goal, lab);

/** What is shown follows the run, unless the user looks back. */
export const labChanged = (model: Model, run: RunModel, lab: LabState, now: number): Model => {
  const track = heard(run.track, lab);
  const seen = shown(track);
  const { goal, ...rest } = run;
  return {
    ...model,
    run: withEndPage(model.mode, run, {
      ...rest,
      ...(seen && !run.beside?.isSought && { lab: seen }),
      ...(goal && (lab.finished || !isReached(goal, lab)) && { goal }),
      ...(goal && !lab.finished && isReached(goal, lab) && noticeOf(vainWords(goal, lab))),
      track,
      heardAt: now,
      // Asked for before the wait was on the screen: the wait wants to be seen first.
      nextWanted: run.nextWanted && lab.finished === undefined && !(isTaking(run) && goesAtItsOwnPace(lab)),
    }),
  };
};

const noticeOf = (notice: string | undefined) => (notice === undefined ? {} : { notice });

const isTaking = (run: RunModel): boolean => run.phase.kind === 'taking';
