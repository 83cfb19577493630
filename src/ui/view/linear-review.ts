import { printable } from '../../printable.ts';
import { idleInReview } from '../keys/idle.ts';
import type { Model } from '../model/model.ts';
import type { Reviewing } from '../model/reviewing.ts';
import type { Theme } from '../theme.ts';
import { footerLine } from './footer.ts';
import { serverWords } from './header.ts';
import { reviewBar, reviewLines } from './review-lines.ts';

/** The same as the screen of a review, for somebody who hears it. */
export const linearReview = (
  reviewing: Reviewing,
  model: Model,
  theme: Theme,
  width: number,
): readonly string[] => {
  const { notice, server } = model;
  return [
    `Review. ${serverWords(server, theme, Number.POSITIVE_INFINITY)}`,
    ...reviewLines(reviewing, model, { theme, width }),
    ...(notice === undefined ? [] : [printable(notice)]),
    reviewBar(reviewing, theme),
    footerLine('review', width, theme, idleInReview(reviewing, server, 0)),
  ];
};
