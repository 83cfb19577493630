import type { Lesson } from '../lesson/lesson.ts';
import { needsRedis } from '../lesson/script.ts';

/** The servers that a lesson needs beside MySQL. */
export const needsOf = ({ steps, variants, handler }: Lesson): readonly string[] => {
  const all = [
    steps,
    handler?.steps ?? [],
    ...variants.flatMap((one) => [one.steps, one.handler?.steps ?? []]),
  ];
  return all.some((one) => needsRedis(one)) ? ['Redis'] : [];
};
