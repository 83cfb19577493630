import { createEmptyCard, fsrs, type Grade, Rating } from 'ts-fsrs';
import type { Reviewed } from '../progress/cards.ts';

/**
 * When a question is to be asked again: the Free Spaced Repetition Scheduler, in whole days, for nobody answers the same
 * question twice a day. https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm
 */
const scheduler = fsrs({ enable_fuzz: false, enable_short_term: false, maximum_interval: 365 });

const grades: Record<Reviewed['was'], Grade> = {
  right: Rating.Good,
  wrong: Rating.Again,
  unknown: Rating.Again,
};

/** By all the answers to it, the oldest first; undefined where there is none. */
export const dueAfter = (answers: readonly Reviewed[]): Date | undefined => {
  const [first] = answers;
  if (first === undefined) return undefined;
  let card = createEmptyCard(new Date(first.at));
  for (const { at, was } of answers) card = scheduler.next(card, new Date(at), grades[was]).card;
  return card.due;
};
