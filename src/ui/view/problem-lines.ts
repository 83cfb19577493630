import { printable } from '../../printable.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { Problem } from '../model/server.ts';
import type { GuideStyle } from './guide.ts';

/** What went wrong, and what there is to do about it. */
export const problemLines = (
  { message, next }: Pick<Problem, 'message' | 'next'>,
  { theme, width }: Pick<GuideStyle, 'theme' | 'width'>,
): readonly string[] => [
  ...wrapped(theme.failed(`${signs.failed} ${printable(message)}`), width),
  ...next.flatMap((one) => hanging(`${signs.answer} `, printable(one), width)),
];

/** Without a server nothing is made or judged; the key that asks for one again is named. */
export const withoutServer = (
  problem: Problem,
  style: Pick<GuideStyle, 'theme' | 'width'>,
): readonly string[] => [...problemLines(problem, style), '', `${style.theme.strong('r')} tries again.`];
