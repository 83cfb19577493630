import { printable } from '../../engine/printable.ts';
import type { Panel, RunModel, ServerModel } from '../model.ts';
import { type RulePart, ruleLine } from '../text/rule.ts';
import type { Theme } from '../theme.ts';
import { dataLines } from './data-lines.ts';
import { footerLine } from './footer.ts';
import { aboutLines, guideOf } from './guide-lines.ts';
import { headerLines } from './header.ts';
import { type RunLayout, runLayout, type Size } from './layout.ts';
import { nextBar } from './next-bar.ts';
import { noAreas, type Screen } from './screen.ts';
import { sessionStateLine, sessionTitle } from './session-heads.ts';
import { laneWidths, transcriptLines } from './transcript.ts';
import { type Window, windowOn } from './window.ts';

interface Setting {
  readonly run: RunModel;
  readonly layout: RunLayout;
  readonly theme: Theme;
}

/** The screen of an open lesson. `now` is the clock's time in ms. */
export const runScreen = (
  run: RunModel,
  server: ServerModel,
  size: Size,
  now: number,
  theme: Theme,
): Screen => {
  const says = run.phase.kind === 'broken' || run.lab?.finished !== undefined;
  const layout = runLayout(size, run.begun, says);
  const setting = { run, layout, theme };
  const main = mainWindow(setting);
  const guide = guideOf(run, server, { theme, width: layout.guide.width - 2, ruled: layout.ruled });
  const guideWindow = windowOn(guide.lines, run.scroll.guide, layout.guide);
  const data = dataWindow(setting);
  const top = topLines(setting, main, now);
  const guidePart = rule(setting, 'guide', guide.title, guideWindow);
  const dataPart = rule(setting, 'data', 'Committed rows, locks', data);
  const body =
    layout.kind === 'stacked'
      ? [
          ...top,
          ...main.lines,
          ruleLine([guidePart, dataPart], '┬', theme),
          ...beside(guideWindow.lines, data.lines, () => '│', theme),
        ]
      : beside(
          [...top, ...main.lines],
          [
            ruleLine([guidePart], '─', theme),
            ...guideWindow.lines,
            ruleLine([dataPart], '─', theme),
            ...data.lines,
          ],
          (row) => (row === 0 ? '┬' : row === guideWindow.lines.length + 1 ? '├' : '│'),
          theme,
        );
  return {
    rows: [
      ...headerLines(run, server, { columns: size.columns, rows: layout.headerRows, theme }),
      ...body,
      nextBar(run, server, size.columns, theme),
      footerLine('run', size.columns, theme),
    ],
    areas: {
      ...noAreas,
      main: { max: main.max, page: layout.main.height },
      guide: { max: guideWindow.max, page: layout.guide.height },
      data: { max: data.max, page: layout.data.height },
    },
  };
};

const mainWindow = ({ run, layout, theme }: Setting): Window => {
  const { main, ruled } = layout;
  if (!run.begun) {
    const lines = aboutLines(run.script, { theme, width: Math.min(main.width - 2, 100), ruled });
    return windowOn(lines, run.scroll.main ?? 0, main);
  }
  const timeline = run.lab?.timeline ?? [];
  const lines = transcriptLines({ timeline }, run.script, { theme, width: main.width - 1, ruled });
  const window = windowOn(lines, run.scroll.main, main);
  // Lanes are separated down to the bottom, also where nothing has happened yet.
  const empty = emptyLanes(run, main.width - 1, theme);
  return { ...window, lines: window.lines.map((line, row) => (row < lines.length ? line : ` ${empty}`)) };
};

const emptyLanes = (run: RunModel, width: number, theme: Theme): string =>
  laneWidths(run.script.sessions.length, width)
    .map((lane) => ' '.repeat(lane))
    .join(theme.faint('│'));

const dataWindow = ({ run, layout, theme }: Setting): Window => {
  const lines =
    run.lab === undefined
      ? [theme.faint('not read yet')]
      : dataLines(run.lab.observation, run.lab.before, run.script, {
          theme,
          width: layout.data.width - 2,
          ruled: layout.ruled,
        });
  return windowOn(lines, run.scroll.data, layout.data);
};

/** The sessions and what they are doing now; before the first step, only that this is about the lesson. */
const topLines = ({ run, layout, theme }: Setting, main: Window, now: number): readonly string[] => {
  const { width } = layout.main;
  const note = main.note === undefined ? {} : { note: main.note };
  const focused = run.focus === 'main';
  if (!run.begun) return [ruleLine([{ width, title: 'About this lesson', focused, ...note }], '─', theme)];
  const { sessions } = run.script;
  const lanes = laneWidths(sessions.length, width - 1);
  const labNow = run.lab === undefined ? 0 : run.lab.at + Math.max(0, now - run.heardAt);
  const [first] = sessions;
  if (lanes.length === 1 && sessions.length > 1 && first) {
    const title = sessions.map((one) => printable(one.name)).join(', ');
    const each = Math.floor(width / sessions.length);
    return [
      ruleLine([{ width, title, focused, ...note }], '─', theme),
      sessions
        .map((one, index) => {
          const room = index === sessions.length - 1 ? width - each * (sessions.length - 1) : each;
          return sessionStateLine(one, run.lab, labNow, room, theme, one.name);
        })
        .join(''),
    ];
  }
  return [
    ruleLine(
      sessions.map((one, index) => ({
        width: (lanes[index] ?? 0) + (index === 0 ? 1 : 0),
        title: sessionTitle(one, index, theme),
        focused: focused && index === 0,
        ...(index === sessions.length - 1 && note),
      })),
      '┬',
      theme,
    ),
    sessions
      .map((one, index) =>
        sessionStateLine(one, run.lab, labNow, (lanes[index] ?? 0) + (index === 0 ? 1 : 0), theme),
      )
      .join(theme.faint('│')),
  ];
};

const rule = ({ run, layout }: Setting, panel: Panel, title: string, window: Window): RulePart => ({
  width: layout[panel].width,
  title,
  focused: run.focus === panel,
  ...(window.note !== undefined && { note: window.note }),
});

const beside = (
  left: readonly string[],
  right: readonly string[],
  joint: (row: number) => string,
  theme: Theme,
): readonly string[] => left.map((line, row) => `${line}${theme.faint(joint(row))}${right[row] ?? ''}`);
