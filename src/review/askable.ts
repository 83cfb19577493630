import type { Lesson } from '../lesson/lesson.ts';
import { needsRedis, type Script } from '../lesson/script.ts';
import { sqlTokens } from '../lesson/sql-tokens.ts';

/**
 * Whether anything can be asked of a lesson: not of an exercise, which is something to do; not where Redis is needed, which
 * a review does not start; not where a statement answers with what is another thing in every run, such as the time, a
 * connection's number or the name of the sandbox.
 */
export const isAskable = (lesson: Lesson): boolean =>
  lesson.exercise === undefined &&
  ![lesson, ...lesson.variants].some(({ steps }) => needsRedis(steps)) &&
  !statementsOf(lesson).some(isUnsteady);

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
