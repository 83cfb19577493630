import { UserError } from '../errors.ts';
import type { Level } from '../lesson/level.ts';
import type { LessonData, StepData } from '../lesson/schema.ts';
import { isSessionName } from '../lesson/schema-words.ts';
import { counted } from '../text/amounts.ts';
import type { OwnSession, OwnStatement } from './own-session.ts';
import { invariantOf } from './promise.ts';
import { stepNames } from './step-names.ts';

/** What a lesson of somebody's own SQL is about, beside the SQL. */
export interface LessonWords {
  readonly id?: string;
  /** A query whose rows violate the promise. */
  readonly promise?: string;
  readonly levels?: readonly Level[];
  /** The tables of the setup. */
  readonly watch?: readonly string[];
}

/** The sessions A, B, C … one after the other. @throws UserError */
export const lessonDataOf = (
  sessions: readonly OwnSession[],
  setup: readonly string[],
  words: LessonWords = {},
): LessonData => {
  if (sessions.length > 26)
    throw new UserError(
      `${sessions.length} sessions are more than the 26 that isolab runs beside each other.`,
    );
  const named = sessions.map((session, index) => ({ ...session, letter: String.fromCodePoint(65 + index) }));
  const { id = 'own-sql', promise, levels, watch = [] } = words;
  const roles = sessions.map(({ role }) => role);
  return {
    format: 1,
    id,
    title: roles.join(' beside '),
    topic: 'my lessons',
    summary: `What comes of ${counted(sessions.length, 'session')} of SQL at the same time.`,
    about: `One order in which the statements of ${list(roles)} may come.`,
    ...(levels && { levels: [...levels] }),
    ...(setup.length > 0 && { setup: [...setup] }),
    ...(watch.length > 0 && { watch: [...watch] }),
    sessions: Object.fromEntries(named.map(({ letter, role }) => [letter, role])),
    // As the mysql program without --force.
    on_error: 'stop',
    ...(promise !== undefined && { invariant: invariantOf(promise) }),
    steps: named.flatMap((session) => {
      const names = stepNames(session, session.letter);
      return session.statements.map((one, index) => stepOf(one, session.letter, names[index] ?? ''));
    }),
  };
};

/** Whose step it is. */
export const sessionOf = (step: StepData): string => Object.keys(step).find(isSessionName) ?? '';

const stepOf = (
  { sql, when, rejectIf, answer, keep }: OwnStatement,
  letter: string,
  name: string,
): StepData => ({
  [letter]: sql,
  as: name,
  ...(when && { when: { [`${when.name}_${letter.toLowerCase()}`]: when.condition } }),
  ...(rejectIf && { reject_if: Object.fromEntries(rejectIf) }),
  ...(keep && { keep: { ...keep } }),
  ...(answer !== undefined && { answer }),
});

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
