import type { Model, Overlay } from '../model.ts';
import { padded } from '../text/fit.ts';
import { ruleLine } from '../text/rule.ts';
import type { Theme } from '../theme.ts';
import { footerLine } from './footer.ts';
import { aboutLines } from './guide-lines.ts';
import { helpLines } from './help-lines.ts';
import type { Size } from './layout.ts';
import { noAreas, type Screen } from './screen.ts';
import { windowOn } from './window.ts';

/** What lies over everything else until it is closed. */
export const overlayScreen = (
  overlay: Overlay,
  { mode, run }: Pick<Model, 'mode' | 'run'>,
  { columns, rows }: Size,
  theme: Theme,
): Screen => {
  const area = { width: columns, height: rows - 3 };
  const width = Math.min(columns - 2, 100);
  const lines =
    overlay.kind === 'about' && run
      ? aboutLines(run.script, { theme, width, ruled: false })
      : helpLines(theme, width, mode);
  const window = windowOn(lines, overlay.scroll, area);
  const title = overlay.kind === 'about' ? 'About this lesson' : 'Help';
  const note = window.note === undefined ? {} : { note: window.note };
  return {
    rows: [
      padded(` ${theme.strong(overlay.kind === 'about' && run ? run.script.title : 'isolab')}`, columns),
      ruleLine([{ width: columns, title, ...note }], '─', theme),
      ...window.lines,
      footerLine('overlay', columns, theme),
    ],
    areas: { ...noAreas, overlay: { max: window.max, page: area.height } },
  };
};
