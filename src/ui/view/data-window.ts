import { padded } from '../../text/fit.ts';
import { drawn } from '../text/lines.ts';
import type { DataPanel } from './data-lines.ts';
import { type Window, windowOn } from './window.ts';

/**
 * The part of who sees what that is seen. The names of its columns stay; where nobody has scrolled, so does the first row that
 * is news. That other rows are news, too, and out of sight, is noted.
 */
export const dataWindow = (
  { lines, news, pinned, leads }: DataPanel,
  offset: number | undefined,
  area: { readonly width: number; readonly height: number },
): Window => {
  const stays = area.height > pinned + 1 ? lines.slice(0, pinned) : [];
  const height = area.height - stays.length;
  const ofRest = news.map((at) => at - stays.length);
  const [first = 0] = ofRest;
  const last = ofRest.findLast((at) => at - first < height) ?? first;
  const rest = lines.slice(stays.length);
  const window = windowOn(rest, offset ?? (leads ? 0 : Math.max(0, last - height + 1)), { ...area, height });
  const hidden = ofRest.filter((at) => at < window.from || at >= window.from + height).length;
  const changed = hidden === 0 ? '' : ` · ${hidden} changed`;
  return {
    ...window,
    lines: [...stays.map((line) => padded(` ${drawn(line)}`, area.width)), ...window.lines],
    ...(window.note !== undefined && { note: window.note + changed }),
  };
};
