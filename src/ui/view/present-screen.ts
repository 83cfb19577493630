import { Remembered } from '../../engine/remembered.ts';
import { orderWords } from '../../engine/words/order-words.ts';
import { type Level, levels } from '../../lesson/level.ts';
import { printable } from '../../printable.ts';
import { counted, duration } from '../../text/amounts.ts';
import { justify, padded, widthOf } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { Model, Presentation } from '../model/model.ts';
import type { RunModel } from '../model/run.ts';
import { notesFor } from '../present/notes.ts';
import { coming } from '../run/coming.ts';
import { isAtEnd } from '../run/end-page.ts';
import { labNow } from '../run/lab-now.ts';
import { readsPast } from '../run/question.ts';
import { markdownLines } from '../text/markdown.ts';
import { ruleLine } from '../text/rule.ts';
import type { Theme } from '../theme.ts';
import { beforeClass, type Presented } from './before-class.ts';
import { dataOf } from './data-lines.ts';
import { dataWindow } from './data-window.ts';
import { footerLine } from './footer.ts';
import { scriptInHand, serverWords } from './header.ts';
import { besideWidth, type Size } from './layout.ts';
import { lifeBefore } from './lifelines.ts';
import { noAreas, type Screen } from './screen.ts';
import { sessionHeads } from './session-heads.ts';
import { type TranscriptRow, transcriptRows } from './transcript.ts';
import { transcriptWindow } from './transcript-window.ts';
import { turnLines } from './turn-lines.ts';
import { windowOn } from './window.ts';

/** Rows for the next statement, at least. */
const leastNext = 3;

/** Rows for what happened and who sees what, at least. */
const leastInner = 7;

/**
 * A lesson before a class: levels in large, who sees what, the sessions. Nothing is said before it
 * happens, not even which statement comes next.
 */
export const presentScreen = (
  { run, server }: Pick<Model, 'server'> & { readonly run: RunModel },
  presentation: Presentation,
  { columns, rows }: Size,
  now: number,
  theme: Theme,
): Screen => {
  const levelRows = levelSwitch(run, { columns, rows }, theme);
  const nextRows = nextLines({ run, server, presentation }, { columns, rows }, theme);
  // Without the title, the heads of the sessions, a rule and the last row.
  const room = rows - 5 - levelRows.length - nextRows.length;
  const notes = presentation.showsNotes ? notesLines(run, presentation, columns - 2, theme) : [];
  const notesHeight = Math.max(0, Math.min(notes.length + 1, Math.floor(rows / 3), room - leastInner));
  const hasNotes = presentation.showsNotes && notesHeight > 1;
  const inner = room - (hasNotes ? notesHeight : 0);
  const right = besideWidth(columns, run.script);
  const isWide = right < columns;
  const seen = dataOf(run, right - 2, theme);
  const dataHeight = isWide ? 0 : Math.max(2, Math.min(seen.lines.length, Math.round(inner * 0.36)));
  const width = isWide ? columns - right - 1 : columns;
  const height = inner - (isWide ? 0 : dataHeight + 1);
  const style = { theme, width: width - 1, ruled: rows >= 30 };
  const transcript = spaced(transcriptRows(run.lab, run.script, style), rows);
  const main = transcriptWindow(transcript, run, { height }, style);
  const note = main.note === undefined ? {} : { note: main.note };
  const heads = sessionHeads(run.script, run.lab, labNow(run, server, now), { width, ...note }, theme);
  const data = dataWindow(seen, undefined, { width: right, height: isWide ? inner + 1 : dataHeight });
  const dataRule = ruleLine(
    [{ width: right, title: 'Who sees what', ...(data.note !== undefined && { note: data.note }) }],
    '─',
    theme,
  );
  const body = isWide
    ? [
        `${heads[0] ?? ''}${theme.faint('┬')}${dataRule}`,
        ...[...heads.slice(1), ...main.lines].map(
          (line, row) => `${line}${theme.faint('│')}${data.lines[row] ?? ''}`,
        ),
      ]
    : [dataRule, ...data.lines, ...heads, ...main.lines];
  const noted = windowOn(notes, 0, { width: columns, height: notesHeight - 1 });
  const notesRule = { width: columns, title: 'Notes', ...(noted.note !== undefined && { note: noted.note }) };
  const notesPart = hasNotes ? [ruleLine([notesRule], '─', theme), ...noted.lines] : [];
  return {
    rows: [
      titleLine(run, server, columns, theme),
      ...levelRows,
      ...body,
      ruleLine([{ width: columns }], '─', theme),
      ...nextRows,
      ...notesPart,
      run.turn ? footerLine('turn', columns, theme) : statusLine(run, presentation, columns, theme),
    ],
    areas: { ...noAreas, main: { max: main.max, page: height, from: main.from } },
  };
};

