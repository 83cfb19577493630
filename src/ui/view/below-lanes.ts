import type { LabState } from '../../engine/state.ts';
import type { RunModel } from '../model/run.ts';
import { ruleLine } from '../text/rule.ts';
import type { Theme } from '../theme.ts';
import { firstOfBreaking } from './about-breaking.ts';
import { aboutLines, aboutTitle } from './about-lines.ts';
import { chainsOf, isTold, type VersionStyle, versionLines, versionStyle } from './version-lines.ts';
import { windowOn } from './window.ts';

interface Area {
  readonly width: number;
  readonly height: number;
}

/** A part of less says nothing. */
const leastRows = 4;

/**
 * What stands below transcripts that are so much shorter than a large screen: each row's versions, and what the lesson is
 * about. The lanes keep the room that nobody fills.
 */
export const belowLanes = (run: RunModel, { width, height }: Area, theme: Theme): readonly string[] => {
  const { lab, script } = run;
  if (lab === undefined) return [];
  const kept = wholeVersions(lab, versionStyle(run, width - 2, theme), { width, height });
  const style = { theme, width: Math.min(width - 2, 100), ruled: true };
  const about = run.breaking ? firstOfBreaking(run, style) : aboutLines(script, style);
  return [...kept, ...partOf(aboutTitle(run), about, { width, height: height - kept.length }, theme)];
};

/** All of them, or none: a part would not say which. */
const wholeVersions = (lab: LabState, style: VersionStyle, { width, height }: Area): readonly string[] => {
  // A row takes a line at least, and thousands of them would be made for nothing.
  const rows = chainsOf(lab, style.earlier).reduce(
    (sum, { chains }) => sum + chains.filter(isTold).length,
    0,
  );
  if (rows >= height) return [];
  const lines = versionLines(lab, style);
  return lines.length < height ? partOf('Versions', lines, { width, height }, style.theme) : [];
};

/** As much of it as there is room for, under a rule that says how much is left out. */
const partOf = (
  title: string,
  lines: readonly string[],
  { width, height }: Area,
  theme: Theme,
): readonly string[] => {
  const rows = Math.min(lines.length, height - 1);
  if (rows < Math.min(leastRows, lines.length)) return [];
  const { lines: shown, note } = windowOn(lines, 0, { width, height: rows });
  return [ruleLine([{ width, title, ...(note !== undefined && { note }) }], '─', theme), ...shown];
};
