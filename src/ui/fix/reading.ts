import { choiceMeant, choiceRange } from '../../exercise/choice-names.ts';
import type { JudgedText } from '../../exercise/judge-text.ts';
import { moved, type ScrollAction } from '../keys/scroll.ts';
import { only } from '../model/changes.ts';
import { type Fixing, readingOf } from '../model/fixing.ts';
import type { Areas, Update } from '../model/messages.ts';
import type { Model } from '../model/model.ts';

/** Who answers stays at the question, and where they read. At first it is one that is open. */
export const readJudged = (model: Model, fixing: Fixing, judged: JudgedText): Model => {
  const { ran: _, ...rest } = fixing;
  const isSolved = fixing.isSolved || (judged.kind === 'judged' && judged.verdict.isSolved);
  const next = { ...rest, judged, isSolved };
  const isFirst = fixing.judged === undefined;
  return { ...model, fixing: isFirst ? { ...next, question: openFrom(next, 0) ?? 0, scroll: 0 } : next };
};

/** The next question that has no right answer yet, from that place on and around; undefined where all have one. */
export const openFrom = (fixing: Pick<Fixing, 'judged'>, from: number): number | undefined => {
  const answers = readingOf(fixing)?.answers ?? [];
  const places = answers.map((_, at) => (from + at) % answers.length);
  return places.find((at) => answers[at]?.isRight === false);
};

/**
 * A choice, by what it is called, for the question in hand: it is written into the file, and judged as that is. Where the file
 * cannot be read, too: it may be gone, or empty.
 */
export const chooseAnswer = (model: Model, fixing: Fixing, name: string): Update => {
  const { asks, judged, number, isZoomed } = fixing;
  // Nobody answers a question that is not seen.
  if (isZoomed) return only(besideQuestion(model, fixing));
  const asked = asks.kind === 'read' && judged !== undefined ? asks.questions[fixing.question] : undefined;
  if (asks.kind !== 'read' || asked === undefined) return only({ ...model, notice: nothingYet });
  const { id, choices } = asked;
  const choice = choiceMeant(asks, choices.length, name);
  if (choice === undefined) {
    const called = choiceRange(asks, choices.length);
    return only({ ...model, notice: `The answers are called ${called}.` });
  }
  return { model, commands: [{ type: 'choose-answer', fixing: number, question: id, choice }] };
};

const nothingYet = 'There is nothing to answer yet.';

/** To the question before, or the next one. */
export const moveQuestion = (model: Model, fixing: Fixing, by: 1 | -1): Model => {
  const count = fixing.asks.kind === 'read' && fixing.judged ? fixing.asks.questions.length : 0;
  const question = Math.max(0, Math.min(count - 1, fixing.question + by));
  return fixing.isZoomed ? besideQuestion(model, fixing) : { ...model, fixing: { ...fixing, question } };
};

/** To the next question that has no right answer yet. */
export const openQuestionNext = (model: Model, fixing: Fixing): Model => {
  if (fixing.isZoomed) return besideQuestion(model, fixing);
  if (readingOf(fixing) === undefined) return { ...model, notice: nothingYet };
  const question = openFrom(fixing, fixing.question + 1);
  return question === undefined
    ? { ...model, notice: 'Every question has its right answer. Esc goes back to the lessons.' }
    : { ...model, fixing: { ...fixing, question } };
};

/** What there is to read alone, where it is longer than its room beside a question; again: both. */
export const zoomReading = (model: Model, fixing: Fixing, areas: Areas): Model => {
  if (fixing.isZoomed) return besideQuestion(model, fixing);
  if (fixing.judged === undefined) return { ...model, notice: 'There is nothing to read yet.' };
  return areas.overlay.max > 0
    ? { ...model, fixing: { ...fixing, isZoomed: true } }
    : { ...model, notice: 'All that there is to read is shown.' };
};

const besideQuestion = (model: Model, fixing: Fixing): Model => ({
  ...model,
  fixing: { ...fixing, isZoomed: false },
});

export const scrollReading = (model: Model, fixing: Fixing, action: ScrollAction, areas: Areas): Model => {
  const scroll = moved(fixing.scroll ?? 0, action, areas.overlay);
  return { ...model, fixing: { ...fixing, scroll } };
};
