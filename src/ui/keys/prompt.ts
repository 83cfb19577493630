import type { Model } from '../model/model.ts';
import type { Prompt, RunModel } from '../model/run.ts';
import { editActions, editorOf, emptyEditor, inserted, movedLine } from './editor.ts';

/** What keys do in a prompt and nowhere else. */
export const promptActions = [
  ...editActions,
  'send',
  'newline',
  'leave-prompt',
  'stop',
  'complete',
  'other-session',
  'earlier',
  'later',
] as const;

export type PromptAction = (typeof promptActions)[number];

const ofPrompts: ReadonlySet<string> = new Set(promptActions);

export const isPromptAction = (action: string): action is PromptAction => ofPrompts.has(action);

export const withPrompt = (model: Model, prompt: Prompt): Model =>
  model.run ? { ...model, run: { ...model.run, prompt } } : model;

export const withoutPrompt = (model: Model): Model => {
  if (model.run === undefined) return model;
  const { prompt: _, ...run } = model.run;
  return { ...model, run };
};

const promptFor = (kind: Prompt['kind'], session: string): Prompt => ({
  kind,
  session,
  editor: emptyEditor,
  recalled: 0,
  draft: emptyEditor,
});

/** A prompt in the session at that place of the lesson; without a place, in the one that was used last. */
export const openPrompt = (model: Model, place?: number): Model => {
  const { run } = model;
  if (run === undefined) return model;
  const { sessions } = run.script;
  const session = place === undefined ? (lastSession(run) ?? sessions[0]) : sessions[place];
  return session === undefined ? model : withPrompt(model, promptFor('statement', session.name));
};

export const openStepPrompt = (model: Model): Model => withPrompt(model, promptFor('step', ''));

const lastSession = ({ track, script }: RunModel) => {
  const last = track.actions.findLast((one) => one.kind === 'submit');
  return script.sessions.find((one) => one.name === last?.session);
};

export const otherSession = (model: Model, run: RunModel, prompt: Prompt): Model => {
  const names = run.script.sessions.map(({ name }) => name);
  const session = names[(names.indexOf(prompt.session) + 1) % names.length];
  return session === undefined || prompt.kind === 'step' ? model : withPrompt(model, { ...prompt, session });
};

export const written = (prompt: Prompt, text: string): Prompt => {
  const fitting = prompt.kind === 'step' ? text.replaceAll(/\D/g, '') : text;
  return { ...prompt, editor: inserted(prompt.editor, fitting) };
};

/** A line up or down, or past the first line to what was typed earlier. */
export const movedPrompt = (prompt: Prompt, by: -1 | 1, typed: readonly string[]): Prompt => {
  const editor = movedLine(prompt.editor, by);
  if (editor) return { ...prompt, editor };
  const recalled = prompt.recalled - by;
  if (prompt.kind === 'step' || recalled < 0 || recalled > typed.length) return prompt;
  const draft = prompt.recalled === 0 ? prompt.editor : prompt.draft;
  const text = typed[typed.length - recalled];
  return { ...prompt, recalled, draft, editor: text === undefined ? draft : editorOf(text) };
};

/** Long enough to remember what matters. */
const mostTyped = 200;

/** What was typed, the newest last and each once. */
export const remembered = (typed: readonly string[], sql: string): readonly string[] =>
  [...typed.filter((one) => one !== sql), sql].slice(-mostTyped);
