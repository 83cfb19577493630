import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { shippedLessons } from '../../src/cli/lessons.ts';
import { glossary } from '../../src/engine/words/glossary.ts';
import { terms } from '../../src/engine/words/terms.ts';

const { lessons } = await shippedLessons();

/** What is no prose: SQL, names, outcomes, and the titles of what others have written. */
const notTold =
  /^(x-.*|id|level|levels|anomaly|sources|setup|watch|violations|expect|means|end|every_order|takes|sql|as|when|do|keep|answer|reject_if|still_true|handler|burst|redis|work|[A-Z])$/;

const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    // The one of a session, among the sessions and not in a step, says who it is.
    notTold.test(key) && !(key.length === 1 && isRole(one)) ? [] : textsIn(one),
  );
};

const isRole = (value: unknown): boolean => typeof value === 'string' && /^[a-z]/.test(value);

/** Sentences of each lesson, in the order of the course. */
const told = await Promise.all(
  lessons.map(async ({ id, file = '' }) => ({
    id,
    sentences: textsIn(parse(await readFile(file, 'utf8'), { maxAliasCount: -1 })).flatMap(
      (text) => text.replaceAll(/\s+/g, ' ').match(/[^.?!]+[.?!]*/g) ?? [],
    ),
  })),
);

/** Words that are told in more ways than with an ending. */
const otherForms: ReadonlyMap<string, RegExp> = new Map([
  ['commit', /\bcommit(s|ted|ting)?\b/i],
  ['exclusive lock', /\bexclusive(ly)?\b/i],
  ['gap lock', /\bgaps?\b.*\block|\block.*\bgaps?\b/i],
  ['locking read', /\blocking (read|SELECT)/i],
  ['plain read', /\bplain (reads?|SELECTs?)\b/i],
  ['roll back', /\b(roll(s|ed|ing)? back|rollback)\b/i],
  ['row lock', /\block(s|ed|ing)?\b(?! (wait timeout|tables))/i],
  ['consistent read', /(?<!semi-)\bconsistent reads?\b/i],
]);

const formOf = (word: string): RegExp => otherForms.get(word) ?? new RegExp(`\\b${word}s?\\b`, 'i');

const firstUse = (form: RegExp) => {
  for (const { id, sentences } of told) {
    const sentence = sentences.find((one) => form.test(one));
    if (sentence !== undefined) return { id, sentence: sentence.trim() };
  }
  return undefined;
};

/** Where a word is explained it is set apart, as in a textbook. */
const isSetApart = (form: RegExp, lesson: string | undefined): boolean =>
  told
    .filter(({ id }) => id === lesson)
    .flatMap(({ sentences }) => sentences)
    .some((sentence) => [...sentence.matchAll(/\*([^*]+)\*/g)].some(([, marked = '']) => form.test(marked)));

describe('no word is used before it is explained', () => {
  it.each(terms.filter(({ lesson }) => lesson !== undefined))('$word', ({ word, lesson }) => {
    const form = formOf(word);
    expect(firstUse(form)).toMatchObject({ id: lesson });
    expect(isSetApart(form, lesson)).toBe(true);
  });

  it.each(glossary.filter(({ code }) => /^[A-Z]/.test(code)))(
    '$code comes with its name',
    ({ code, name }) => {
      const use = firstUse(new RegExp(`(?<![\\w-])${code}(?![\\w-])`));
      const [head = ''] = name.split(' ');
      if (use) expect(use.sentence.toLowerCase()).toContain(head.toLowerCase());
    },
  );
});
