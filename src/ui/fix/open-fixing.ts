import type { Lesson } from '../../lesson/lesson.ts';
import type { Command } from '../model/messages.ts';
import type { Model } from '../model/model.ts';

/**
 * An exercise whose program is to be changed has no run, but a file: undefined where the lesson is none. An exercise of
 * another kind that has a screen of its own is opened beside it.
 */
export const openFixing = (
  model: Model,
  lesson: Lesson,
): { readonly model: Model; readonly commands: readonly Command[] } | undefined => {
  const { exercise } = lesson;
  if (model.mode !== 'lab' || exercise === undefined || exercise.asks.kind === 'break') return undefined;
  const number = model.runs + 1;
  const { run: _, overlay: __, ...rest } = model;
  const selected = model.catalogue.findIndex((one) => one.id === lesson.id);
  return {
    model: {
      ...rest,
      runs: number,
      selected: selected < 0 ? model.selected : selected,
      fixing: {
        number,
        lesson,
        exercise,
        asks: exercise.asks,
        hints: 0,
        isSolved: model.progress[lesson.id]?.solved === true,
        cursor: 0,
        question: 0,
      },
    },
    commands: [{ type: 'open-answer', fixing: number, lesson }],
  };
};
