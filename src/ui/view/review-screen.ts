import { printable } from '../../printable.ts';
import { justify, padded } from '../../text/fit.ts';
import { idleInReview } from '../keys/idle.ts';
import type { Model } from '../model/model.ts';
import type { Reviewing } from '../model/reviewing.ts';
import { ruleLine } from '../text/rule.ts';
import type { Theme } from '../theme.ts';
import { footerLine } from './footer.ts';
import { serverWords } from './header.ts';
import type { Size } from './layout.ts';
import { reviewBar, reviewLines } from './review-lines.ts';
import { noAreas, type Screen } from './screen.ts';
import { windowOn } from './window.ts';

const mostText = 100;

/** One question after the other, with what was said to the answer. */
export const reviewScreen = (
  reviewing: Reviewing,
  model: Model,
  { columns, rows }: Size,
  theme: Theme,
): Screen => {
  const lines = reviewLines(reviewing, model, { theme, width: Math.min(columns - 2, mostText) });
  // Without title, rule, what the next key does, and keys.
  const height = rows - 4;
  const window = windowOn(lines, reviewing.scroll, { width: columns, height });
  const bar =
    model.notice === undefined ? reviewBar(reviewing, theme) : theme.emphasis(printable(model.notice));
  return {
    rows: [
      justify(` ${theme.strong('Review')}`, `  ${serverWords(model.server, theme)} `, columns),
      ruleLine(
        [
          {
            width: columns,
            title: titleOf(reviewing),
            ...(window.note !== undefined && { note: window.note }),
          },
        ],
        '─',
        theme,
      ),
      ...window.lines,
      padded(` ${bar}`, columns),
      footerLine('review', columns, theme, idleInReview(reviewing, model.server, window.max), {
        ...(reviewing.at.kind === 'asked' && { offered: reviewing.at.question.choices.length }),
      }),
    ],
    areas: { ...noAreas, overlay: { max: window.max, page: height, from: window.from } },
  };
};

const titleOf = ({ given, right }: Reviewing): string =>
  given === 0 ? 'What do you remember?' : `${right} of ${given} right so far`;
