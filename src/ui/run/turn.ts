import { nextAttemptOf } from '../../engine/attempts.ts';
import type { RunAction } from '../../engine/run/retrace.ts';
import { upcoming, upcomingOf } from '../../engine/run/upcoming.ts';
import type { LabState } from '../../engine/state.ts';
import { againLaterWords, skipWords } from '../../engine/words/step-words.ts';
import { only, withRun } from '../model/changes.ts';
import type { Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import type { RunModel } from '../model/run.ts';
import { waitsFor } from '../view/session-heads.ts';
import { begin, beginAgain, withoutOrder } from './act.ts';
import { coming } from './coming.ts';
import { goesAtItsOwnPace } from './in-hand.ts';
import { showPlace } from './places.ts';
import { nextQuestion, turned } from './question.ts';
import { notReady } from './state-notices.ts';
import { next, notOverIn } from './step-on.ts';
import { isLive } from './track.ts';

/** Asks whose turn it is; the cursor stands on the one that the script has next. */
export const askWhoseTurn = (model: Model): Model => {
  const { run } = model;
  if (run === undefined) return model;
  const why = whyNobody(run);
  if (why !== undefined || run.lab === undefined) return withRun(model, { notice: why ?? notReady });
  const session = inTurn(run.lab) ?? run.lab.sessions[0]?.name;
  return session === undefined ? model : withRun(model, { turn: { session } });
};

export const withoutTurn = (model: Model): Model => {
  if (model.run === undefined) return model;
  const { turn: _, ...run } = model.run;
  return { ...model, run };
};

/** To the next session or the one before. */
export const moveTurn = (model: Model, by: 1 | -1): Model => {
  const { run } = model;
  const names = run?.lab?.sessions.map(({ name }) => name) ?? [];
  const at = names.indexOf(run?.turn?.session ?? '');
  const session = names[(at + by + names.length) % names.length];
  return session === undefined ? model : withRun(model, { turn: { session } });
};

/** A session is named by its letter, in either case. */
export const turnByLetter = (model: Model, letter: string): Update => {
  const name = letter.toUpperCase();
  const isThere = model.run?.lab?.sessions.some((one) => one.name === name);
  return isThere ? giveTurn(model, name) : only(model);
};

/**
 * Lets a session go next: the script's own step when it is its turn anyway, and otherwise off the written order. While a
 * step is being taken it goes as soon as that is over.
 */
export const giveTurn = (model: Model, session: string): Update => {
  const { run } = model;
  if (run?.lab === undefined) return only(model);
  const isTaking = isLive(run.track) && run.phase.kind === 'taking';
  if (isTaking && !goesAtItsOwnPace(run.lab))
    return only(withRun(model, { turn: { session, isGiven: true } }));
  const why = whyNobody(run) ?? (isTaking ? notOverIn(run.lab) : whyNotOf(run.lab, session));
  if (why !== undefined) return only(refused(model, run, session, why));
  const closed = withoutTurn(keepsOrder(run, run.lab, session) ? model : withoutOrder(model));
  const isInTurn = inTurn(run.lab) === session;
  const action: RunAction = isInTurn ? { kind: 'next' } : { kind: 'take', session };
  if (!isLive(run.track)) {
    const was = run.track.actions[run.track.at];
    return was && isSame(was, action)
      ? only(showPlace(closed, run.track.at + 1))
      : beginAgain(closed, closed.run ?? run, action);
  }
  if (!isInTurn) return begin(closed, action, { type: 'take-turn', run: run.number, session });
  if (nextQuestion(run))
    return only(withRun(closed, { ...turned(run), notice: `${session} goes next: first its question.` }));
  return next(closed);
};

/** Who let a session go by its letter alone was not asked whose turn it is, and is not asked now. */
const refused = (model: Model, { breaking, turn }: RunModel, session: string, why: string): Model =>
  breaking && (turn === undefined || turn.isGiven)
    ? withRun(withoutTurn(model), { notice: why })
    : withRun(model, { notice: why, turn: { session } });

/** Is it the one that the order which was opened has next? */
const keepsOrder = ({ order }: RunModel, lab: LabState, session: string): boolean => {
  const { plan, takes } = coming(lab, order);
  const step = plan.kind === 'take' ? lab.script.steps[plan.step] : undefined;
  return (takes ?? step?.session) === session;
};

const isSame = (one: RunAction, other: RunAction): boolean =>
  one.kind === other.kind &&
  (other.kind !== 'take' || (one.kind === 'take' && one.session === other.session));

/** Whose turn it is in the script. */
export const inTurn = (lab: LabState): string | undefined => {
  const plan = upcoming(lab);
  return plan.kind === 'take' ? lab.script.steps[plan.step]?.session : undefined;
};

/** Why nobody can go next now, if so. */
const whyNobody = ({ phase, lab, track }: RunModel): string | undefined => {
  if (phase.kind === 'broken') return 'This run is over: r begins anew.';
  if (lab?.finished) return 'The run is over. ← goes back, and there another session can go next.';
  return isLive(track) && (lab === undefined || phase.kind === 'opening') ? notReady : undefined;
};

/** Why it cannot be this session's turn, if so. */
export const whyNotOf = (lab: LabState, session: string): string | undefined => {
  const turn = upcomingOf(lab, session);
  if (turn.kind === 'take') return undefined;
  const own = lab.sessions.find(({ name }) => name === session);
  if (own?.status === 'blocked')
    return `${session} ${waitsFor(lab, session)}: its turn comes when it is free.`;
  if (own?.status === 'sent' || own?.status === 'running') return `${session} is still at work.`;
  if (own && nextAttemptOf(lab, own) !== undefined) return `${session} ${againLaterWords}.`;
  return own?.over === undefined
    ? `${session} has no step left.`
    : `${session} has no step left: ${skipWords(own.over)}.`;
};
