import { requested } from '../exercise/requested.ts';
import type { Exercise } from '../lesson/exercise.ts';
import type { Lesson } from '../lesson/lesson.ts';
import type { Level } from '../lesson/level.ts';
import { scriptOf } from '../lesson/script.ts';
import { type Case, caseId, ordersId } from './case.ts';

/**
 * What an exercise claims: that there is something to do, that its solutions are right and its wrong ones wrong, and that it
 * cannot be broken where it says so.
 */
export const exerciseCases = (lesson: Lesson, { asks }: Exercise): readonly Case[] => {
  if (asks.kind === 'break') {
    return [
      orders(lesson, asks.level, 'some'),
      ...(asks.never === undefined ? [] : [orders(lesson, asks.never, 'none')]),
    ];
  }
  if (asks.kind === 'read') {
    return [
      {
        id: caseId(lesson.id, asks.level, undefined),
        lesson,
        level: asks.level,
        proves: { kind: 'read', lesson, asks },
      },
    ];
  }
  const solutions = [...asks.solutions, ...asks.wrong].map(({ id }): Case => {
    const solved = lesson.solved?.get(id);
    if (solved === undefined) throw new Error(`The solution ${id} of ${lesson.id} was not read`);
    return {
      id: `${lesson.id} @ ${solved.level}, solution ${id}`,
      lesson,
      level: solved.level,
      proves: { kind: 'solution', lesson, asks, id, solved },
    };
  });
  return [orders(lesson, lesson.level, 'some'), ...solutions];
};

const orders = (lesson: Lesson, level: Level, kind: 'some' | 'none'): Case => ({
  id: ordersId(lesson.id, level, undefined),
  lesson,
  level,
  proves: {
    kind: 'orders',
    script: scriptOf(requested(lesson), { level }),
    claim: { kind, line: lesson.exercise?.line ?? 1 },
  },
});
