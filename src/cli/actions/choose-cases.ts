import type { Lesson } from '../../lesson/lesson.ts';
import { type Level, levels } from '../../lesson/level.ts';
import { scriptOf } from '../../lesson/script.ts';
import { parseLevel, unknownWord } from '../words.ts';

/** What was said on the command line of a command that takes all levels and variants of a lesson. */
export interface CaseWords {
  readonly level?: readonly string[] | undefined;
  readonly variant?: string | undefined;
}

/** What is not there is not restricted. */
export interface ChosenCases {
  readonly levels?: readonly Level[];
  /** Undefined is the lesson itself. */
  readonly variants?: readonly (string | undefined)[];
}

/** The word for the lesson without a variant. */
export const noVariant = 'none';

/** @throws UserError with suggestions when the lesson has no such level or variant. */
export const chooseCases = (lesson: Lesson, { level = [], variant }: CaseWords): ChosenCases => {
  const wanted = level.map(parseLevel);
  for (const one of wanted) scriptOf(lesson, { level: one });
  const variants = lesson.variants.map(({ id }) => id);
  if (variant !== undefined && variant !== noVariant && !variants.includes(variant)) {
    throw unknownWord(`variant of ${lesson.id} called`, variant, [noVariant, ...variants]);
  }
  return {
    ...(wanted.length > 0 && { levels: levels.filter((one) => wanted.includes(one)) }),
    ...(variant !== undefined && { variants: [variant === noVariant ? undefined : variant] }),
  };
};
