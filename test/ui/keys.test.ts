import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { widthOf } from '../../src/text/fit.ts';
import { keyNames } from '../../src/ui/keys/key-names.ts';
import { actionFor, bindings, type KeyScope } from '../../src/ui/keys/keys.ts';
import type { Mode } from '../../src/ui/model/model.ts';
import { makeTheme } from '../../src/ui/theme.ts';
import { footerLine } from '../../src/ui/view/footer.ts';
import { helpLines } from '../../src/ui/view/help-lines.ts';

const scopes: readonly KeyScope[] = [
  'list',
  'run',
  'replay',
  'question',
  'ask',
  'answer',
  'aside',
  'prompt',
  'turn',
  'orders',
  'map',
  'search',
  'doubt',
  'present',
  'overlay',
];
const modes: readonly Mode[] = ['lab', 'replay', 'present'];
const theme = makeTheme(false);

test.for(scopes)('no key has two meanings in the %s', (scope) => {
  const keys = bindings.filter((one) => one.scopes.includes(scope)).flatMap((one) => Object.keys(one.keys));
  expect(keys).toEqual([...new Set(keys)]);
});

test('every key is in the help', () => {
  const help = modes.flatMap((mode) => helpLines(theme, 200, mode)).join('\n');
  for (const { shown, help: words, scopes: where } of bindings) {
    if (where.every((one) => one === 'overlay')) continue;
    expect(help).toContain(shown);
    expect(help).toContain(words);
  }
});

const waysOut: Readonly<Partial<Record<KeyScope, RegExp>>> = {
  overlay: /close/,
  prompt: /Esc\S* .*to the script/,
  orders: /Esc\S* .*close/,
  map: /Esc\S* .*close/,
  turn: /Esc\S* .*close/,
  answer: /Esc\S* .*skip/,
  doubt: /no, keep it/,
  search: /Esc\S* .*all lessons/,
};

/** Keys of a question to a class stand before those of the presentation, which has no footer. */
test.for(scopes.filter((one) => one !== 'ask'))(
  'the way out of the %s is in the footer at every width',
  (scope) => {
    for (const columns of [60, 80, 120, 200]) {
      const line = footerLine(scope, columns, theme);
      expect(line).toMatch(waysOut[scope] ?? /q\S* .*quit/);
      expect(widthOf(line)).toBe(columns);
    }
  },
);

test.for([
  [60, /d T L c views +a b SQL +1-4 level/],
  [80, /← back +d T L c views +o n order +a b SQL +1-4 level +v variant/],
  [120, /← back +d T L c views .*o orders +n turn +a b SQL +1-4 level +v variant .*Esc list/],
  [160, /d versions +T timeline +L locks .*c compare/],
] as const)('at %i columns the footer of a lesson has the keys of every view', ([columns, keys]) => {
  const onScript = ['without-own'] as const;
  expect(stripVTControlCharacters(footerLine('run', columns, theme, onScript))).toMatch(keys);
  const offScript = stripVTControlCharacters(footerLine('run', columns, theme));
  expect(offScript).toMatch(/views|locks/);
  expect(offScript).toMatch(/u script .*a b SQL .*q quit/);
});

test.for([80, 120, 200])(
  'at %i columns the footer of the screen of orders has all that is told nowhere else on it',
  (columns) => {
    const footer = stripVTControlCharacters(footerLine('orders', columns, theme));
    // The levels and the variants stand on the screen with their keys.
    expect(footer).toMatch(/←→↑↓ choose +Tab next kind +Enter open +PgDn scroll .*\? help +Esc q close/);
  },
);

test('q goes back wherever Esc closes a screen that lies over another one', () => {
  for (const scope of ['orders', 'map', 'overlay'] as const) {
    expect(actionFor(scope, 'q')).toBe(actionFor(scope, 'escape'));
    expect(stripVTControlCharacters(footerLine(scope, 60, theme))).toContain('Esc q close');
  }
});

test('keys that come together are taken apart, in order', () => {
  expect(keyNames('2 v\r\t?', {})).toEqual(['2', 'space', 'v', 'enter', 'tab', '?']);
  expect(keyNames('', { upArrow: true })).toEqual(['up']);
  expect(keyNames('', { tab: true, shift: true })).toEqual(['shift-tab']);
  expect(keyNames('c', { ctrl: true })).toEqual(['ctrl-c']);
  expect(keyNames('', { return: true, meta: true })).toEqual(['newline']);
  expect(keyNames('a\n\u007F\u0017\u0003', {})).toEqual(['a', 'newline', 'backspace', 'ctrl-w', 'ctrl-c']);
});

test('a key that means nothing does nothing, also one with the name of a property', () => {
  for (const name of ['Z', 'constructor', 'toString', '__proto__']) {
    expect(actionFor('run', name)).toBeUndefined();
  }
});

test('a key that is let go, or pressed with Alt, is no key press', () => {
  expect(keyNames('q', { eventType: 'release' })).toEqual([]);
  expect(keyNames('q', { meta: true })).toEqual([]);
});
