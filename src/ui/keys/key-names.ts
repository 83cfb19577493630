import type { Key } from 'ink';

/** The names of the keys in one piece of input, in order. A terminal may hand over several at once. */
export const keyNames = (input: string, key: Partial<Key>): readonly string[] => {
  if (key.eventType === 'release') return [];
  const special = specialKeys.find(([name]) => key[name]);
  if (special?.[1] === 'enter' && key.meta) return ['newline'];
  if (special) return [key.shift && special[1] === 'tab' ? 'shift-tab' : special[1]];
  if (key.ctrl) return [`ctrl-${input}`];
  if (key.meta) return [];
  return Array.from(input, (character) => characterKeys.get(character) ?? controlKey(character) ?? character);
};

const specialKeys = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'page-up'],
  ['pageDown', 'page-down'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
] as const satisfies readonly (readonly [keyof Key, string])[];

const characterKeys = new Map([
  [' ', 'space'],
  ['\r', 'enter'],
  ['\n', 'newline'],
  ['\t', 'tab'],
  ['\u007F', 'backspace'],
]);

/** Control characters that came in the middle of others. */
const controlKey = (character: string): string | undefined => {
  const code = character.codePointAt(0) ?? 0;
  return code >= 1 && code <= 26 ? `ctrl-${String.fromCodePoint(code + 96)}` : undefined;
};
