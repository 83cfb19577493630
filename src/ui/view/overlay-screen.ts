import { orderWords } from '../../engine/words/order-words.ts';
import { printable } from '../../printable.ts';
import { justify, padded } from '../../text/fit.ts';
import { idleInRun, idleScrolling } from '../keys/idle.ts';
import { scopesBelow } from '../keys/scope.ts';
import type { Model, Overlay } from '../model/model.ts';
import type { Comparison } from '../model/run.ts';
import { pageOf } from '../present/talk.ts';
import { markdownLines } from '../text/markdown.ts';
import { ruleLine } from '../text/rule.ts';
import type { Theme } from '../theme.ts';
import { aboutBreaking } from './about-breaking.ts';
import { aboutLines } from './about-lines.ts';
import { compareLines, fitsBeside } from './compare-lines.ts';
import { aboutFixing } from './fixing-lines.ts';
import { footerLine } from './footer.ts';
import { glossaryLines } from './glossary-lines.ts';
import { serverWords } from './header.ts';
import { helpLines } from './help-lines.ts';
import type { Size } from './layout.ts';
import { groupedLines } from './linear-compare.ts';
import { raceLines } from './race-lines.ts';
import { noAreas, type Screen } from './screen.ts';
import { sourceLines } from './source-lines.ts';
import { windowOn } from './window.ts';

/** What lies over everything else until it is closed. */
export const overlayScreen = (
  overlay: Overlay & { readonly kind: keyof typeof titles },
  model: Model,
  { columns, rows }: Size,
  theme: Theme,
): Screen => {
  const { run, server } = model;
  const { pinned, lines, starts } = linesOf(overlay, model, columns - 2, theme);
  const area = { width: columns, height: rows - 3 - pinned.length };
  const window = windowOn(lines, overlay.scroll, area);
  const isGrouped = overlay.kind === 'compare' && run?.comparison && !fitsBeside(run.comparison, columns - 2);
  const title =
    overlay.behind && overlay.kind === 'help'
      ? helpTitles[overlay.behind]
      : isGrouped
        ? 'Side by side; what came out alike stands together'
        : overlay.kind === 'about' && isExercise(model)
          ? 'About this exercise'
          : titles[overlay.kind];
  const note = window.note === undefined ? {} : { note: window.note };
  const isOfLesson = overlay.kind !== 'help' && overlay.kind !== 'glossary' && overlay.kind !== 'page';
  const open = run?.script.title ?? model.fixing?.lesson.title;
  const head = isOfLesson && open !== undefined ? open : 'isolab';
  const scope =
    overlay.kind === 'compare' || overlay.kind === 'race' || overlay.kind === 'page'
      ? overlay.kind
      : 'overlay';
  // Where a cell is in hand, the keys move it.
  const still = idleScrolling(overlay.kind === 'compare' ? 1 : window.max);
  const idle = [...still, ...(run ? idleInRun(run) : [])];
  return {
    rows: [
      justify(
        ` ${theme.strong(printable(head))}`,
        `  ${[...sameInAll(run?.comparison, overlay), serverWords(server, theme)].join(' · ')} `,
        columns,
      ),
      ruleLine([{ width: columns, title, ...note }], '─', theme),
      ...pinned.map((line) => padded(` ${line}`, columns)),
      ...window.lines,
      footerLine(scope, columns, theme, idle),
    ],
    areas: {
      ...noAreas,
      overlay: { max: window.max, page: area.height, ...(starts && { starts }) },
    },
  };
};

/** The level at which variants are compared, or the variant in which levels are. */
const sameInAll = (comparison: Comparison | undefined, { kind }: Overlay): readonly string[] => {
  const script = comparison?.columns[0]?.script;
  if (script === undefined || kind !== 'compare') return [];
  const order = comparison?.by === 'level' ? orderWords(script) : undefined;
  return [
    comparison?.by === 'variant' ? script.level : printable(script.variant?.title ?? 'as it is'),
    ...(order === undefined ? [] : [printable(order)]),
  ];
};

const isExercise = ({ run, fixing }: Model): boolean =>
  run ? run.breaking !== undefined : fixing !== undefined;

const titles = {
  about: 'About this lesson',
  sources: 'Where to read further',
  compare: 'Side by side; ≠ is otherwise than in the one that is open',
  help: 'Help',
  glossary: 'Words and codes',
  race: 'Many requests at once',
  page: 'The course',
} as const;

const helpTitles = {
  orders: 'Help: every order',
  map: 'Help: which anomalies happen',
  compare: 'Help: side by side',
  race: 'Help: many requests at once',
} as const;

interface Drawn {
  readonly pinned: readonly string[];
  readonly lines: readonly string[];
  readonly starts?: readonly number[];
}

const linesOf = (overlay: Overlay, model: Model, width: number, theme: Theme): Drawn => {
  const { run } = model;
  const { kind } = overlay;
  const narrow = Math.min(width, 100);
  if (kind === 'race' && run?.race)
    return { pinned: [], lines: raceLines(run.race, run.lesson, { theme, width }) };
  if (kind === 'compare' && run?.comparison) {
    return fitsBeside(run.comparison, width)
      ? compareLines(run.comparison, { theme, width })
      : groupedLines(run.comparison, { theme, width });
  }
  return { pinned: [], lines: proseOf(overlay, model, narrow, theme) };
};

const proseOf = (overlay: Overlay, model: Model, width: number, theme: Theme): readonly string[] => {
  const { mode, run, fixing } = model;
  if (overlay.kind === 'about' && !run && fixing) return aboutFixing(fixing, { theme, width });
  if (overlay.kind === 'glossary') return glossaryLines(theme, width);
  if (overlay.kind === 'page') return markdownLines(pageOf(model) ?? '', width, theme);
  if (overlay.kind === 'sources' && run) return sourceLines(run.script, { theme, width });
  const style = { theme, width, ruled: false };
  if (overlay.kind === 'about' && run?.breaking) return aboutBreaking(run, run.breaking, style);
  return overlay.kind === 'about' && run
    ? aboutLines(run.script, style)
    : helpLines(theme, width, mode, { ...overlay, here: scopesBelow(model) });
};