/** All of them by their keys, the chosen one in a frame where there is room, and unmistakable without any style. */
const levelSwitch = (
  { lesson, script }: RunModel,
  { columns, rows }: Size,
  theme: Theme,
): readonly string[] => {
  const isWide = columns >= 92;
  const parts = levels.flatMap((level, index) => {
    if (!lesson.levels.includes(level)) return [];
    if (level === script.level) return [{ text: `▸ ${index + 1} ${level} ◂`, isChosen: true }];
    return [{ text: `${index + 1} ${isWide ? level : shortLevels[level]}`, isChosen: false }];
  });
  const line = parts.map(({ text, isChosen }) =>
    isChosen ? theme.chosen(` ${text} `) : theme.faint(` ${text} `),
  );
  if (rows < 30) return [padded(` ${line.join(' ')}`, columns)];
  const frame = (left: string, right: string): string =>
    parts
      .map(({ text, isChosen }) =>
        isChosen ? left + '━'.repeat(widthOf(text) + 2) + right : ' '.repeat(widthOf(text) + 4),
      )
      .join('');
  const middle = parts
    .map(({ isChosen }, index) => (isChosen ? `┃${line[index]}┃` : ` ${line[index]} `))
    .join('');
  return [frame('┏', '┓'), middle, frame('┗', '┛')].map((row) => padded(` ${row}`, columns));
};

/** As people write them who are short of room. */
const shortLevels: Readonly<Record<Level, string>> = {
  'READ UNCOMMITTED': 'RU',
  'READ COMMITTED': 'RC',
  'REPEATABLE READ': 'RR',
  SERIALIZABLE: 'S',
};

/** The lesson, which variant of it, and in which order. */
const titleLine = (run: RunModel, server: Model['server'], columns: number, theme: Theme): string => {
  const { script } = run;
  const order = run.order === undefined ? orderWords(scriptInHand(run)) : `in the order ${run.order}`;
  const variant = script.variant === undefined ? '' : ` · ${printable(script.variant.title)}`;
  const title = printable(script.title) + variant + (order === undefined ? '' : ` · ${printable(order)}`);
  const words = ` ${serverWords(server, theme)} `;
  return justify(` ${theme.strong(title)}`, words, columns);
};

/** An empty row before each statement, where there is room; what is open or waits there goes on through it. */
const spaced = (rows: readonly TranscriptRow[], height: number): readonly TranscriptRow[] =>
  height < 30
    ? rows
    : keptSpaced.of(rows, () =>
        rows.flatMap((row, index) => {
          const above = rows[index - 1];
          if (above === undefined || row.statement === undefined) return [row];
          const lives = row.lives.map((life, lane) => lifeBefore(life, above.lives[lane] ?? 'nothing'));
          const { way: _, statement: __, ...resting } = row;
          return [{ ...resting, line: '', lives }, row];
        }),
      );

const keptSpaced = new Remembered<readonly TranscriptRow[]>(4);

const nextLines = (model: Presented, { columns, rows }: Size, theme: Theme): readonly string[] => {
  const { turn } = model.run;
  if (turn) return turnLines(model.run, { theme, columns, rows: Math.floor(rows / 3), isSecret: true });
  const lines = beforeClass(model, columns, theme);
  const most = Math.min(Math.floor(rows / 2) - 3, rows - leastInner - 6);
  const height = Math.max(leastNext, Math.min(lines.length, most));
  const left = lines.length - height;
  const shown =
    left > 0 ? [...lines.slice(0, height - 1), theme.faint(`… ${counted(left + 1, 'more line')}`)] : lines;
  return Array.from({ length: height }, (_, row) => padded(` ${shown[row] ?? ''}`, columns));
};

/** Undefined at the end. Before the lab is there it is the first one. */
const nextStep = ({ lab, order }: RunModel): number | undefined => {
  if (lab === undefined) return 0;
  const plan = lab.finished ? undefined : coming(lab, order).plan;
  return plan?.kind === 'take' ? plan.step : undefined;
};

const notesLines = (
  run: RunModel,
  { notes }: Presentation,
  width: number,
  theme: Theme,
): readonly string[] => {
  if (notes === undefined)
    return [theme.faint('There are no notes: LESSON.notes.md beside the lesson, or --notes FILE.')];
  const index = nextStep(run);
  const name = index === undefined ? undefined : run.script.steps[index]?.name;
  const text = notesFor(notes, index === undefined ? 'end' : { index, ...(name !== undefined && { name }) });
  return text === '' ? [theme.faint('No notes for this place.')] : markdownLines(text, width, theme);
};

/** One faint line: whether it plays, and the key for everything else. */
const statusLine = (
  run: RunModel,
  { isPlaying, stepMs, loops }: Presentation,
  columns: number,
  theme: Theme,
): string => {
  const speed = `a step every ${duration(stepMs)}`;
  const play = isPlaying ? `${signs.running} ${speed}${loops ? ', again and again' : ''}` : '';
  const keys = isAtEnd(run) && !readsPast(run) ? '' : 'Space next  N turn  ';
  return justify(` ${play}`, theme.faint(` ${keys}o orders  ? help `), columns);
};
