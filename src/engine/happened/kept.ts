import type { Written } from './rows.ts';
import { assignedIn } from './search.ts';

/** A version, the one over it, and the one before both. */
interface Over {
  readonly before: Written | undefined;
  readonly over: Written;
  readonly by: Written;
  readonly columns: readonly string[];
}

/**
 * Is what one has changed still there in the version over it: in columns that this one left alone, or in values that were made
 * of it? Then nothing is lost.
 */
export const isKept = ({ before, over, by, columns }: Over): boolean => {
  const { row: first } = before ?? {};
  const { row: second } = over;
  const { row: third, by: statement } = by;
  if (first === undefined || second === undefined || third === undefined || statement === undefined)
    return false;
  const changed = columns.filter((_, at) => first[at] !== second[at]);
  const again = columns.filter((_, at) => second[at] !== third[at]);
  // It has written the same, or what was there before.
  if (again.length === 0 || changed.length === 0) return false;
  const assigned = assignedIn(statement.sql);
  const own = new Set(columns.map((column) => column.toLowerCase()));
  // Columns of a view may have other names.
  if (assigned === undefined || [...assigned.keys()].some((column) => !own.has(column))) return false;
  const both = changed.filter((column) => assigned.has(column.toLowerCase()));
  return both.every((column) => assigned.get(column.toLowerCase()) === 'of itself');
};
