import type { OwnStatement } from '../../engine/run/retrace.ts';
import { upcoming } from '../../engine/run/upcoming.ts';
import type { LabState, SessionState } from '../../engine/state.ts';
import { counted } from '../../text/amounts.ts';
import { completed } from '../keys/completion.ts';
import { edited, editorOf, emptyEditor } from '../keys/editor.ts';
import {
  movedPrompt,
  otherSession,
  type PromptAction,
  remembered,
  withoutPrompt,
  withPrompt,
  written,
} from '../keys/prompt.ts';
import { only, withRun } from '../model/changes.ts';
import type { Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import type { Prompt, RunModel } from '../model/run.ts';
import { begin, beginAgain, withoutOrder } from './act.ts';
import { goesAtItsOwnPace } from './in-hand.ts';
import { knownNames } from './known-names.ts';
import { openRun } from './open-run.ts';
import { stepPlace } from './places.ts';
import { notReady } from './state-notices.ts';
import { isLive, withoutAction } from './track.ts';
import { unsentWords } from './unsent.ts';

/** What a key does in a prompt. `goOn` takes a step when the run is ready for it. */
export const pressInPrompt = (
  model: Model,
  run: RunModel,
  prompt: Prompt,
  action: PromptAction,
  goOn: (model: Model) => Update,
): Update => {
  switch (action) {
    case 'send':
      return prompt.kind === 'step' ? goToStep(model, prompt, goOn) : send(model, run, prompt);
    case 'newline':
      return only(prompt.kind === 'step' ? model : withPrompt(model, written(prompt, '\n')));
    case 'leave-prompt':
      return only(withoutPrompt(model));
    case 'stop':
      return stop(model, run, prompt);
    case 'complete':
      return only(complete(model, run, prompt));
    case 'other-session':
      return only(otherSession(model, run, prompt));
    case 'earlier':
      return only(earlier(model, run, prompt));
    case 'later':
      return only(withPrompt(model, movedPrompt(prompt, 1, model.typed)));
    default:
      return only(withPrompt(model, { ...prompt, editor: edited(prompt.editor, action) }));
  }
};

const nothingToComplete = 'Nothing to complete here. Shift-Tab writes in the other session.';

/** Completes the word before the caret; where there is none, the other session is meant. */
const complete = (model: Model, run: RunModel, prompt: Prompt): Model => {
  const done = completed(prompt.editor, knownNames(run));
  if (done === undefined) {
    const before = prompt.editor.text.slice(0, prompt.editor.caret);
    const isWord = /[^\s;(),]$/.test(before);
    return isWord ? withNotice(model, run, nothingToComplete) : otherSession(model, run, prompt);
  }
  const longer = withPrompt(model, { ...prompt, editor: done.editor });
  return done.among.length === 0 ? longer : withRun(longer, { notice: done.among.join('  ') });
};

const earlier = (model: Model, run: RunModel, prompt: Prompt): Model => {
  const moved = movedPrompt(prompt, -1, model.typed);
  return moved === prompt
    ? withNotice(model, run, 'Nothing was written before this.')
    : withPrompt(model, moved);
};

const goToStep = (model: Model, { editor }: Prompt, goOn: (model: Model) => Update): Update => {
  if (editor.text === '') return only(withoutPrompt(model));
  const steps = Number(editor.text);
  const most = model.run?.script.steps.length ?? 0;
  if (steps > most) return only(withRun(model, { notice: `There are only ${counted(most, 'step')}.` }));
  return stepPlace(withoutPrompt(model), steps, goOn);
};

/** Sends the statement. Where the user looks back, the run is gone again up to there first. */
const send = (model: Model, run: RunModel, prompt: Prompt): Update => {
  const { session, editor } = prompt;
  const sql = editor.text.trim();
  if (sql === '') return only(model);
  const why = whyNot(run, run.lab, session);
  if (why !== undefined) return only(withNotice(model, run, why));
  const free = { ...prompt, editor: emptyEditor, draft: emptyEditor, recalled: 0 };
  const action: OwnStatement = { kind: 'submit', session, sql };
  const typed = remembered(model.typed, sql);
  if (!isLive(run.track)) {
    const { model: opened, commands } = beginAgain(model, run, meanwhile(action, run));
    return { model: { ...withPrompt(opened, free), typed }, commands };
  }
  return sendQueued({ ...model, typed, run: { ...run, prompt: free, queued: [...run.queued, action] } });
};

/**
 * Sends what was written and can be sent now. What cannot is kept until it can, and where its session turns out not to be
 * free it is given back, and that is said: nothing that was written is lost.
 */
export const sendQueued = (model: Model): Update => {
  const { run } = model;
  if (run === undefined) return only(model);
  for (const action of run.queued) {
    const why = whyNot(run, live(run), action.session);
    if (why !== undefined) return sendQueued(withGivenBack(model, run, action.session, why));
    if (!takesNow(run, action)) continue;
    const queued = run.queued.filter((one) => one !== action);
    const own = meanwhile(action, run);
    const { model: begun, commands } = begin({ ...model, run: { ...run, queued } }, own, {
      type: 'submit',
      run: run.number,
      session: own.session,
      sql: own.sql,
    });
    const more = sendQueued(begun);
    return { model: more.model, commands: [...commands, ...more.commands] };
  }
  return only(model);
};

/** Is its session free, and nothing under way that is over in no time? */
const takesNow = (run: RunModel, { session }: OwnStatement): boolean => {
  const { phase } = run;
  const lab = live(run);
  if (lab?.sessions.find(({ name }) => name === session)?.status !== 'idle') return false;
  return phase.kind === 'ready' || (phase.kind === 'taking' && keepsNobody(lab));
};

/** The run as it is now, wherever the user looks. */
const live = ({ track, lab }: RunModel): LabState | undefined => track.states.at(-1) ?? lab;

/** What is under way is at work, or awaited until its time to wait is up. */
const keepsNobody = (lab: LabState): boolean =>
  goesAtItsOwnPace(lab) || (lab.settled && !lab.finished && upcoming(lab).kind === 'stuck');

/** Sent while somebody is at work: where the run is gone again, nobody awaits that one's end before. */
const meanwhile = (action: OwnStatement, { lab, phase, track }: RunModel): OwnStatement => {
  const isUnderWay = isLive(track) ? phase.kind === 'taking' : lab?.settled === false;
  const named = (wanted: SessionState['status']) =>
    lab?.sessions.find(({ status }) => status === wanted)?.name;
  const other = isUnderWay ? (named('running') ?? named('blocked')) : undefined;
  return other === undefined ? action : { ...action, while: other };
};

/** What was written for the session is written in the prompt again, where nothing else is; it is among what was typed, too. */
const withGivenBack = (model: Model, run: RunModel, of: string, why: string): Model => {
  const unsent = run.queued.filter(({ session }) => session === of);
  const queued = run.queued.filter(({ session }) => session !== of);
  const editor = editorOf(unsent.map(({ sql }) => sql).join('\n'));
  const { prompt } = run;
  const isRoom = prompt?.kind === 'statement' && prompt.editor.text === '';
  return {
    ...model,
    run: {
      ...run,
      queued,
      notice: isRoom ? why : `${why} ${unsentWords(unsent)}`,
      ...(isRoom && { prompt: { ...prompt, session: of, editor, recalled: 0 } }),
    },
  };
};

/** The server was not asked: its session was not free any more. */
export const refused = (model: Model, action: OwnStatement, why: string): Model => {
  const { run } = model;
  if (run === undefined) return model;
  const track = withoutAction(run.track, action);
  return withGivenBack(model, { ...run, track, queued: [action, ...run.queued] }, action.session, why);
};

/** Why the session takes no statement now, if so. */
const whyNot = ({ phase }: RunModel, lab: LabState | undefined, session: string): string | undefined => {
  const status = lab?.sessions.find(({ name }) => name === session)?.status;
  if (phase.kind === 'broken') return 'This run is over: Esc, then r begins anew.';
  if (status === undefined) return notReady;
  if (status === 'lost') return `${session} has lost its connection: Esc, then r begins anew.`;
  if (status === 'running' || status === 'blocked') {
    return `${session} is not free: it ${doing[status]}. Ctrl-C ends its statement.`;
  }
  return undefined;
};

const doing = { running: 'is at work', blocked: 'waits' } as const;

/** Ends what the session does; without anything to end, clears what was written, then leaves. */
const stop = (model: Model, run: RunModel, prompt: Prompt): Update => {
  if (prompt.kind === 'statement' && isAtWork(run, prompt.session)) return end(model, run, prompt.session);
  if (prompt.editor.text === '') return only(withoutPrompt(model));
  return only(withPrompt(model, { ...prompt, editor: emptyEditor, recalled: 0 }));
};

/** Ends the statement that was sent last and is still at work or waits. */
export const endNewest = (model: Model): Update => {
  const { run } = model;
  if (run === undefined) return only(model);
  const newest = run.lab?.timeline.findLast(
    (one) => one.kind === 'statement' && (one.status === 'running' || one.status === 'blocked'),
  );
  if (newest && isLive(run.track)) return end(model, run, newest.session);
  return only(withNotice(model, run, 'No statement waits or is at work.'));
};

const isAtWork = ({ lab, track }: RunModel, session: string): boolean => {
  const status = lab?.sessions.find(({ name }) => name === session)?.status;
  return isLive(track) && (status === 'running' || status === 'blocked');
};

const end = (model: Model, run: RunModel, session: string): Update =>
  begin(model, { kind: 'cancel', session }, { type: 'cancel', run: run.number, session });

/** Back to the script: the same steps again, without the user's own statements, as far as they came in its own order. */
export const withoutOwn = (model: Model): Update => {
  const { run } = model;
  if (run === undefined) return only(model);
  const done = run.track.actions.slice(0, run.track.at);
  const left = done.findIndex((one) => one.kind === 'take');
  const script = (left < 0 ? done : done.slice(0, left)).filter((one) => one.kind === 'next');
  if (script.length === done.length && run.order !== undefined) {
    return only(withRun(withoutOrder(model), { notice: 'This is the written order again.' }));
  }
  if (script.length === done.length) {
    return only(withNotice(model, run, 'Up to here, nothing but the script was run, in its own order.'));
  }
  return openRun(model, run.lesson, run.choice, script);
};

const withNotice = (model: Model, run: RunModel, notice: string): Model => ({
  ...model,
  run: { ...run, notice },
});
