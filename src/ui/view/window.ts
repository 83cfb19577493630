import { padded } from '../../text/fit.ts';
import { drawn, type Line } from '../text/lines.ts';

/** The part of some lines that is seen, each of the same width, and how much is not. */
export interface Window {
  readonly lines: readonly string[];
  /** Lines above it. */
  readonly from: number;
  /** How far it scrolls. */
  readonly max: number;
  /** "↑ 3 ↓ 12", for the rule above; undefined when everything is seen. */
  readonly note?: string;
}

/** `offset` counts lines above the window; undefined shows the end. */
export const windowOn = (
  lines: readonly Line[],
  offset: number | undefined,
  area: { readonly width: number; readonly height: number },
): Window => windowOnRows(lines, offset, area, (line = '') => padded(` ${drawn(line)}`, area.width));

/** The same for rows of any kind, of which only those that are seen are drawn; undefined is past the end. */
export const windowOnRows = <Row>(
  lines: readonly Row[],
  offset: number | undefined,
  { height }: { readonly height: number },
  draw: (row: Row | undefined) => string,
): Window => {
  const max = Math.max(0, lines.length - height);
  const from = Math.max(0, Math.min(offset ?? max, max));
  const below = max - from;
  const note = [...(from > 0 ? [`↑ ${from}`] : []), ...(below > 0 ? [`↓ ${below}`] : [])].join(' ');
  return {
    lines: Array.from({ length: Math.max(0, height) }, (_, row) => draw(lines[from + row])),
    from,
    max,
    ...(note !== '' && { note }),
  };
};
