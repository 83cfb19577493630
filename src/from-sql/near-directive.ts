import { nearMiss } from '../lesson/near-miss.ts';

/** How a comment begins that says something to isolab. */
export type Beginning = 'reject if' | 'on' | 'answer:' | 'keep' | 'as' | 'when';

/** Words of English that are near to one of isolab's, and are none. */
const english: ReadonlySet<string> = new Set(
  'rejects rejected rejecting eject ejects deject inject object project answers answered keeps kept deep weep seep then where wen hen whence'.split(
    ' ',
  ),
);

/** With one of these behind it "answer" goes on as a sentence does. */
const goesOn =
  /^(the|an?|is|are|was|of|to|from|for|in|on|with|by|that|which|will|comes?|may|must|can|and|or)\b/i;

/**
 * The beginning that a comment was probably meant to have, where it has none: a letter too much, a blank or a colon too
 * few. Undefined for words that are for people.
 *
 * @param isCondition tells whether what stands before a colon is a condition.
 */
export const nearDirective = (
  text: string,
  isCondition: (said: string) => boolean,
  names: ReadonlySet<string>,
): Beginning | undefined => {
  const [, word = '', rest = ''] = /^([a-z]+)(.*)$/i.exec(text) ?? [];
  const behind = rest.trim();
  const said = behind.replace(/:( .*)?$/, '').trim();
  if (/^rejects?[ _-]?if\b/i.test(text)) return 'reject if';
  if (/^on[\W_]*(err(or)?[\W_]*)?(\d{4,5}\b|(ER|WARN)_)/i.test(text)) return 'on';
  if (/^answer$/i.test(word) && behind !== '' && !goesOn.test(behind)) return 'answer:';
  if (/^answers? ?:/i.test(text)) return 'answer:';
  if (/^keeps? \w+ ?(:=?|<-|==) ?\w+$/i.test(text) || /^keeps \w+ ?= ?\w+$/i.test(text)) return 'keep';
  if (/^as ?[:=] ?\w+$/i.test(text)) return 'as';
  if (english.has(word.toLowerCase())) return undefined;
  if (isNear(word, 'reject') && (/^if\b/i.test(behind) || isCondition(said))) return 'reject if';
  if (isNear(word, 'rejectif')) return 'reject if';
  if (isNear(word, 'answer') && /^[:=]/.test(behind)) return 'answer:';
  if (isNear(word, 'keep') && /^\w+ ?= ?\w+$/.test(behind)) return 'keep';
  const [, name = '', condition = ''] = /^([^\s:]+) (.+)$/.exec(behind) ?? [];
  return isNear(word, 'when') && names.has(name) && isCondition(condition) ? 'when' : undefined;
};

const isNear = (word: string, one: string): boolean =>
  word.toLowerCase() !== one && nearMiss(word, [one]) !== undefined;
