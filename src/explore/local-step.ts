import type { ScriptStep } from '../lesson/script.ts';
import { type Circumstances, staysInside } from './own-tables.ts';
import { wordsOf } from './sql-words.ts';

/**
 * Steps that change places with any step of another session without any difference, since nobody else can notice them and
 * they notice nobody: work of the application, settings of the session, savepoints, the beginning of a transaction
 * without a snapshot, and statements on tables that no other session names. Where there is a doubt a step is none of them.
 *
 * START TRANSACTION commits the transaction before, and lets go of LOCK TABLES:
 * https://dev.mysql.com/doc/refman/9.7/en/commit.html
 *
 * @returns begins: a transaction of the session is open after it. stays: as before.
 */
export const isLocal = (
  step: Pick<ScriptStep, 'sql' | 'does' | 'when' | 'rejectIf' | 'onError' | 'until'>,
  at: Circumstances,
): 'begins' | 'stays' | undefined => {
  const { isInside } = at;
  // Whether it is taken, and what it ends, may be a matter of when.
  if (step.when !== undefined || (step.rejectIf.length > 0 && isInside)) return undefined;
  if (step.does !== undefined) return localDoing(step.does.kind);
  const words = wordsOf(step.sql);
  if (isPlainBegin(words)) return isInside ? undefined : 'begins';
  if (step.onError === 'stop' && isInside) return undefined;
  return isSavepoint(words) || setsItsOwn(words) || staysInside(words, at) ? 'stays' : undefined;
};

const localDoing = (kind: NonNullable<ScriptStep['does']>['kind']): 'stays' | undefined =>
  kind === 'work' || kind === 'check' ? 'stays' : undefined;

/** Not WITH CONSISTENT SNAPSHOT. */
const isPlainBegin = ([first, second, ...rest]: readonly string[]): boolean =>
  first === 'START'
    ? second === 'TRANSACTION' && (rest.length === 0 || (rest[0] === 'READ' && rest.length === 2))
    : first === 'BEGIN' && (second === undefined || (second === 'WORK' && rest.length === 0));

const isSavepoint = ([first, second]: readonly string[]): boolean =>
  first === 'SAVEPOINT' || (first === 'RELEASE' && second === 'SAVEPOINT');

/** Assignments to variables of its own, from nothing that a table or a function could tell. */
const setsItsOwn = (words: readonly string[]): boolean =>
  words[0] === 'SET' && words.includes('=') && !words.some((word) => notItsOwn.has(word));

/** SET autocommit = 1 commits. */
const notItsOwn: ReadonlySet<string> = new Set([
  'GLOBAL',
  'PERSIST',
  'PERSIST_ONLY',
  'AUTOCOMMIT',
  'PASSWORD',
  'ROLE',
  'RESOURCE',
  'SELECT',
  'TABLE',
  '(',
]);

/** Beginning a transaction lets go of these. */
export const locksTables = ({ sql }: Pick<ScriptStep, 'sql'>): boolean => {
  const words = wordsOf(sql);
  return words.includes('LOCK') || words.includes('FLUSH');
};
