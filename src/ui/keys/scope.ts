import { hasHelp, type Model, type Overlay } from '../model/model.ts';
import type { Prompt } from '../model/run.ts';
import { askedQuestion } from '../present/present.ts';
import { isLetting } from '../run/breaking.ts';
import { openQuestion, typedQuestion } from '../run/question.ts';
import { type Action, actionFor, type KeyScope } from './keys.ts';

/** What a key means where the user is; undefined when nothing, or when it is a character that is written. */
export const actionOf = (model: Model, key: string): Action | undefined => {
  const asked = questionScope(model);
  return (asked && actionFor(asked, key)) ?? actionFor(scopeOf(model), key);
};

/** A question takes some keys before others do. */
const questionScope = (model: Model): KeyScope | undefined => {
  const { run, overlay } = model;
  if (overlay || !run || run.prompt || run.turn) return undefined;
  if (model.presentation) return askedQuestion(model) && 'ask';
  if (isLetting(run)) return 'break';
  const question = openQuestion(run);
  if (question?.prediction.kind === 'fact') return question.isAside ? 'aside' : undefined;
  return question && 'question';
};

const scopeOf = (model: Model): KeyScope => {
  if (model.doubt) return 'doubt';
  if (model.overlay) return scopeOver(model.overlay);
  if (model.run?.prompt) return promptScope(model.run.prompt);
  if (model.run?.turn) return 'turn';
  if (typesAnswer(model)) return 'answer';
  if (model.mode === 'replay') return 'replay';
  if (model.mode === 'present') return 'present';
  if (!model.run && model.reviewing) return 'review';
  if (!model.run && model.fixing) return model.fixing.asks.kind;
  if (!model.run && model.search?.isTyping) return 'search';
  return model.run ? 'run' : 'list';
};

const scopeOver = ({ kind }: Overlay): KeyScope => (hasHelp(kind) || kind === 'page' ? kind : 'overlay');

export const promptScope = ({ kind }: Prompt): KeyScope => (kind === 'step' ? 'go-to' : 'prompt');

/** Where keys mean something when nothing lies over it, what takes them first first. */
export const scopesBelow = ({ overlay: _, ...model }: Model): readonly KeyScope[] => {
  const asked = questionScope(model);
  return [...(asked ? [asked] : []), scopeOf(model)];
};

/** Before a class nothing is typed: what people call out is heard. */
export const typesAnswer = ({ run, overlay, presentation }: Model): boolean =>
  !overlay &&
  !presentation &&
  run !== undefined &&
  !run.prompt &&
  !run.turn &&
  typedQuestion(run) !== undefined;
