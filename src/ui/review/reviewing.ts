import type { RunAction } from '../../engine/run/retrace.ts';
import { judged } from '../../review/review.ts';
import { moved, type ScrollAction } from '../keys/scroll.ts';
import { endTyping } from '../list/search.ts';
import { stillReading } from '../list/student.ts';
import { only } from '../model/changes.ts';
import type { Areas, ReviewMessage, Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';
import { questionsInReview, type Reviewing } from '../model/reviewing.ts';
import { openRun, reconnect } from '../run/open-run.ts';

/** Asks about what was missed, or seen long ago, as soon as there is a server. */
export const openReview = (model: Model): Update => {
  if (model.isReading) return only({ ...model, notice: stillReading });
  const number = model.runs + 1;
  const reviewing: Reviewing = { number, given: 0, right: 0, at: { kind: 'coming' } };
  return begun({ ...endTyping(model), runs: number, reviewing });
};

const begun = (model: Model): Update => {
  if (model.server.status === 'absent') return reconnect(model);
  return askedOf(model);
};

/** What a review waits for is asked of a server that has just come. */
export const askedOf = (model: Model): Update => {
  const { reviewing, server, catalogue } = model;
  if (reviewing?.at.kind !== 'coming' || server.status !== 'ready') return only(model);
  return { model, commands: [{ type: 'open-review', review: reviewing.number, lessons: catalogue }] };
};

const withReviewing = (model: Model, reviewing: Reviewing, change: Partial<Reviewing>): Model => {
  const { scroll: _, ...rest } = reviewing;
  return { ...model, reviewing: { ...rest, ...change } };
};

export const reviewNews = (model: Model, message: ReviewMessage): Model => {
  const { reviewing } = model;
  if (reviewing === undefined || reviewing.number !== message.review) return model;
  switch (message.type) {
    case 'review-asked':
      return withReviewing(model, reviewing, { at: { kind: 'asked', question: message.question } });
    case 'review-over':
      return withReviewing(model, reviewing, { at: { kind: 'over', end: message.end } });
    case 'review-failed':
      return withReviewing(model, reviewing, { at: { kind: 'failed', problem: message.problem } });
  }
};

/** The choice at that place, from 0; undefined: the student does not know. */
export const answerReview = (model: Model, reviewing: Reviewing, chosen: number | undefined): Update => {
  const { at, given, right } = reviewing;
  if (at.kind !== 'asked') return only(model);
  const { question } = at;
  if (chosen !== undefined && chosen >= question.choices.length)
    return only({ ...model, notice: `There are ${question.choices.length} answers to choose from.` });
  const was = judged(question, chosen);
  return {
    model: withReviewing(model, reviewing, {
      given: given + 1,
      right: was === 'right' ? right + 1 : right,
      at: { kind: 'answered', question, ...(chosen !== undefined && { chosen }) },
    }),
    commands: [{ type: 'keep-answer', question, was }],
  };
};

/** After what was said to an answer, the next question; after the last one, how it went. */
export const nextQuestion = (model: Model, reviewing: Reviewing): Update => {
  const { at, given } = reviewing;
  if (at.kind === 'asked')
    return only({ ...model, notice: 'Press the number of an answer, or 0 if you do not know.' });
  if (at.kind === 'over') return at.end.hasSeen ? openReview(model) : leaveReview(model);
  if (at.kind !== 'answered') return only(model);
  const isLast = given === questionsInReview;
  return {
    model: withReviewing(model, reviewing, { at: { kind: 'coming' } }),
    commands: [{ type: isLast ? 'end-review' : 'next-question' }],
  };
};

/** The lesson that was asked about, right before what was asked: nobody reads the answer there before having given one. */
export const openAsked = (model: Model, { at }: Reviewing): Update => {
  if (at.kind !== 'answered') return only({ ...model, notice: 'First answer: the lesson tells it.' });
  const { asked, subject } = at.question;
  const { lesson, level, variant } = asked;
  const left = leaveReview(model);
  const chosen = { level, ...(variant !== undefined && { variant }) };
  // Right before it; of the end there is all to be seen.
  const steps = subject.kind === 'step' ? subject.step : 0;
  const before = Array.from({ length: steps }, (): RunAction => ({ kind: 'next' }));
  const opened = openRun(left.model, lesson, chosen, before);
  return { model: opened.model, commands: [...left.commands, ...opened.commands] };
};

export const leaveReview = (model: Model): Update => {
  const { reviewing, ...rest } = model;
  return reviewing ? { model: rest, commands: [{ type: 'close-review' }] } : only(model);
};

/** Try again what failed. */
export const retryReview = (model: Model, reviewing: Reviewing): Update =>
  reviewing.at.kind === 'failed'
    ? begun(withReviewing(model, reviewing, { at: { kind: 'coming' } }))
    : model.server.status === 'absent'
      ? reconnect(model)
      : only(model);

export const scrollReview = (
  model: Model,
  reviewing: Reviewing,
  action: ScrollAction,
  areas: Areas,
): Model => {
  const { max, from = max } = areas.overlay;
  const scroll = moved(reviewing.scroll ?? from, action, areas.overlay);
  return { ...model, reviewing: { ...reviewing, scroll } };
};
