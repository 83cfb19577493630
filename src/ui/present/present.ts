import { valuesOf } from '../../engine/kept.ts';
import { type SentTo, sentOf } from '../../engine/sent.ts';
import { valueWords } from '../../engine/words/statement-words.ts';
import { only } from '../model/changes.ts';
import type { Message, Update } from '../model/messages.ts';
import type { Model, Presentation } from '../model/model.ts';
import type { RunModel } from '../model/run.ts';
import { comingPart } from '../model/talk.ts';
import { withAnswer } from '../run/answer.ts';
import { coming } from '../run/coming.ts';
import { restart } from '../run/open-run.ts';
import { nextQuestion, type OpenQuestion, readsPast } from '../run/question.ts';
import { isLive } from '../run/track.ts';
import { beginTalkAgain, goInTalk } from './talk.ts';

export const presentActions = ['play', 'faster', 'slower', 'typing', 'notes'] as const;

export type PresentAction = (typeof presentActions)[number];

export const isPresentAction = (action: string): action is PresentAction =>
  presentActions.some((one) => one === action);

const speeds = { least: 500, most: 30_000, factor: 1.5 } as const;

/** How long a loop shows its end, in steps. */
const stepsAtEnd = 3;

const typing = { everyMs: 40, characters: 2 } as const;

export const changePresentation = (given: Presentation, action: PresentAction): Presentation => {
  switch (action) {
    case 'play':
      return { ...given, isPlaying: !given.isPlaying };
    case 'faster':
      return { ...given, stepMs: Math.max(speeds.least, Math.round(given.stepMs / speeds.factor)) };
    case 'slower':
      return { ...given, stepMs: Math.min(speeds.most, Math.round(given.stepMs * speeds.factor)) };
    case 'typing':
      return { ...given, types: !given.types };
    case 'notes':
      return { ...given, showsNotes: !given.showsNotes };
  }
};

/** Asking for the next step writes its statement first, where that is wanted; asking again sends it at once. */
const beginTyping = (model: Model): Model | undefined => {
  const { presentation, run } = model;
  if (!presentation?.types || presentation.written !== undefined || !run || nextSent(run) === undefined) {
    return undefined;
  }
  return { ...model, presentation: { ...presentation, written: 0 } };
};

/** The question that is before the class: it is on the screen, and the step is not taken yet. */
export const askedQuestion = ({
  presentation,
  run,
}: Pick<Model, 'presentation' | 'run'>): OpenQuestion | undefined => {
  const question = run && nextQuestion(run);
  const { asked } = presentation ?? {};
  return question && asked?.run === run.number && asked.step === question.step ? question : undefined;
};

/** Puts the question of the next step before the class, if it has one that was not put yet. */
const ask = (model: Model): Model | undefined => {
  const { presentation, run } = model;
  const question = run && nextQuestion(run);
  if (!presentation || !question || askedQuestion(model)) return undefined;
  return { ...model, presentation: { ...presentation, asked: { run: run.number, step: question.step } } };
};

/** What the class has said is held to be its answer; a class that has said nothing is told all the same. */
const heardClass = (model: Model): Model => {
  const question = askedQuestion(model);
  if (question === undefined) return model;
  const { prediction, cursor, picked, step } = question;
  const chosen = prediction.kind === 'rows' ? picked : cursor === undefined ? [] : [cursor];
  const indices = chosen.toSorted((a, b) => a - b);
  return withAnswer(model, { step, said: indices.length === 0 ? undefined : { kind: 'chosen', indices } });
};

/**
 * One forward: first the step's question, then its statement letter by letter, then the step; in a course from the end of a
 * lesson to the next one.
 */
export const forward = (model: Model, next: (model: Model) => Update): Update => {
  const asked = ask(model);
  if (asked) return only(asked);
  const further = isOver(model) ? goInTalk(model, 1) : undefined;
  if (further) return further;
  const answered = heardClass(model);
  const typed = beginTyping(answered);
  return typed ? only(typed) : next(notTyping(answered));
};

const isOver = ({ run }: Model): boolean =>
  run?.lab?.finished !== undefined && isLive(run.track) && !readsPast(run);

/** An alarm rang: what goes on by itself goes on. `next` takes the step. */
export const ring = (model: Model, alarm: number, next: (model: Model) => Update): Update => {
  const { presentation, run } = model;
  if (presentation === undefined || run === undefined || alarm !== presentation.alarms) return only(model);
  if (model.overlay?.kind === 'page') return only(withoutPage(model));
  if (presentation.written !== undefined) {
    const written = presentation.written + typing.characters;
    const sent = nextSent(run);
    return sent === undefined || written >= lengthOf(sent)
      ? next(notTyping(model))
      : only({ ...model, presentation: { ...presentation, written } });
  }
  if (!presentation.isPlaying || run.phase.kind !== 'ready') return only(model);
  if (run.lab?.finished === undefined) return forward(model, next);
  const further = goInTalk(model, 1);
  if (further) return further;
  return presentation.loops
    ? (beginTalkAgain(model) ?? restart(model))
    : only({ ...model, presentation: { ...presentation, isPlaying: false } });
};

const withoutPage = ({ overlay: _, ...model }: Model): Model => model;

/** Nothing goes on by itself behind what the presenter has opened. */
export const paused = (before: Model): Model => {
  const model = notTyping(before);
  const { presentation } = model;
  return presentation ? { ...model, presentation: { ...presentation, isPlaying: false } } : model;
};

const notTyping = (model: Model): Model => {
  if (model.presentation?.written === undefined) return model;
  const { written: _, ...presentation } = model.presentation;
  return { ...model, presentation };
};

/** Sets the next alarm after everything that could change what goes on by itself. */
export const withAlarm = ({ model, commands }: Update, message: Message): Update => {
  const { presentation, run } = model;
  if (presentation === undefined || run === undefined || !stirs(message, presentation)) {
    return { model, commands };
  }
  const ms = pauseOf(presentation, run);
  if (ms === undefined) return { model, commands };
  const alarm = presentation.alarms + 1;
  return {
    model: { ...model, presentation: { ...presentation, alarms: alarm } },
    commands: [...commands, { type: 'set-alarm', alarm, ms }],
  };
};

/** An alarm that rang in vain changes nothing, and least of all puts off the one that is set. */
const stirs = (message: Message, { alarms }: Presentation): boolean => {
  switch (message.type) {
    case 'alarm':
      return message.alarm === alarms;
    case 'key':
    case 'run-opened':
    case 'step-taken':
      return true;
    default:
      return false;
  }
};

/** How long until something goes on by itself, in ms; undefined when nothing does. */
const pauseOf = (presentation: Presentation, run: RunModel): number | undefined => {
  const { written, isPlaying, loops, stepMs } = presentation;
  if (run.phase.kind !== 'ready') return undefined;
  if (written !== undefined) return typing.everyMs;
  if (!isPlaying) return undefined;
  if (run.lab?.finished === undefined) return stepMs;
  return loops || comingPart(presentation.talk) ? stepMs * stepsAtEnd : 0;
};

/** What the next step sends, when there is one and it can be taken now. */
export const nextSent = ({ lab, phase, track, order }: RunModel): SentTo | undefined => {
  if (lab === undefined || phase.kind !== 'ready' || lab.finished || !isLive(track)) return undefined;
  const { plan } = coming(lab, order);
  const step = plan.kind === 'take' ? lab.script.steps[plan.step] : undefined;
  return step && sentOf(step, valuesOf(lab, step.session));
};

/** A statement is written first, and then its values. */
const lengthOf = ({ sql, values }: SentTo): number => sql.length + (valueWords(values) ?? '').length;
