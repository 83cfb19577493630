import { UserError } from '../errors.ts';
import { told } from '../printable.ts';
import type { Handler } from './handler.ts';
import type { Lesson, LessonSession } from './lesson.ts';
import type { Step } from './step.ts';

/** Sessions are called by one capital letter. */
export const mostRequests = 26;

/**
 * The lesson with so many whole requests of its handler in place of its steps, a session each, one after the other as
 * written. The steps of a lesson are the way of one order: who was turned away there has no further steps, and would
 * have some in another order. What its burst finds, these requests find, too.
 *
 * @throws UserError when the lesson has no handler, or the number is none.
 */
export const withRequests = (lesson: Lesson, requests: number): Lesson => {
  const { handler, burst } = lesson;
  if (handler === undefined) {
    throw new UserError(told`Lesson ${lesson.id} has no handler, so there are no requests of it.`, {
      next: ['isolab list marks the lessons that have one.'],
    });
  }
  if (!Number.isInteger(requests) || requests < 1 || requests > mostRequests) {
    throw new UserError(`${requests} is no number of requests.`, {
      next: [`Give one from 1 to ${mostRequests}.`],
    });
  }
  const sessions = Array.from(
    { length: requests },
    (_, index): LessonSession => ({
      name: String.fromCodePoint('A'.charCodeAt(0) + index),
      role: `request ${index + 1}`,
    }),
  );
  const { end: _, ...rest } = lesson;
  return {
    ...rest,
    requests,
    setup: [...lesson.setup, ...(burst?.setup ?? [])],
    sessions,
    steps: stepsOf(handler, sessions),
    variants: lesson.variants.map(({ end: __, takes: ___, ...variant }) => ({
      ...variant,
      steps: stepsOf(variant.handler ?? handler, sessions),
    })),
  };
};

const stepsOf = ({ steps }: Handler, sessions: readonly LessonSession[]): readonly Step[] =>
  sessions.flatMap(({ name: session }) => {
    const named = (name: string): string => `${name}_${session.toLowerCase()}`;
    return steps.map(({ name, when, why: _, ...step }) => ({
      ...step,
      name: named(name),
      session,
      ...(when && { when: { ...when, step: named(when.step) } }),
    }));
  });
