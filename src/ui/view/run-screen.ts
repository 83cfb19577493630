import { idleInRun, idleScrolling } from '../keys/idle.ts';
import type { KeyScope } from '../keys/keys.ts';
import { promptScope } from '../keys/scope.ts';
import type { Panel, RunModel } from '../model/run.ts';
import { isRecorded, type ServerModel } from '../model/server.ts';
import { openQuestion, sessionsAskedAbout } from '../run/question.ts';
import { isLive } from '../run/track.ts';
import { type RulePart, ruleLine } from '../text/rule.ts';
import type { Theme } from '../theme.ts';
import { type DataPanel, dataPanel } from './data-lines.ts';
import { footerLine } from './footer.ts';
import { aboutLines, type Guide, guideOf } from './guide-lines.ts';
import { headerLines } from './header.ts';
import { besideWidth, type RunLayout, runLayout, type Size, zoomedLayout } from './layout.ts';
import { lockLines } from './lock-lines.ts';
import { nextBar } from './next-bar.ts';
import { promptLines } from './prompt-lines.ts';
import { noAreas, type Screen } from './screen.ts';
import { seesLines } from './sees-lines.ts';
import { sessionHeads } from './session-heads.ts';
import { drawRow, transcriptRows } from './transcript.ts';
import { turnLines } from './turn-lines.ts';
import { type Window, windowOn, windowOnRows } from './window.ts';

interface Setting {
  readonly run: RunModel;
  readonly server: ServerModel;
  readonly layout: RunLayout;
  readonly seen: DataPanel;
  readonly said: Guide;
  readonly theme: Theme;
  /** The clock's time in ms. */
  readonly now: number;
}

/** The screen of an open lesson. `now` is the clock's time in ms. */
export const runScreen = (
  run: RunModel,
  server: ServerModel,
  size: Size,
  now: number,
  theme: Theme,
): Screen => {
  const asks = openQuestion(run) !== undefined;
  const says = asks || run.phase.kind === 'broken' || run.lab?.finished !== undefined;
  const bottom = bottomLines(run, server, size, theme);
  const room = { ...size, rows: size.rows - bottom.length + 1 };
  const width = besideWidth(size.columns) - 2;
  const seen = dataOf(run, width, theme);
  const said = guideOf(run, server, { theme, width, ruled: size.rows >= 30 });
  const normal = runLayout(room, {
    heads: run.begun,
    says,
    data: size.rows < 30 ? seen.telling : seen.lines.length,
    guide: said.lines.length,
  });
  // A question, or what went wrong, is never behind a panel.
  const isZoomed = run.isZoomed === true && !asks && run.phase.kind !== 'broken';
  const headRows = run.focus === 'main' && run.begun ? 2 : 1;
  const layout = isZoomed ? zoomedLayout(normal, run.focus, room, headRows) : normal;
  const setting = { run, server, layout, seen, said, theme, now };
  const panels = panelsOf(setting);
  const { main, guide, data } = panels;
  return {
    rows: [
      ...headerLines(run, server, { columns: size.columns, rows: layout.headerRows, theme }),
      ...(isZoomed ? zoomedBody(setting, panels) : body(setting, panels)),
      ...bottom,
      footerLine(scopeOf(run, server), size.columns, theme, [
        ...idleInRun(run),
        ...idleScrolling(panels[run.focus].max),
      ]),
    ],
    areas: {
      ...noAreas,
      main: { max: main.max, page: layout.main.height },
      guide: { max: guide.max, page: layout.guide.height },
      data: { max: data.max, page: layout.data.height },
    },
  };
};

/** What each panel shows, and what its rule says. */
interface Panels {
  readonly main: Window;
  readonly guide: Window & { readonly title: string };
  readonly data: Window;
}

const panelsOf = (setting: Setting): Panels => {
  const { run, said, layout } = setting;
  return {
    main: mainWindow(setting),
    guide: { ...windowOn(said.lines, run.scroll.guide, layout.guide), title: said.title },
    data: dataWindow(setting),
  };
};

/** The panel that the keys act on, alone. */
const zoomedBody = (setting: Setting, panels: Panels): readonly string[] => {
  const { run, theme } = setting;
  if (run.focus === 'main') return [...topLines(setting, panels.main), ...panels.main.lines];
  const title = run.focus === 'guide' ? panels.guide.title : dataTitle;
  const window = panels[run.focus];
  return [ruleLine([rule(setting, run.focus, title, window)], '─', theme), ...window.lines];
};

