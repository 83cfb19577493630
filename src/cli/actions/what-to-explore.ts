import { UserError } from '../../errors.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { told } from '../../printable.ts';
import { findPlainLesson } from '../lessons.ts';
import { type OwnSql, type OwnSqlWords, readOwnSql } from './own-sql.ts';
import { mayBeSaved } from './save-lesson.ts';

export interface ExploreWords extends Omit<OwnSqlWords, 'scripts'> {
  readonly save?: string | undefined;
}

/** A lesson, and what somebody calls it; their own SQL is called as it will be saved. */
export interface WhatToExplore {
  readonly lesson: Lesson;
  readonly called?: string;
  readonly own?: OwnSql;
  readonly save?: string;
}

/** @throws UserError when the words name nothing, or what does not go together. */
export const whatToExplore = async (
  words: readonly string[],
  { save, ...options }: ExploreWords,
): Promise<WhatToExplore> => {
  const isSql = (word: string): boolean => /\.sql$/i.test(word);
  const [first, second] = words;
  if (options.from !== undefined || words.some(isSql)) {
    checkOwn(words, isSql, options);
    if (save !== undefined) await mayBeSaved(save);
    const own = await readOwnSql({ scripts: words, ...options });
    return { lesson: own.lesson, own, ...(save !== undefined && { save, called: save }) };
  }
  const stray = Object.entries({ save, ...options }).find(
    ([name, value]) => value !== undefined && ownOptions.has(name),
  );
  if (stray !== undefined) {
    throw new UserError(`--${stray[0]} is about scripts of your own, and none is named.`, {
      next: ['isolab explore a.sql b.sql --setup schema.sql'],
    });
  }
  if (first === undefined) {
    throw new UserError('There is nothing to explore.', {
      next: ['Name a lesson, or scripts in SQL: isolab explore a.sql b.sql --setup schema.sql'],
    });
  }
  if (second !== undefined) {
    throw new UserError(told`One lesson is explored at a time, and ${first} and ${second} are two.`, {
      next: ['Scripts in SQL end in .sql.'],
    });
  }
  return { lesson: await findPlainLesson(first), called: first };
};

const ownOptions: ReadonlySet<string> = new Set(['save', 'setup', 'promise', 'from', 'connection']);

const checkOwn = (
  words: readonly string[],
  isSql: (word: string) => boolean,
  { from, connection }: ExploreWords,
): void => {
  const [other] = words.filter((word) => !isSql(word));
  if (from !== undefined && words.length > 0) {
    throw new UserError(told`--from takes the sessions out of ${from}, so there are no scripts beside it.`, {
      next: [told`Leave out ${words.join(' ')}, or --from.`],
    });
  }
  if (from === undefined && connection !== undefined) {
    throw new UserError('--connection is about the connections of a log, and none is named.', {
      next: ['isolab explore --from general.log --connection 12,15'],
    });
  }
  if (other !== undefined) {
    throw new UserError(told`${other} is no script in SQL, and others are: they end in .sql.`, {
      next: ['Explore a lesson by itself.'],
    });
  }
};
