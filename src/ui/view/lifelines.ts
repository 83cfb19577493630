import type { Theme } from '../theme.ts';

/**
 * What a session is in at a row of the time axis. A transaction is drawn as a bracket, a wait as a double line.
 * anew: one has ended, and another has begun.
 */
export type Life =
  | 'nothing'
  | 'begins'
  | 'open'
  | 'anew'
  | 'ends'
  | 'wait-begins'
  | 'waits'
  | 'wait-ends'
  | 'cut';

const glyphs: Readonly<Record<Life, string>> = {
  nothing: ' ',
  begins: '┌',
  open: '│',
  anew: '├',
  ends: '└',
  'wait-begins': '╥',
  waits: '║',
  'wait-ends': '╨',
  cut: '╳',
};

/** One column wide. `lane` is the session's place in the lesson. */
export const drawLife = (life: Life, lane: number, theme: Theme): string => {
  const isWait = life === 'wait-begins' || life === 'waits' || life === 'wait-ends';
  if (life === 'cut') return theme.failed(glyphs[life]);
  return (isWait ? theme.waiting : theme.session(lane))(glyphs[life]);
};

/** Where a session is before or after something happened to it. */
export interface Place {
  readonly isOpen: boolean;
  readonly isWaiting: boolean;
  /** In which one it is, where the server told. */
  readonly transaction?: number;
  /** Its connection is gone. */
  readonly isCut?: true;
}

export const nowhere: Place = { isOpen: false, isWaiting: false };

export const cut: Place = { isOpen: false, isWaiting: false, isCut: true };

/** While something happens to somebody else. */
export const restingLife = ({ isOpen, isWaiting }: Place): Life => {
  if (isWaiting) return 'waits';
  return isOpen ? 'open' : 'nothing';
};

/** In an empty row above one that shows `life`; `above` is what the row before it shows. */
export const lifeBefore = (life: Life, above: Life): Life => {
  switch (life) {
    case 'nothing':
    case 'begins':
      return 'nothing';
    case 'open':
    case 'anew':
    case 'ends':
      return 'open';
    case 'cut':
      return above === 'nothing' || above === 'ends' ? 'nothing' : above === 'waits' ? 'waits' : 'open';
    case 'wait-begins':
      return above === 'nothing' || above === 'ends' ? 'nothing' : 'open';
    case 'waits':
    case 'wait-ends':
      return 'waits';
  }
};

/** At a row of what happens to the session itself, `count` rows long. */
export const ownLife = (before: Place, after: Place, row: number, count: number): Life => {
  const isFirst = row === 0;
  const isLast = row === count - 1;
  if (before.isCut) return 'nothing';
  if (after.isCut) return isLast ? 'cut' : restingLife(before);
  if (!before.isWaiting && after.isWaiting) return isFirst ? 'wait-begins' : 'waits';
  if (before.isWaiting && !after.isWaiting) {
    if (isFirst) return 'wait-ends';
    if (row === 1 && isAnother(before, after)) return 'anew';
    if (after.isOpen) return 'open';
    return before.isOpen ? (isLast ? 'ends' : 'open') : 'nothing';
  }
  if (after.isWaiting) return 'waits';
  if (!before.isOpen && after.isOpen) return isFirst ? 'begins' : 'open';
  if (before.isOpen && !after.isOpen) return isLast ? 'ends' : 'open';
  if (isFirst && isAnother(before, after)) return 'anew';
  return after.isOpen ? 'open' : 'nothing';
};

/** One was open before, and another one is now. */
const isAnother = (before: Place, after: Place): boolean =>
  before.isOpen &&
  after.isOpen &&
  before.transaction !== undefined &&
  after.transaction !== undefined &&
  before.transaction !== after.transaction;
