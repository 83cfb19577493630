import type { Paint } from '../../report/paint.ts';
import type { Theme } from '../theme.ts';

/** The theme of the screen for lines that reports have, too. */
export const paintOf = ({ strong, faint, committed, failed, waiting, session }: Theme): Paint => ({
  strong,
  faint,
  code: strong,
  good: committed,
  bad: failed,
  waiting,
  session,
});
