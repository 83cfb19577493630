import { array, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type EditAction,
  type Editor,
  editActions,
  edited,
  editorOf,
  inserted,
  movedLine,
} from '../../src/ui/keys/editor.ts';
import { expectAlways } from '../property.ts';

/** A text with | where the caret is. */
const at = (drawn: string): Editor => ({ text: drawn.replace('|', ''), caret: drawn.indexOf('|') });
const drawn = ({ text, caret }: Editor): string => `${text.slice(0, caret)}|${text.slice(caret)}`;
const result = (from: string, action: EditAction): string => drawn(edited(at(from), action));

describe('editing', () => {
  test.for<[EditAction, string, string]>([
    ['caret-left', 'ab|c', 'a|bc'],
    ['caret-left', '|abc', '|abc'],
    ['caret-right', 'ab|c', 'abc|'],
    ['caret-right', 'abc|', 'abc|'],
    ['line-start', 'one\ntwo|', 'one\n|two'],
    ['line-end', 'o|ne\ntwo', 'one|\ntwo'],
    ['erase', 'ab|c', 'a|c'],
    ['erase', '|abc', '|abc'],
    ['erase', 'a\n|b', 'a|b'],
    ['erase-next', 'a|bc', 'a|c'],
    ['erase-word', 'SELECT name  |FROM', 'SELECT |FROM'],
    ['erase-to-start', 'a\nbc|d', 'a\n|d'],
    ['erase-to-end', 'a|b\nc', 'a|\nc'],
  ])('%s: %s becomes %s', ([action, from, to]) => {
    expect(result(from, action)).toBe(to);
  });

  test('takes a family, a flag and an accent for one character', () => {
    for (const one of ['👩‍👩‍👧', '🇩🇪', 'e\u0301', '漢']) {
      expect(result(`a${one}|b`, 'erase')).toBe('a|b');
      expect(result(`a|${one}b`, 'caret-right')).toBe(`a${one}|b`);
    }
  });

  test('goes a line up and down in its column, and no further than there are lines', () => {
    const up = movedLine(at('long line\nab|\nthird'), -1);
    expect(up && drawn(up)).toBe('lo|ng line\nab\nthird');
    const down = movedLine(at('long li|ne\nab\nthird'), 1);
    expect(down && drawn(down)).toBe('long line\nab|\nthird');
    expect(movedLine(at('a|b'), -1)).toBeUndefined();
    expect(movedLine(at('a|b'), 1)).toBeUndefined();
  });

  test('never loses the caret, whatever is written and pressed', () => {
    const key = oneof(constantFrom(...editActions), string({ unit: 'grapheme', maxLength: 5 }));
    expectAlways(
      property(array(key, { maxLength: 40 }), (keys) => {
        let editor = editorOf('');
        for (const one of keys) {
          const action = editActions.find((known) => known === one);
          editor = action ? edited(editor, action) : inserted(editor, one);
          expect(editor.caret).toBeGreaterThanOrEqual(0);
          expect(editor.caret).toBeLessThanOrEqual(editor.text.length);
        }
      }),
    );
  });
});
