import { requested } from '../../exercise/requested.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { orderOf } from '../../lesson/order.ts';
import type { Choice } from '../../lesson/script.ts';
import type { Breaking, Judging } from '../model/breaking.ts';
import type { Model } from '../model/model.ts';

export interface Opening {
  readonly lesson: Lesson;
  readonly choice: Choice;
  readonly breaking?: Breaking;
}

/**
 * A lesson as it is opened. Where an order is to be found, nothing is said of the order in which the file has its steps,
 * and another level than the one that is asked for would help nobody who has not done it there.
 */
export const openingOf = (model: Model, wanted: Lesson, choice: Choice): Opening => {
  const { exercise } = wanted;
  if (model.mode !== 'lab' || exercise?.asks.kind !== 'break') return { lesson: wanted, choice };
  const { asks } = exercise;
  const lesson = requested(wanted);
  const before = model.run?.lesson === lesson ? model.run.breaking : model.left?.[lesson.id]?.breaking;
  const isSolved = (before?.isSolved ?? false) || model.progress[lesson.id]?.solved === true;
  const level = isSolved ? (choice.level ?? asks.level) : asks.level;
  const known = { fewest: over(before?.fewest), proof: over(before?.proof) };
  return {
    lesson,
    choice: { level, order: orderOf(lesson.steps) },
    breaking: {
      exercise,
      asks,
      hints: before?.hints ?? 0,
      isSolved,
      wanted: [],
      ...(known.fewest && { fewest: known.fewest }),
      ...(known.proof && { proof: known.proof }),
    },
  };
};

/** What is under way ends with the run. */
const over = <J extends Judging<unknown>>(judging: J | undefined): J | undefined =>
  judging?.kind === 'done' ? judging : undefined;
