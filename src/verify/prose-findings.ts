import type { Finding } from '../engine/judge/finding.ts';
import type { Lesson, Variant } from '../lesson/lesson.ts';
import type { Level } from '../lesson/level.ts';
import { unclaimedProse, unclaimedWords } from '../lesson/prose-claims.ts';

/** Words of a lesson that nobody has written or kept for what happens at this level in this variant. */
export const proseFindings = (
  lesson: Lesson,
  level: Level,
  variant: Variant | undefined,
): readonly Finding[] =>
  unclaimedProse(lesson).flatMap((one) => {
    // What a variant has not changed is told in it as well, and is found in the lesson itself.
    if (one.variant !== variant || !one.levels.includes(level)) return [];
    const { found, wanted } = unclaimedWords(one);
    const place = (variant?.steps ?? lesson.steps).indexOf(one.step);
    return [{ verdict: 'fails', place, what: 'prose', expected: wanted, observed: `${found} at ${level}` }];
  });
