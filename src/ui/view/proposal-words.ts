import type { Lesson } from '../../lesson/lesson.ts';
import { scriptOf } from '../../lesson/script.ts';
import type { Proposal } from '../run/sitting.ts';

/** "REPEATABLE READ, as it is: not run yet", "The lesson “Read skew”" */
export const proposalWords = (proposal: Proposal, lesson: Lesson): string =>
  proposal.kind === 'lesson'
    ? `The lesson “${proposal.lesson.title}”`
    : `${proposedPlace(proposal, lesson)}: not run yet`;

/** What Space opens, in short. */
export const proposedPlace = (proposal: Proposal, lesson: Lesson): string => {
  if (proposal.kind === 'lesson') return `“${proposal.lesson.title}”`;
  const { level, variant } = scriptOf(lesson, proposal.choice);
  const title = lesson.variants.length === 0 ? '' : `, ${variant?.title ?? 'as it is'}`;
  return `${level}${title}`;
};
