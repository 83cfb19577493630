import { UserError } from '../errors.ts';
import type { Invariant } from '../lesson/lesson.ts';
import { oneStatement } from '../lesson/split-sql.ts';
import { isRead } from '../lesson/statement-kind.ts';
import { namesInSql } from '../lesson/values.ts';
import { told } from '../printable.ts';
import { sqlInWords } from './source.ts';

/** A query that finds what breaks it, as an invariant. @throws UserError when it is not one query. */
export const invariantOf = (query: string): Invariant => {
  const one = oneStatement(query.replaceAll('\r\n', '\n'));
  const wish =
    'A promise is one query whose rows break it, for instance SELECT name FROM books GROUP BY name HAVING COUNT(*) > 1.';
  if (!('sql' in one))
    throw new UserError(told`The query of --promise cannot be read: ${one.message}.`, { next: [wish] });
  if (!isRead(one.sql))
    throw new UserError(told`--promise is a statement that has no rows to give: ${sqlInWords(one.sql)}`, {
      next: [wish],
    });
  const other = namesInSql(one.sql).find((name) => name !== 'sessions');
  if (other !== undefined)
    throw new UserError(told`The query of --promise asks for a value :${other}, which nobody gives.`, {
      next: ['Only :sessions stands for something: who committed.'],
    });
  return { says: `No row comes of ${sqlInWords(one.sql, 100)}`, violations: one.sql };
};
