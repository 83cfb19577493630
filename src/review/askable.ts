import type { Lesson } from '../lesson/lesson.ts';
import { needsRedis, type Script } from '../lesson/script.ts';
import { sqlTokens } from '../lesson/sql-tokens.ts';

/**
 * Why nothing can be asked of a lesson: an exercise is something to do; Redis is nothing that a review starts; unsteady is
 * a statement that answers with what is another thing in every run, such as the time, a connection's number or the name
 * of the sandbox.
 */
export const whyNotAsked = (lesson: Lesson): 'exercise' | 'redis' | 'unsteady' | undefined => {
  if (lesson.exercise !== undefined) return 'exercise';
  if ([lesson, ...lesson.variants].some(({ steps }) => needsRedis(steps))) return 'redis';
  return statementsOf(lesson).some(isUnsteady) ? 'unsteady' : undefined;
};

const statementsOf = ({ setup, steps, variants }: Lesson): readonly string[] => [
  ...setup,
  ...steps.map(({ sql }) => sql),
  ...variants.flatMap((one) => [...one.setup, ...one.steps.map(({ sql }) => sql)]),
];

const unsteady: ReadonlySet<string> = new Set(
  `CONNECTION_ID CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER CURDATE CURTIME DATABASE INFORMATION_SCHEMA
  LOCALTIME LOCALTIMESTAMP NOW PERFORMANCE_SCHEMA PROCESSLIST RAND RANDOM_BYTES SCHEMA SESSION_USER SYS SYSDATE SYSTEM_USER
  UNIX_TIMESTAMP USER UTC_DATE UTC_TIME UTC_TIMESTAMP UUID UUID_SHORT`.split(/\s+/),
);

const isUnsteady = (sql: string): boolean => {
  for (const { kind, start, end } of sqlTokens(sql)) {
    if (kind === 'word' && unsteady.has(sql.slice(start, end).toUpperCase())) return true;
  }
  return false;
};

/** The server may choose, its author says: nobody could know. */
export const mayBeOtherwise = ({ steps, end }: Pick<Script, 'steps' | 'end'>): boolean =>
  end?.either !== undefined || steps.some(({ expect }) => expect?.either !== undefined);
