import { printable } from '../../engine/printable.ts';
import { levels } from '../../lesson/level.ts';
import type { Model, RunModel } from '../model.ts';
import { notesFor } from '../notes.ts';
import { nextSql, type Presentation } from '../present.ts';
import { justify, padded, wrapped } from '../text/fit.ts';
import type { Line } from '../text/lines.ts';
import { markdownLines } from '../text/markdown.ts';
import { ruleLine } from '../text/rule.ts';
import { sqlLines } from '../text/sql.ts';
import type { Theme } from '../theme.ts';
import { statesShown } from '../track.ts';
import { counted, signs } from '../words.ts';
import { tablesLines } from './data-lines.ts';
import { serverWords } from './header.ts';
import type { Size } from './layout.ts';
import { noAreas, type Screen } from './screen.ts';
import { sessionHeads } from './session-heads.ts';
import { drawRow, type TranscriptRow, transcriptRows } from './transcript.ts';
import { upcoming } from './upcoming.ts';
import { windowOn, windowOnRows } from './window.ts';

/** Rows for the next statement. */
const nextHeight = 3;

/**
 * A lesson before a class: levels in large, the sessions, the committed rows. Nothing is said before it
 * happens, not even which statement comes next.
 */
export const presentScreen = (
  { run, server }: Pick<Model, 'server'> & { readonly run: RunModel },
  presentation: Presentation,
  { columns, rows }: Size,
  now: number,
  theme: Theme,
): Screen => {
  const notes = presentation.showsNotes ? notesLines(run, presentation, columns - 2, theme) : [];
  const notesHeight = presentation.showsNotes ? Math.min(notes.length + 1, Math.floor(rows / 3)) : 0;
  // Without the title, the levels, the heads of the sessions, a rule and the last row.
  const inner = rows - 6 - nextHeight - notesHeight;
  const isWide = columns >= 120;
  const dataHeight = isWide ? 0 : Math.max(4, Math.round(inner * 0.3));
  const right = isWide ? Math.round(columns * 0.3) : columns;
  const width = isWide ? columns - right - 1 : columns;
  const height = inner - (isWide ? 0 : dataHeight + 1);
  const style = { theme, width: width - 1, ruled: rows >= 30 };
  const transcript = spaced(transcriptRows(statesShown(run), run.script, style), rows);
  const main = windowOnRows(
    transcript,
    run.scroll.main,
    { height },
    (row) => ` ${drawRow(row, run.script, style)}`,
  );
  const labNow = (run.lab?.at ?? 0) + Math.max(0, now - run.heardAt);
  const note = main.note === undefined ? {} : { note: main.note };
  const heads = sessionHeads(run.script, run.lab, labNow, { width, ...note }, theme);
  const data = windowOn(dataOf(run, right - 2, rows, theme), 0, {
    width: right,
    height: isWide ? inner + 1 : dataHeight,
  });
  const body = isWide
    ? [
        `${heads[0] ?? ''}${theme.faint('┬')}${ruleLine([{ width: right, title: 'Committed rows' }], '─', theme)}`,
        ...[...heads.slice(1), ...main.lines].map(
          (line, row) => `${line}${theme.faint('│')}${data.lines[row] ?? ''}`,
        ),
      ]
    : [
        ...heads,
        ...main.lines,
        ruleLine([{ width: columns, title: 'Committed rows' }], '─', theme),
        ...data.lines,
      ];
  const notesPart =
    notesHeight === 0
      ? []
      : [
          ruleLine([{ width: columns, title: 'Notes' }], '─', theme),
          ...windowOn(notes, 0, { width: columns, height: notesHeight - 1 }).lines,
        ];
  return {
    rows: [
      justify(
        ` ${theme.strong(printable(run.script.title))}`,
        ` ${serverWords(server, theme, false)} `,
        columns,
      ),
      levelSwitch(run, columns, theme),
      ...body,
      ruleLine([{ width: columns }], '─', theme),
      ...nextLines(run, presentation, columns, theme),
      ...notesPart,
      statusLine(run, presentation, columns, theme),
    ],
    areas: { ...noAreas, main: { max: main.max, page: height } },
  };
};

