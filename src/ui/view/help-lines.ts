import { bindings, type KeyScope } from '../keys.ts';
import type { Mode } from '../model.ts';
import { hanging } from '../text/fit.ts';
import type { Theme } from '../theme.ts';
import { signs } from '../words.ts';

/** All keys and signs, for the overlay. */
export const helpLines = (theme: Theme, width: number, mode: Mode): readonly string[] => [
  ...sections[mode].flatMap(([title, scope]) => [...keySection(title, scope, theme, width), '']),
  theme.strong('Signs'),
  ...meanings(theme).flatMap(([sign, meaning]) => hanging(`  ${sign}  `, meaning, width)),
];

const sections: Readonly<Record<Mode, readonly (readonly [title: string, scope: KeyScope])[]>> = {
  lab: [
    ['In a lesson', 'run'],
    ['At a question', 'question'],
    ['While you write a statement', 'prompt'],
    ['In the list of lessons', 'list'],
    ['While you search', 'search'],
    ['Asked whether to forget', 'doubt'],
  ],
  present: [['While you present', 'present']],
  replay: [
    ['In a recording', 'replay'],
    ['At a question', 'question'],
  ],
};

const keySection = (title: string, scope: KeyScope, theme: Theme, width: number): readonly string[] => [
  theme.strong(title),
  ...bindings
    .filter((one) => one.scopes.includes(scope))
    .flatMap(({ shown, help }) => hanging(`  ${theme.strong(shown.padEnd(keyWidth))} `, help, width)),
];

const keyWidth = Math.max(...bindings.map((one) => one.shown.length)) + 1;

const meanings = (theme: Theme): readonly (readonly [string, string])[] => [
  [signs.idle, 'the session has no open transaction'],
  [signs.open, 'the session is in a transaction'],
  [signs.running, 'its statement is at work'],
  [theme.waiting(signs.waiting), 'its statement waits for a lock; ┆ is drawn as long as it does'],
  [signs.answer, 'what the application answers to its user'],
  [signs.passed, 'a step that is kept for later or not taken'],
  [theme.failed(signs.failed), 'an error, or a promise that was broken'],
  [theme.committed(signs.holds), 'the promise was kept'],
  [signs.begun, 'a lesson that was begun, ✓ one that was seen to its end'],
  [theme.strong('='), 'as it is committed; ~ in another version, + not committed, - not there'],
  [theme.committed('+'), 'a committed row that was not there before, - one that is gone'],
];