const body = (setting: Setting, { main, guide, data }: Panels): readonly string[] => {
  const { layout, theme } = setting;
  const top = topLines(setting, main);
  const guidePart = rule(setting, 'guide', guide.title, guide);
  const dataPart = rule(setting, 'data', dataTitle, data);
  return layout.kind === 'stacked'
    ? [
        ruleLine([dataPart], '─', theme),
        ...data.lines,
        ...top,
        ...main.lines,
        ruleLine([guidePart], '─', theme),
        ...guide.lines,
      ]
    : beside(
        [...top, ...main.lines],
        [ruleLine([dataPart], '─', theme), ...data.lines, ruleLine([guidePart], '─', theme), ...guide.lines],
        (row) => (row === 0 ? '┬' : row === data.lines.length + 1 ? '├' : '│'),
        theme,
      );
};

const dataTitle = 'Who sees what';

/** What comes next, or what is being written. */
const bottomLines = (run: RunModel, server: ServerModel, { columns, rows }: Size, theme: Theme) =>
  run.prompt
    ? promptLines(run, run.prompt, { theme, columns, rows: Math.floor(rows / 3) })
    : run.turn
      ? turnLines(run, { theme, columns, rows: Math.floor(rows / 3) })
      : [nextBar(run, server, columns, theme)];

const scopeOf = (run: RunModel, server: ServerModel): KeyScope => {
  if (run.prompt) return promptScope(run.prompt);
  if (run.turn) return 'turn';
  const question = openQuestion(run);
  if (question?.prediction.kind === 'fact') return question.isAside ? 'aside' : 'answer';
  if (question) return 'question';
  return isRecorded(server) ? 'replay' : 'run';
};

const mainWindow = ({ run, layout, theme }: Setting): Window => {
  const { main, ruled } = layout;
  if (!run.begun) {
    const lines = aboutLines(run.script, { theme, width: Math.min(main.width - 2, 100), ruled });
    return windowOn(lines, run.scroll.main ?? 0, main);
  }
  if (run.tab === 'sees') {
    const lines = run.lab ? seesLines(run.lab, { theme, width: main.width - 2 }) : [];
    return windowOn(lines, run.scroll.main ?? 0, main);
  }
  if (run.tab === 'locks') {
    const lines = run.lab ? lockLines(run.lab, { theme, width: main.width - 2 }) : [];
    return windowOn(lines, run.scroll.main ?? 0, main);
  }
  const style = { theme, width: main.width - 1, ruled, isBrief: run.tab === 'timeline' };
  const rows = transcriptRows(run.lab, run.script, style);
  return windowOnRows(rows, run.scroll.main, main, (row) => ` ${drawRow(row, run.script, style)}`);
};

const dataOf = (run: RunModel, width: number, theme: Theme): DataPanel => {
  if (run.lab === undefined) return { lines: [theme.faint('not read yet')], news: [], telling: 1 };
  return dataPanel(run.lab, { theme, width, covered: sessionsAskedAbout(run) });
};

/** Where nobody has scrolled, the first line that is news is seen. */
const dataWindow = ({ run, seen: { lines, news }, layout }: Setting): Window => {
  const { height } = layout.data;
  const [first = 0] = news;
  const last = news.findLast((at) => at - first < height) ?? first;
  return windowOn(lines, run.scroll.data ?? Math.max(0, last - height + 1), layout.data);
};

/** The sessions and what they are doing now; before the first step, only that this is about the lesson. */
const topLines = ({ run, layout, theme, now }: Setting, main: Window): readonly string[] => {
  const part = {
    width: layout.main.width,
    focused: run.focus === 'main',
    ...(main.note !== undefined && { note: main.note }),
  };
  if (!run.begun) return [ruleLine([{ ...part, title: 'About this lesson' }], '─', theme)];
  const since = isLive(run.track) ? Math.max(0, now - run.heardAt) : 0;
  const labNow = run.lab === undefined ? 0 : run.lab.at + since;
  return sessionHeads(run.script, run.lab, labNow, part, theme);
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
