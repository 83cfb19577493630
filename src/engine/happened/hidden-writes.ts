import type { Sent } from '../history/moved.ts';
import type { RowStory } from './rows.ts';

/**
 * Has a REPLACE, or an INSERT that may UPDATE, written rows as they were? The history does not show these, and which they are is
 * not told.
 */
export const hidesWrites = (
  { sql, statement, place: { verb }, outcome }: Sent,
  stories: ReadonlyMap<string, readonly RowStory[]>,
): boolean => {
  const mayOverwrite = verb === 'REPLACE' || (verb === 'INSERT' && /\bduplicate\s+key\b/i.test(sql));
  if (!mayOverwrite || outcome?.kind !== 'ok') return false;
  const written = [...stories.values()]
    .flat()
    .filter((story) => story.written.some(({ by }) => by?.statement === statement));
  // Of one row alone the server says nothing.
  return written.length < Number(/^Records: (\d+)/.exec(outcome.info)?.[1] ?? 1);
};
