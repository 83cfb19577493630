import type { Editor } from '../keys/editor.ts';
import type { Model } from '../model/model.ts';
import type { Answer, RunModel, Said } from '../model/run.ts';
import { nextQuestion, type OpenQuestion, offered, openQuestion } from './question.ts';
import { typedAnswer } from './typed-answer.ts';

/** The model after a key at a question; `goesOn` when the step is to be taken now. */
export interface Answered {
  readonly model: Model;
  readonly goesOn: boolean;
}

/** To the next or the one before of what is offered; the first key lands on the first or the last. */
export const moveChoice = (model: Model, by: 1 | -1): Model =>
  withQuestion(model, (question) => {
    const count = offered(question.prediction);
    if (count === 0) return question;
    const from = question.cursor ?? (by === 1 ? -1 : count);
    return { ...question, cursor: Math.max(0, Math.min(count - 1, from + by)) };
  });

/** To what has this number; of rows, marks it, or takes the mark away. */
export const choose = (model: Model, number: number): Model => {
  const question = atHand(model);
  if (question === undefined) return model;
  const count = offered(question.prediction);
  if (number > count) return notYet(model, `There are ${count} to choose from.`).model;
  const there = withQuestion(model, (one) => ({ ...one, cursor: number - 1 }));
  return question.prediction.kind === 'rows' ? mark(there).model : there;
};

/** Marks a row, or takes the mark away; a choice is answered at once, for there is only one. */
export const mark = (model: Model): Answered => {
  const question = atHand(model);
  if (question?.prediction.kind !== 'rows')
    return model.presentation ? { model, goesOn: false } : answer(model);
  const { cursor, picked } = question;
  if (cursor === undefined) return refuse(model);
  const marked = picked.includes(cursor) ? picked.filter((one) => one !== cursor) : [...picked, cursor];
  return { model: withQuestion(model, (one) => ({ ...one, picked: marked })), goesOn: false };
};

/** Says what is chosen. Somebody who has not chosen anything has most likely just pressed the usual key. */
export const answer = (model: Model, isGuess = false): Answered => {
  const question = atHand(model);
  if (question === undefined) return { model, goesOn: false };
  const { prediction, cursor, picked, step, editor, isAside } = question;
  if (prediction.kind === 'fact') {
    // From the other keys back to the answer.
    if (isAside) return { model: withQuestion(model, (one) => ({ ...one, isAside: false })), goesOn: false };
    const typed = typedAnswer(prediction.fact, editor.text);
    return typeof typed === 'string' ? notYet(model, typed) : answered(model, step, typed, isGuess);
  }
  if (cursor === undefined) return refuse(model);
  const indices = prediction.kind === 'rows' ? picked.toSorted((a, b) => a - b) : [cursor];
  return answered(model, step, { kind: 'chosen', indices }, isGuess);
};

const answered = (model: Model, step: number, said: Said | undefined, isGuess = false): Answered => ({
  model: withAnswer(model, { step, said, ...(isGuess && { isGuess }) }),
  goesOn: true,
});

/** Goes on without an answer. */
export const passOver = (model: Model): Answered => {
  const question = atHand(model);
  if (question === undefined) return { model, goesOn: false };
  return answered(model, question.step, undefined);
};

/** Keys mean what they mean at any question: for a hint, for a step back, for the list. */
export const stepAside = (model: Model): Model => withQuestion(model, (one) => ({ ...one, isAside: true }));

/** What is typed so far becomes another text. */
export const withTyped = (model: Model, change: (editor: Editor) => Editor): Model =>
  withQuestion(model, (one) => ({ ...one, editor: change(one.editor) }));

/** Asks no questions any more, or asks them again. */
export const toggleQuestions = (model: Model): Model => {
  const asks = !model.asks;
  const notice = asks ? 'Questions are asked again.' : 'No more questions; Q asks them again.';
  return { ...model, asks, ...(model.run && { run: { ...model.run, asks, notice } }) };
};

const refuse = (model: Model): Answered =>
  notYet(
    model,
    `Choose with ↑ ↓ ${model.presentation ? '' : 'or a number '}first.${model.presentation ? '' : ' s goes on without an answer.'}`,
  );

const notYet = (model: Model, notice: string): Answered => ({
  model: withRun(model, (run) => ({ ...run, notice })),
  goesOn: false,
});

/** What was said to a question. */
export const withAnswer = (model: Model, given: Answer): Model =>
  withRun(model, ({ answering: _, ...run }) => ({ ...run, answers: [...run.answers, given] }));

const withQuestion = (model: Model, change: (question: OpenQuestion) => OpenQuestion): Model =>
  withRun(model, (run) => {
    const question = atHand(model);
    if (question === undefined) return run;
    const { prediction: _, ...answering } = change(question);
    return { ...run, answering };
  });

/** Before a class there are no pages: the teacher says when it is asked. */
const atHand = ({ run, presentation }: Model): OpenQuestion | undefined =>
  run && (presentation ? nextQuestion(run) : openQuestion(run));

const withRun = (model: Model, change: (run: RunModel) => RunModel): Model =>
  model.run ? { ...model, run: change(model.run) } : model;
