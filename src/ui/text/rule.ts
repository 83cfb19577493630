import { clip, widthOf } from '../../text/fit.ts';
import type { Theme } from '../theme.ts';

export interface RulePart {
  readonly width: number;
  readonly title?: string;
  /** At the right end, for instance how much is hidden. */
  readonly note?: string;
  /** The keys act on what is below; undefined where there is no choice. */
  readonly focused?: boolean;
}

/** A line across the screen that names what is below it; parts meet at a joint. */
export const ruleLine = (parts: readonly RulePart[], joint: '┬' | '┼' | '┴' | '─', theme: Theme): string =>
  parts.map((part) => rulePart(part, theme)).join(theme.faint(joint));

const rulePart = ({ width, title, note, focused }: RulePart, theme: Theme): string => {
  const noteText = note === undefined ? '' : ` ${note} `;
  const room = width - 1 - widthOf(noteText);
  const name = title === undefined ? '' : clip(focused ? `▸${title} ` : ` ${title} `, Math.max(0, room));
  const left = Math.max(0, width - 1 - widthOf(name) - widthOf(noteText));
  return (
    theme.faint('─') +
    (focused ? theme.strong(name) : focused === false ? theme.faint(name) : name) +
    theme.faint('─'.repeat(left) + noteText)
  );
};
