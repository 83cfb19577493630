import type { Lesson } from '../../lesson/lesson.ts';
import { type Script, scriptOf } from '../../lesson/script.ts';
import { parseLevel, unknownWord } from '../words.ts';

/** What was said on the command line about a lesson. */
export interface ChoiceWords {
  readonly level?: string | undefined;
  readonly variant?: string | undefined;
}

/** The same of what takes a lesson's steps, in whichever order. */
export interface OrderedChoiceWords extends ChoiceWords {
  readonly order?: string | undefined;
}

/** @throws UserError with suggestions when the lesson has no such level or variant, or its steps no such order. */
export const chooseScript = (lesson: Lesson, { level, variant, order }: OrderedChoiceWords): Script => {
  const variants = lesson.variants.map(({ id }) => id);
  if (variant !== undefined && !variants.includes(variant)) {
    throw unknownWord(`variant of ${lesson.id} called`, variant, variants);
  }
  return scriptOf(lesson, {
    ...(level !== undefined && { level: parseLevel(level) }),
    ...(variant !== undefined && { variant }),
    ...(order !== undefined && { order }),
  });
};
