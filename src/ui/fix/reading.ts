import type { JudgedText } from '../../exercise/judge-text.ts';
import type { ScrollAction } from '../keys/scroll.ts';
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

/** A choice, by its place from 0, for the question in hand: it is written into the file, and judged as that is. */
export const chooseAnswer = (model: Model, fixing: Fixing, choice: number): Update => {
  const asked = readingOf(fixing)?.answers[fixing.question]?.question;
  if (asked === undefined) return only({ ...model, notice: 'There is nothing to answer yet.' });
  if (choice >= asked.choices.length)
    return only({ ...model, notice: `There are ${asked.choices.length} answers to choose from.` });
  return {
    model,
    commands: [{ type: 'choose-answer', fixing: fixing.number, question: asked.id, choice }],
  };
};

/** To the question before, or the next one. */
export const moveQuestion = (model: Model, fixing: Fixing, by: 1 | -1): Model => {
  const count = readingOf(fixing)?.answers.length ?? 0;
  const question = Math.max(0, Math.min(count - 1, fixing.question + by));
  return { ...model, fixing: { ...fixing, question } };
};

/** To the next question that has no right answer yet. */
export const openQuestionNext = (model: Model, fixing: Fixing): Model => {
  const question = openFrom(fixing, fixing.question + 1);
  return question === undefined
    ? { ...model, notice: 'Every question has its right answer. Esc goes back to the lessons.' }
    : { ...model, fixing: { ...fixing, question } };
};

export const scrollReading = (model: Model, fixing: Fixing, action: ScrollAction, areas: Areas): Model => {
  const { max, page } = areas.overlay;
  const at = Math.min(fixing.scroll ?? 0, max);
  const by = { up: -1, down: 1, 'page-up': 1 - page, 'page-down': page - 1, first: -max, last: max }[action];
  return { ...model, fixing: { ...fixing, scroll: Math.max(0, Math.min(max, at + by)) } };
};
