import { listed, topLevel, wordsOf } from '../history/question.ts';
import type { ResultSet } from '../outcome.ts';

/** What is made of nothing that stands in tables: the time, and chance. */
const own =
  /^(?:default|(?:now|curdate|curtime|sysdate|utc_timestamp|unix_timestamp|uuid|rand)\s*\(\s*\d*\s*\)|current_(?:timestamp|date|time)(?:\s*\(\s*\d*\s*\))?)$/i;

export const readsNothing = (value: string): boolean => own.test(value);

/**
 * `SELECT a, NOW() FROM t` as `SELECT a, NULL FROM t`: what else is there, is there at any time. With the places of these columns,
 * from the end where they are negative.
 */
export const withoutOwnValues = (
  sql: string,
): { readonly sql: string; readonly places: readonly number[] } => {
  const same = { sql, places: [] };
  const words = wordsOf(sql) ?? [];
  const isPlain = !words.some(({ text }, at) => at > 0 && matters.has(text));
  const from = topLevel(words, ['FROM'], 0);
  if (words[0]?.text !== 'SELECT' || from === words.length || !isPlain) return same;
  const items = listed(words.slice(1, from)).map((item) => ({
    start: item[0]?.start ?? 0,
    end: item.at(-1)?.end ?? 0,
    isStar: item.at(-1)?.text === '*',
  }));
  const found = items.flatMap(({ start, end }, at) => {
    const value = sql.slice(start, end).replace(/\s+(?:as\s+)?(?:\w+|`[^`]+`)$/i, '');
    const isBehind = items.slice(0, at).some(({ isStar }) => isStar);
    return readsNothing(value) ? [{ start, end, place: isBehind ? at - items.length : at }] : [];
  });
  if (items.filter(({ isStar }) => isStar).length > 1) return same;
  return {
    sql: found.reduceRight((text, { start, end }) => `${text.slice(0, start)}NULL${text.slice(end)}`, sql),
    places: found.map(({ place }) => place),
  };
};

/** With one of these it makes a difference what the values are. */
const matters: ReadonlySet<string> = new Set([
  'SELECT',
  'TABLE',
  'WITH',
  'DISTINCT',
  'GROUP',
  'HAVING',
  'ORDER',
  'LIMIT',
  'INTO',
]);

/** An answer without what stands in these places. */
export const withoutPlaces = (rows: ResultSet['rows'], places: readonly number[]): ResultSet['rows'] =>
  places.length === 0
    ? rows
    : rows.map((row) =>
        row.map((value, at) => (places.includes(at) || places.includes(at - row.length) ? null : value)),
      );
