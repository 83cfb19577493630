import type { Line } from '../text/lines.ts';
import type { Theme } from '../theme.ts';

export interface GuideStyle {
  readonly theme: Theme;
  readonly width: number;
  readonly ruled: boolean;
  /** For somebody who hears it: no tables, no columns. */
  readonly isSpoken?: boolean;
}

export interface Guide {
  readonly title: string;
  readonly lines: readonly Line[];
  /** The line that is chosen. */
  readonly at?: number;
}

export interface StepStyle extends GuideStyle {
  /** There are the keys of a run on a server: one that comes back to the script, one for the map of anomalies. */
  readonly isLab: boolean;
}

/** What there is to say under one word. */
export interface Section {
  readonly head: string;
  readonly lines: readonly string[];
}

/** A word in the margin, the text beside it. */
export const headed = (head: string, lines: readonly string[], theme: Theme): readonly string[] =>
  lines.map((line, index) => (index === 0 ? theme.strong(head.padEnd(6)) : ' '.repeat(6)) + line);
