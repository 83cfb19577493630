import type { OwnStatement } from '../../engine/run/retrace.ts';
import { counted } from '../../text/amounts.ts';
import { edited, emptyEditor } from '../keys/editor.ts';
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
import { openRun } from './open-run.ts';
import { stepPlace } from './places.ts';
import { notReady } from './state-notices.ts';
import { isLive } from './track.ts';

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
  const sql = prompt.editor.text.trim();
  if (sql === '') return only(model);
  const action: OwnStatement = { kind: 'submit', session: prompt.session, sql };
  const free = { ...prompt, editor: emptyEditor, draft: emptyEditor, recalled: 0 };
  const typed = remembered(model.typed, sql);
  const why = whyNot(run, prompt.session);
  if (why !== undefined) return only(withNotice(model, run, why));
  if (!isLive(run.track)) {
    const { model: opened, commands } = beginAgain(model, run, action);
    return { model: { ...withPrompt(opened, free), typed }, commands };
  }
  const ahead = { ...withPrompt(model, free), typed };
  return run.phase.kind === 'taking'
    ? only({ ...ahead, run: { ...run, prompt: free, queued: [...run.queued, action] } })
    : submit(ahead, run.number, action);
};

const submit = (model: Model, run: number, action: OwnStatement): Update =>
  begin(model, action, { type: 'submit', run, session: action.session, sql: action.sql });

/** What was sent too early, now that the run is ready for it. */
export const sendQueued = (model: Model, run: RunModel, action: OwnStatement): Update => {
  const why = whyNot(run, action.session);
  if (why !== undefined) return only(withNotice(model, { ...run, queued: [] }, why));
  const queued = run.queued.slice(1);
  return submit({ ...model, run: { ...run, queued } }, run.number, action);
};

/** Why the session takes no statement now, if so. */
const whyNot = ({ lab, phase }: RunModel, session: string): string | undefined => {
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
  begin(
    { ...model, run: { ...run, queued: [] } },
    { kind: 'cancel', session },
    { type: 'cancel', run: run.number, session },
  );

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
