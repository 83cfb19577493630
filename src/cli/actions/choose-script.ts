import type { Lesson } from '../../lesson/lesson.ts';
import { mostRequests, withRequests } from '../../lesson/requests.ts';
import { type Script, scriptOf } from '../../lesson/script.ts';
import { parseCount, parseLevel, unknownWord } from '../words.ts';
import { noVariant } from './choose-cases.ts';

/** What was said on the command line about a lesson. */
export interface ChoiceWords {
  readonly level?: string | undefined;
  readonly variant?: string | undefined;
}

/** The same of what takes a lesson's steps, in whichever order. */
export interface OrderedChoiceWords extends ChoiceWords {
  readonly order?: string | undefined;
  /** So many whole requests of its handler, in place of its steps. */
  readonly requests?: string | undefined;
}

/** The lesson whose steps are asked for. @throws UserError when it has no handler, or the word is no number */
export const asRequests = (lesson: Lesson, { requests }: Pick<OrderedChoiceWords, 'requests'>): Lesson =>
  requests === undefined ? lesson : withRequests(lesson, parseCount('--requests', requests, mostRequests));

/** @throws UserError with suggestions when the lesson has no such level or variant, or its steps no such order. */
export const chooseScript = (lesson: Lesson, { level, variant, order }: OrderedChoiceWords): Script => {
  const variants = lesson.variants.map(({ id }) => id);
  const isOfLesson = variant === undefined || variant === noVariant;
  if (!isOfLesson && !variants.includes(variant)) {
    throw unknownWord(`variant of ${lesson.id} called`, variant, [noVariant, ...variants]);
  }
  return scriptOf(lesson, {
    ...(level !== undefined && { level: parseLevel(level) }),
    ...(!isOfLesson && { variant }),
    ...(order !== undefined && { order }),
  });
};