/** All four, the chosen one unmistakable also without any style. */
const levelSwitch = ({ lesson, script }: RunModel, columns: number, theme: Theme): string => {
  const all = levels
    .map((level, index) => ({ level, key: index + 1 }))
    .filter(({ level }) => lesson.levels.includes(level))
    .map(({ level, key }) =>
      level === script.level ? theme.chosen(` ▸ ${key} ${level} ◂ `) : theme.faint(`  ${key} ${level}  `),
    );
  const one = theme.chosen(` ▸ ${script.level} ◂ `);
  const line = ` ${all.join(' ')}`;
  return padded(columns >= 92 ? line : ` ${one}`, columns);
};

/** An empty row before each statement, where there is room. */
const spaced = (lines: readonly TranscriptRow[], rows: number): readonly TranscriptRow[] =>
  rows < 30
    ? lines
    : lines.flatMap((row, index) => (index > 0 && row.isStatement ? [{ ...row, line: '' }, row] : [row]));

const dataOf = ({ lab }: RunModel, width: number, rows: number, theme: Theme): readonly Line[] =>
  lab === undefined
    ? [theme.faint('not read yet')]
    : tablesLines(lab.observation, lab.before, { theme, width, ruled: rows >= 30 });

/** Who is next; the statement itself only while it is being written. */
const nextLines = (
  run: RunModel,
  { written }: Presentation,
  columns: number,
  theme: Theme,
): readonly string[] => {
  const lines = nextText(run, written, columns, theme);
  return Array.from({ length: nextHeight }, (_, row) => padded(` ${lines[row] ?? ''}`, columns));
};

const nextText = (
  run: RunModel,
  written: number | undefined,
  columns: number,
  theme: Theme,
): readonly string[] => {
  const { lab, phase } = run;
  if (run.notice !== undefined) return wrapped(theme.emphasis(printable(run.notice)), columns - 2);
  if (phase.kind === 'broken') {
    const { title, message } = phase.problem;
    return wrapped(theme.failed(`${signs.failed} ${title}: ${printable(message)}`), columns - 2);
  }
  if (lab === undefined) return [theme.faint('The server is coming.')];
  if (lab.finished) return endText(run, theme);
  if (phase.kind === 'taking') return [];
  const plan = upcoming(lab);
  if (plan.kind !== 'take')
    return [theme.faint(plan.kind === 'stuck' ? 'Nobody can go on.' : 'That was all.')];
  const session = lab.script.steps[plan.step]?.session ?? '';
  const index = lab.script.sessions.findIndex((one) => one.name === session);
  const prompt = `${theme.session(index)(`${session}>`)} `;
  const sql = nextSql(run);
  return written === undefined || sql === undefined
    ? [prompt]
    : sqlLines(prompt, `${sql.slice(0, written)}▏`, columns - 2, theme);
};

const endText = ({ lab, script }: RunModel, theme: Theme): readonly string[] => {
  const violations = lab?.finished?.violations;
  if (script.invariant === undefined || violations === undefined) return ['The end.'];
  const says = printable(script.invariant.says);
  return violations.rows.length === 0
    ? [theme.committed(`${signs.holds} It holds: ${says}`)]
    : [theme.failed(`${signs.failed} It is violated: ${says} ${counted(violations.rows.length, 'row')}`)];
};

const notesLines = (
  { lab }: RunModel,
  { notes }: Presentation,
  width: number,
  theme: Theme,
): readonly string[] => {
  if (notes === undefined)
    return [theme.faint('There are no notes: LESSON.notes.md beside the lesson, or --notes FILE.')];
  const plan = lab && !lab.finished ? upcoming(lab) : undefined;
  const step = plan?.kind === 'take' ? lab?.script.steps[plan.step] : undefined;
  const text =
    plan?.kind === 'take'
      ? notesFor(notes, { index: plan.step, ...(step?.name !== undefined && { name: step.name }) })
      : notesFor(notes, 'end');
  return text === '' ? [theme.faint('No notes for this place.')] : markdownLines(text, width, theme);
};

/** One faint line: whether it plays, and the key for everything else. */
const statusLine = (
  { lesson, choice }: RunModel,
  { isPlaying, stepMs, loops }: Presentation,
  columns: number,
  theme: Theme,
): string => {
  const speed = `a step every ${(stepMs / 1000).toFixed(1)} s`;
  const play = isPlaying ? `${signs.running} ${speed}${loops ? ', again and again' : ''}` : '';
  const variant = lesson.variants.find((one) => one.id === choice.variant)?.title;
  return justify(
    ` ${play}${variant === undefined ? '' : ` ${printable(variant)}`}`,
    theme.faint(' Space next  ? help '),
    columns,
  );
};
