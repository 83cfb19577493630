import { printable } from '../../printable.ts';
import { padded } from '../../text/fit.ts';
import { idleInRun, idleScrolling } from '../keys/idle.ts';
import type { KeyScope } from '../keys/keys.ts';
import { promptScope } from '../keys/scope.ts';
import { readsAbove, unreadOf } from '../keys/scroll.ts';
import type { Panel, RunModel } from '../model/run.ts';
import { isRecorded, type ServerModel } from '../model/server.ts';
import { isLetting } from '../run/breaking.ts';
import { isAlone, isOnEndPage } from '../run/end-page.ts';
import { labNow } from '../run/lab-now.ts';
import { keepsPanels, offered, openQuestion, readsPast } from '../run/question.ts';
import type { Sitting } from '../run/sitting.ts';
import { type RulePart, ruleLine } from '../text/rule.ts';
import type { Theme } from '../theme.ts';
import { firstOfBreaking } from './about-breaking.ts';
import { aboutLines, aboutTitle } from './about-lines.ts';
import { belowLanes } from './below-lanes.ts';
import { type DataPanel, dataOf } from './data-lines.ts';
import { dataWindow } from './data-window.ts';
import { footerLine } from './footer.ts';
import type { Guide } from './guide.ts';
import { guideOf } from './guide-lines.ts';
import { headerLines } from './header.ts';
import { besideWidth, type RunLayout, runLayout, type Size, withoutData, zoomedLayout } from './layout.ts';
import { lockLines } from './lock-lines.ts';
import { nextBar } from './next-bar.ts';
import { promptLines } from './prompt-lines.ts';
import { noAreas, type Screen } from './screen.ts';
import { sessionHeads } from './session-heads.ts';
import { staleLines } from './stale-lines.ts';
import { transcriptRows } from './transcript.ts';
import { transcriptWindow } from './transcript-window.ts';
import { turnLines } from './turn-lines.ts';
import { versionLines, versionStyle } from './version-lines.ts';
import { type Window, windowOn } from './window.ts';

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

interface Shown {
  readonly run: RunModel;
  readonly server: ServerModel;
  readonly sitting: Sitting | undefined;
}

/** The screen of an open lesson. `now` is the clock's time in ms. */
export const runScreen = ({ run, server, sitting }: Shown, size: Size, now: number, theme: Theme): Screen => {
  const question = openQuestion(run);
  const asks = question !== undefined;
  const says = asks || readsPast(run) || run.phase.kind === 'broken' || run.lab?.finished !== undefined;
  const writing = writingLines(run, size, theme);
  const room = { ...size, rows: size.rows - Math.max(1, writing.length) + 1 };
  const beside = besideWidth(size.columns, run.script);
  const width = beside - 2;
  const seen = dataOf(run, width, theme);
  const isBeside = isOnEndPage(run) && run.isZoomed === 'page' && width < size.columns - 2;
  const isZoomed = isAlone(run) && !isBeside && !keepsPanels(run);
  const style = {
    theme,
    width: isZoomed && isOnEndPage(run) ? size.columns - 2 : width,
    ruled: size.rows >= 30,
  };
  const said = guideOf(run, server, style, sitting);
  const normal = runLayout(room, {
    beside,
    heads: run.begun,
    says,
    data: size.rows < 30 ? seen.telling : seen.lines.length,
    guide: said.lines.length,
    main: transcriptHeight(run, size, theme),
  });
  const headRows = run.focus === 'main' && run.begun ? 2 : 1;
  const layout = isZoomed
    ? zoomedLayout(normal, run.focus, room, headRows)
    : isBeside
      ? withoutData(normal)
      : normal;
  const setting = { run, server, layout, seen, said, theme, now };
  const panels = panelsOf(setting);
  const { main, guide, data } = panels;
  const areas = {
    ...noAreas,
    main: { max: main.max, page: layout.main.height, from: main.from },
    // Behind a panel that has the whole screen nothing is read.
    guide: { max: isZoomed && run.focus !== 'guide' ? 0 : guide.max, page: layout.guide.height },
    data: { max: data.max, page: layout.data.height, from: data.from },
  };
  const unread = unreadOf(run, areas);
  return {
    rows: [
      ...headerLines(run, server, { columns: size.columns, rows: layout.headerRows, theme }),
      ...(isZoomed ? zoomedBody(setting, panels) : body(setting, panels)),
      ...(writing.length > 0
        ? writing
        : [
            nextBar(run, server, size.columns, theme, {
              sitting,
              unread,
              isAbove: run.focus === 'guide' && readsAbove(run, areas),
              below: isOnEndPage(run) ? Math.max(0, guide.max - run.scroll.guide) : 0,
            }),
          ]),
      run.notice !== undefined && writing.length === 0
        ? padded(` ${theme.emphasis(printable(run.notice))}`, size.columns)
        : footerLine(
            scopeOf(run, server),
            size.columns,
            theme,
            [...idleInRun(run), ...idleScrolling(panels[run.focus].max)],
            { hasMore: unread > 0, ...(question && { offered: offered(question.prediction) }) },
          ),
    ],
    areas,
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
    guide: {
      ...windowOn(said.lines, guideFrom(run, said, layout.guide.height), layout.guide),
      title: said.title,
    },
    data: dataWindow(setting.seen, run.scroll.data, layout.data),
  };
};

