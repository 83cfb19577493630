import { legend } from '../../report/map/words.ts';
import { hanging } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import { type KeySection, keySections, keysOn } from '../keys/key-sections.ts';
import { bindings } from '../keys/keys.ts';
import type { Mode, Overlay } from '../model/model.ts';
import type { Theme } from '../theme.ts';
import { orderSigns } from './order-signs.ts';

/** All keys and signs, for the overlay; over a screen with keys of its own, those of that screen. */
export const helpLines = (
  theme: Theme,
  width: number,
  mode: Mode,
  { behind }: Pick<Overlay, 'behind'> = {},
): readonly string[] => {
  const sections = behind === undefined ? keySections(mode) : [keysOn(behind)];
  const signsThere = signsOn(theme, behind);
  return [
    ...sections.flatMap((section) => [...sectionLines(section, theme, width), '']),
    theme.strong('Signs'),
    ...signsThere.flatMap(([sign, meaning]) => hanging(`  ${sign}  `, meaning, width)),
  ];
};

const signsOn = (theme: Theme, behind: Overlay['behind']): readonly (readonly [string, string])[] => {
  if (behind === undefined) return meanings(theme);
  return behind === 'map' ? legend : orderSigns(theme);
};

const sectionLines = (
  { title, bindings: keys }: KeySection,
  theme: Theme,
  width: number,
): readonly string[] => [
  theme.strong(title),
  ...keys.flatMap(({ shown, help }) => hanging(`  ${theme.strong(shown.padEnd(keyWidth))} `, help, width)),
];

const keyWidth = Math.max(...bindings.map((one) => one.shown.length)) + 1;

const meanings = (theme: Theme): readonly (readonly [string, string])[] => [
  [signs.idle, 'the session has no open transaction'],
  [signs.open, 'the session is in a transaction'],
  [signs.running, 'its statement is at work'],
  [theme.waiting(signs.waiting), 'its statement waits for a lock'],
  [theme.waiting('╥ ║ ╨'), 'a wait, from its beginning to its end'],
  ['┌ │ └', 'a transaction, from its beginning to its end'],
  [theme.failed('╳'), 'a connection that was lost, and with it the transaction'],
  ['A>', 'a statement of A; A: is work of its application, and no SQL'],
  [signs.answer, 'what the application answers to its user'],
  [signs.passed, 'a step that is kept for later or not taken'],
  [signs.again, 'a request that is tried again'],
  [theme.failed(signs.failed), 'an error, or a promise that is violated'],
  [theme.committed(signs.holds), 'the promise holds'],
  ['≠', 'an order that comes to what no order of whole transactions comes to; ◆ one with a deadlock'],
  [
    signs.begun,
    'a lesson that was begun; ◐ seen to its end; ✓ predicted, each question there answered right',
  ],
  [theme.strong('● own'), 'a row as that session has written it, and not committed it'],
  [theme.strong('◌ dirty'), 'a row as another session has written it, and not committed it'],
  [
    theme.strong('◂ older'),
    'a version of the row from before the committed one; ≠ another, it is not proved whose',
  ],
  ['▓ ░', 'locked exclusive, locked shared; ◀ B ‖: B waits for that row'],
  ['▒▒▒▒', 'covered until you have answered'],
  [theme.strong('='), 'behind d: as it is committed; ~ in another version, + not committed, - not there'],
  [theme.committed('+'), 'a committed row that was not there before, - one that is gone'],
];
