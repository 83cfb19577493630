import type { Lesson } from '../../lesson/lesson.ts';
import { type Script, scriptOf } from '../../lesson/script.ts';
import { parseLevel, unknownWord } from '../words.ts';

/** What was said on the command line about a lesson. */
export interface ChoiceWords {
  readonly level?: string | undefined;
  readonly variant?: string | undefined;
}

/** @throws UserError with suggestions when the lesson has no such level or variant. */
export const chooseScript = (lesson: Lesson, { level, variant }: ChoiceWords): Script => {
  const variants = lesson.variants.map(({ id }) => id);
  if (variant !== undefined && !variants.includes(variant)) {
    throw unknownWord(`variant of ${lesson.id} called`, variant, variants);
  }
  return scriptOf(lesson, {
    ...(level !== undefined && { level: parseLevel(level) }),
    ...(variant !== undefined && { variant }),
  });
};
