import { padded } from '../../text/fit.ts';
import { drawn } from '../text/lines.ts';
import type { DataPanel } from './data-lines.ts';
import { type Window, windowOn } from './window.ts';

interface Area {
  readonly width: number;
  readonly height: number;
}

/**
 * The part of who sees what that is seen. The names of its columns stay; where nobody has scrolled, so does the first row that
 * is news. That other rows are news, too, and out of sight, is noted.
 */
export const dataWindow = (panel: DataPanel, offset: number | undefined, area: Area): Window => {
  const { lines, news, pinned, lead } = panel;
  const below = offset === undefined && lead > 0 ? newsBelow(panel, area.height) : [];
  if (below.length > 0) return windowWith(panel, below, area);
  const stays = area.height > pinned + 1 ? lines.slice(0, pinned) : [];
  const height = area.height - stays.length;
  const ofRest = news.map((at) => at - stays.length);
  const [first = 0] = ofRest;
  const last = ofRest.findLast((at) => at - first < height) ?? first;
  const rest = lines.slice(stays.length);
  const window = windowOn(rest, offset ?? (lead > 0 ? 0 : Math.max(0, last - height + 1)), {
    ...area,
    height,
  });
  const hidden = ofRest.filter((at) => at < window.from || at >= window.from + height).length;
  return {
    ...window,
    lines: [...stays.map((line) => padded(` ${drawn(line)}`, area.width)), ...window.lines],
    ...(window.note !== undefined && { note: window.note + changedWords(hidden) }),
  };
};

const changedWords = (hidden: number): string => (hidden === 0 ? '' : ` · ${hidden} changed`);

/** The rows that are news, or that somebody waits for, and would be out of sight, with the names above them: as many as half of the room takes. */
const newsBelow = ({ lines, news, wanted, lead, heads }: DataPanel, height: number): readonly number[] => {
  const [columns] = heads;
  if (lines.length <= height || columns === undefined) return [];
  const most = height - Math.min(lead - 1, Math.ceil(height / 2));
  const shown = new Set<number>();
  for (const at of new Set([...news, ...wanted])) {
    const more = [columns, heads.findLast((one) => one < at) ?? columns, at].filter((one) => !shown.has(one));
    if (shown.size + more.length > most) break;
    for (const one of more) shown.add(one);
  }
  return [...shown];
};

/** What stands above the tables, as far as there is room, and these lines right below it; what is left takes the lines around them. */
const windowWith = ({ lines, news, lead }: DataPanel, below: readonly number[], area: Area): Window => {
  const top = Math.min(lead, area.height - below.length);
  const others = [...lines.keys()].filter((at) => at >= lead && !below.includes(at));
  const shown = [...below, ...others.slice(0, area.height - below.length - top)].toSorted((a, b) => a - b);
  // A sentence that is broken off says so.
  const above = top < lead ? [...lines.slice(0, top - 1), '…'] : lines.slice(0, top);
  const seen = [...above, ...shown.flatMap((at) => lines[at] ?? [])];
  const hidden = news.filter((at) => !shown.includes(at)).length;
  const { max } = windowOn(lines, 0, area);
  return { ...windowOn(seen, 0, area), max, note: `↓ ${max}${changedWords(hidden)}` };
};
