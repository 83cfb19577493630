import type { z } from 'zod';
import type { BuildContext } from './build-context.ts';
import { buildTime } from './build-time.ts';
import type { redisCommand } from './schema-words.ts';
import type { Step } from './step.ts';
import { commandWords } from './values.ts';
import type { Path } from './yaml-source.ts';

/** What a step sends or does: its words, and what it is when it is no SQL. */
export type Action = Pick<Step, 'sql' | 'does'>;

export interface DoingData {
  readonly sql?: string;
  readonly redis?: z.infer<typeof redisCommand>;
  readonly work?: string;
  readonly check?: string;
  readonly gone?: string;
  readonly crash?: true;
}

/** Undefined when it does nothing; doing two things is reported. */
export const buildAction = (
  data: DoingData,
  path: Path,
  context: BuildContext,
  words: readonly (keyof DoingData)[],
): Action | undefined => {
  const given = words.filter((word) => data[word] !== undefined);
  const [first, second] = given;
  if (first === undefined) return undefined;
  if (second !== undefined) {
    context.reportKey([...path, second], `this does two things, ${given.join(' and ')}; make it two steps`);
  }
  const { sql, redis, work, check, gone } = data;
  if (sql !== undefined) return { sql: context.statement(sql, [...path, 'sql']) };
  if (redis !== undefined) {
    const command = buildCommand(redis, [...path, 'redis'], context);
    return { sql: commandWords(command), does: { kind: 'redis', command } };
  }
  if (work !== undefined) {
    const ms = buildTime(work, [...path, 'work'], context);
    return { sql: 'other slow work', does: { kind: 'work', ms } };
  }
  if (check !== undefined) return { sql: `looks at ${check}`, does: { kind: 'check', value: check } };
  if (gone !== undefined) {
    return { sql: `works until the key ${gone} has expired`, does: { kind: 'gone', key: gone } };
  }
  return { sql: 'the application dies', does: { kind: 'crash' } };
};

/** The words of a command; double quotes keep blanks together. */
const buildCommand = (
  data: string | readonly string[],
  path: Path,
  context: BuildContext,
): readonly string[] => {
  if (typeof data !== 'string') return data;
  if ((data.match(/"/g) ?? []).length % 2 === 1) context.report(path, 'a double quote is never closed');
  return [...data.matchAll(/"([^"]*)"|[^\s"]+/g)].map(([whole, quoted]) => quoted ?? whole);
};
