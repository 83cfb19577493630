import { padded } from '../text/fit.ts';
/** The part of some lines that is seen, each of the same width, and how much is not. */
export interface Window {
  readonly lines: readonly string[];
  /** How far it scrolls. */
  readonly max: number;
  /** "↑ 3 ↓ 12", for the rule above; undefined when everything is seen. */
  readonly note?: string;
}

/** `offset` counts lines above the window; undefined shows the end. */
export const windowOn = (
  lines: readonly string[],
  offset: number | undefined,
  { width, height }: { readonly width: number; readonly height: number },
): Window => {
  const max = Math.max(0, lines.length - height);
  const from = Math.max(0, Math.min(offset ?? max, max));
  const below = max - from;
  const note = [...(from > 0 ? [`↑ ${from}`] : []), ...(below > 0 ? [`↓ ${below}`] : [])].join(' ');
  return {
    lines: Array.from({ length: Math.max(0, height) }, (_, row) =>
      padded(` ${lines[from + row] ?? ''}`, width),
    ),
    max,
    ...(note !== '' && { note }),
  };
};
