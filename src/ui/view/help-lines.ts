import { legend } from '../../report/map/words.ts';
import { held, queued } from '../../report/race/picture.ts';
import { hanging } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import { type KeySection, keySections, keysOn } from '../keys/key-sections.ts';
import { bindings, type KeyScope } from '../keys/keys.ts';
import type { Mode, Overlay } from '../model/model.ts';
import type { Theme } from '../theme.ts';
import { orderSigns } from './order-signs.ts';

/** All keys and signs, for the overlay, those of the place where one is first; over a screen with keys of its own, those of that screen. */
export const helpLines = (
  theme: Theme,
  width: number,
  mode: Mode,
  { behind, here }: Pick<Overlay, 'behind'> & { readonly here?: readonly KeyScope[] } = {},
): readonly string[] => {
  const sections = behind === undefined ? keySections(mode, here) : [keysOn(behind)];
  const signsThere = signsOn(theme, behind);
  return [
    ...sections.flatMap((section) => [...sectionLines(section, theme, width), '']),
    theme.strong('Signs'),
    ...signsThere.flatMap(([sign, meaning]) => hanging(`  ${sign}  `, meaning, width)),
  ];
};

const signsOn = (theme: Theme, behind: Overlay['behind']): readonly (readonly [string, string])[] => {
  switch (behind) {
    case undefined:
      return meanings(theme);
    case 'map':
      return legend;
    case 'orders':
      return orderSigns(theme);
    case 'compare':
      return comparisonSigns(theme);
    case 'race':
      return raceSigns(theme);
  }
};

const raceSigns = (theme: Theme): readonly (readonly [string, string])[] => [
  [
    theme.strong('1 2 3'),
    'a step of the application, named below; a long one was at work, or waited for a lock',
  ],
  [theme.waiting(queued), 'the request waits for a worker'],
  [theme.waiting(held), 'it waits at the start gate, until every worker has its first one'],
  [theme.failed('↩'), 'the application rolls back'],
  [theme.waiting('~'), 'it waits before it tries again'],
  [theme.failed(signs.failed), 'the promise was broken, in so many rounds'],
  [theme.committed(signs.holds), 'the promise was kept in all rounds'],
];

const comparisonSigns = (theme: Theme): readonly (readonly [string, string])[] => [
  ['[ ]', 'the level or the variant that is open'],
  [theme.chosen('▸'), 'the place that the keys act on'],
  [theme.strong('≠'), 'otherwise than in the one that is open'],
  [theme.waiting(signs.waiting), 'it waited for a lock'],
  [theme.failed(signs.failed), 'an error, or a promise that was broken'],
  [theme.committed(signs.holds), 'the promise was kept'],
  [signs.passed, 'a step that was not taken, or that is not there'],
];

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
  [
    theme.waiting('◀──‖'),
    'who waits points to the session it waits for; ──▶ who let go points to the one that goes on',
  ],
  [theme.strong(signs.newest), 'the statement that was sent last'],
  ['┌ │ └', 'a transaction, from its beginning to its end; ├ one ends, and the next one begins'],
  [theme.failed('╳'), 'a connection that was lost, and with it the transaction'],
  ['A>', 'a statement of A; A: is work of its application, and no SQL'],
  [signs.own, 'off the script: with statements of your own, or in another order; u goes back'],
  [signs.answer, 'what the application answers to its user'],
  [signs.passed, 'a step that is kept for later or not taken'],
  [signs.again, 'a request that is tried again'],
  [theme.failed(signs.failed), 'an error, or a promise that is violated'],
  [theme.committed(signs.holds), 'the promise holds'],
  ['≠', 'an order that comes to what no order of whole transactions comes to; ◆ one with a deadlock'],
  [
    signs.partly,
    'a lesson that was begun; ✓ seen to its end; ★ all that there is: every level, and each variant at one level at least; of an exercise, solved',
  ],
  [signs.exercise, 'an exercise: something to do, which the server judges'],
  [
    'A sees',
    'what a plain SELECT of A would return now, asked aside; B before: what one of B would have returned before the statement that it waits or works with',
  ],
  [
    '… ?',
    'such a SELECT is being asked; it is not known what came of it. “‖ waits”, “✗ deadlock”, “✗ fails”: what would come of it',
  ],
  [theme.strong('● own'), 'a row as that session has written it, and not committed it'],
  [theme.strong('◌ dirty'), 'a row as another session has written it, and not committed it'],
  [
    theme.strong('◂ older'),
    'a version of the row from before the committed one; ≠ another, it is not proved whose',
  ],
  ['▓ ░', 'locked exclusive (X), locked shared (S), a row or a gap; ◀ B ‖: B waits for that row'],
  [
    theme.waiting('‖+ ‖X'),
    'on a line of keys: waits to insert there, waits for a lock; [2*]: that entry is not committed, and its writer has it locked',
  ],
  ['▒▒▒▒', 'covered until you have answered'],
  ['50 ← 70 ← 100', 'behind d: the versions of a row, the newest first; ▲ A: A would read this one'],
  [theme.committed('+'), 'a committed row that was not there before, - one that is gone'],
];
