import type { Lesson } from '../../lesson/lesson.ts';
import { noProgress } from '../../progress/progress.ts';
import type { Update } from '../model/messages.ts';
import type { Doubt, Model } from '../model/model.ts';
import { withoutLeft } from '../run/left-breaking.ts';

/** Asks whether to forget; where nothing is known there is nothing to ask. */
export const doubt = (model: Model, lesson?: Lesson): Model => {
  const isKnown =
    lesson === undefined ? Object.keys(model.progress).length > 0 : Object.hasOwn(model.progress, lesson.id);
  if (!isKnown) return model;
  return {
    ...model,
    doubt:
      lesson === undefined
        ? { kind: 'forget-all' }
        : { kind: 'forget-lesson', id: lesson.id, title: lesson.title },
  };
};

/** The user has said what to do. */
export const dispel = ({ doubt: asked, ...model }: Model, says: 'yes' | 'no'): Update => {
  if (asked === undefined || says === 'no') return { model, commands: [] };
  switch (asked.kind) {
    case 'forget-all':
      return {
        model: { ...withoutLeft(model), progress: noProgress },
        commands: [{ type: 'reset-progress' }],
      };
    case 'forget-lesson': {
      const { [asked.id]: _, ...progress } = model.progress;
      return {
        model: { ...withoutLeft(model, asked.id), progress },
        commands: [{ type: 'reset-progress', lesson: asked.id }],
      };
    }
  }
};

/** The question, in words. */
export const doubtWords = (asked: Doubt): string =>
  asked.kind === 'forget-all'
    ? 'Forget everything that you have done, in all lessons?'
    : `Forget what you have done in “${asked.title}”?`;
