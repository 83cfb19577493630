import type { Lesson } from '../lesson/lesson.ts';
import { withRequests } from '../lesson/requests.ts';

/** What is taken in every order: two whole requests of a handler, by those who are named for them, and else the steps. Of those it is what it was. */
export const requested = (lesson: Lesson): Lesson => {
  if (lesson.handler === undefined || lesson.requests !== undefined) return lesson;
  const whole = withRequests(lesson, requests);
  const named = new Map(lesson.sessions.map((one) => [one.name, one]));
  return { ...whole, sessions: whole.sessions.map((one) => ({ ...one, ...asIs(named.get(one.name)) })) };
};

/** Who is in no lesson has a role of its session's name alone. */
const asIs = (session: Lesson['sessions'][number] | undefined) =>
  session?.request === undefined ? undefined : session;

const requests = 2;