/** What is chosen is never off the screen. */
const guideFrom = ({ scroll }: RunModel, { at }: Guide, height: number): number =>
  at === undefined ? scroll.guide : Math.max(scroll.guide, at - height + 1);

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
  if (layout.data.height === 0) {
    const right = [ruleLine([guidePart], '─', theme), ...guide.lines];
    return beside([...top, ...main.lines], right, (row) => (row === 0 ? '┬' : '│'), theme);
  }
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

/** What is being written, or asked, instead of what comes next. */
const writingLines = (run: RunModel, { columns, rows }: Size, theme: Theme): readonly string[] =>
  run.prompt
    ? promptLines(run, run.prompt, { theme, columns, rows: Math.floor(rows / 3) })
    : run.turn && !(run.breaking && run.turn.isGiven)
      ? turnLines(run, { theme, columns, rows: Math.floor(rows / 3) })
      : [];

const scopeOf = (run: RunModel, server: ServerModel): KeyScope => {
  if (run.prompt) return promptScope(run.prompt);
  if (run.turn) return 'turn';
  const question = openQuestion(run);
  if (question?.prediction.kind === 'fact') return question.isAside ? 'aside' : 'answer';
  if (question) return 'question';
  if (isLetting(run)) return 'break';
  return isRecorded(server) ? 'replay' : 'run';
};

const mainWindow = ({ run, layout, theme }: Setting): Window => {
  const { main, ruled } = layout;
  if (!run.begun) {
    const style = { theme, width: Math.min(main.width - 2, 100), ruled };
    const lines = run.breaking ? firstOfBreaking(run, style) : aboutLines(run.script, style);
    return windowOn(lines, run.scroll.main ?? 0, main);
  }
  if (run.tab === 'versions') {
    const lines = run.lab ? versionLines(run.lab, versionStyle(run, main.width - 2, theme)) : [];
    return windowOn(lines, run.scroll.main ?? 0, main);
  }
  if (run.tab === 'locks') {
    const style = { theme, width: main.width - 2 };
    const lines = run.lab ? [...staleLines(run.lab, style), ...lockLines(run.lab, style)] : [];
    return windowOn(lines, run.scroll.main ?? 0, main);
  }
  const style = { theme, width: main.width - 1, ruled, isBrief: run.tab === 'timeline' };
  const rows = transcriptRows(run.lab, run.script, style);
  const room = { ...main, height: main.height - rows.length - 1 };
  const below = layout.kind === 'side' && !run.isZoomed ? belowLanes(run, room, theme) : [];
  const window = transcriptWindow(rows, run, { height: main.height - below.length }, style);
  return { ...window, lines: [...window.lines, ...below] };
};

/** How many rows the transcripts have above the guide; undefined where something else is there, which takes all the room. */
const transcriptHeight = (run: RunModel, { columns, rows }: Size, theme: Theme): number | undefined => {
  const isTranscript = run.begun && (run.tab === 'transcript' || run.tab === 'timeline');
  const style = { theme, width: columns - 1, ruled: rows >= 30, isBrief: run.tab === 'timeline' };
  return isTranscript && besideWidth(columns, run.script) === columns
    ? transcriptRows(run.lab, run.script, style).length
    : undefined;
};

/** The sessions and what they are doing now; before the first step, only that this is about the lesson. */
const topLines = ({ run, server, layout, theme, now }: Setting, main: Window): readonly string[] => {
  const part = {
    width: layout.main.width,
    focused: run.focus === 'main',
    ...(main.note !== undefined && { note: main.note }),
  };
  if (!run.begun) return [ruleLine([{ ...part, title: aboutTitle(run) }], '─', theme)];
  return sessionHeads(run.script, run.lab, labNow(run, server, now), part, theme);
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
