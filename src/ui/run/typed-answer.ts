import { isDecimal } from '../../lesson/decimal.ts';
import { type Fact, longestAnswer } from '../../lesson/prediction.ts';
import { type Editor, inserted } from '../keys/editor.ts';
import type { Said } from '../model/run.ts';

/** What is to be typed, before the answer and in a notice. */
export const typedNames = {
  affected: 'rows affected',
  matched: 'rows matched',
  rows: 'rows',
  value: 'value, or NULL',
  error: 'error (number or name), or none',
} as const satisfies Record<Fact, string>;

/** What was typed as an answer, or why it is none yet: an empty line is most likely the usual key. */
export const typedAnswer = (fact: Fact, given: string): Said | string => {
  const text = given.trim();
  if (text === '') return 'Type your answer first. Esc goes on without one.';
  if (isCount(fact) && !isDecimal(text)) return 'A number of rows is asked for.';
  return { kind: 'typed', text };
};

const isCount = (fact: Fact): boolean => fact !== 'value' && fact !== 'error';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * More of an answer, on one line: what is pasted may have several, and what is no sign at all goes. No longer than an
 * answer may be; nothing that a reader takes for one character is cut.
 */
export const typedInto = (editor: Editor, more: string): Editor => {
  // Long before it is looked at in detail it is too long.
  const onOneLine = more.slice(0, 64 * longestAnswer).replaceAll(/[\s\p{Cc}]+/gu, ' ');
  const wanted = editor.caret === 0 ? onOneLine.trimStart() : onOneLine;
  const room = longestAnswer - editor.text.length;
  let fitting = '';
  for (const { segment } of graphemes.segment(wanted)) {
    if (fitting.length + segment.length > room) break;
    fitting += segment;
  }
  return inserted(editor, fitting);
};
