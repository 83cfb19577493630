import type { AlignedStep } from '../../engine/compare/aligned-steps.ts';
import { type AcrossRuns, compareOutcomes } from '../../engine/compare/comparison.ts';
import { shownStep } from '../../engine/compare/shown-step.ts';
import { endLines, stepLines, tableLines } from '../../engine/words/compare-words.ts';
import { tableTitle } from '../../engine/words/table-words.ts';
import { placeOf } from '../../lesson/script.ts';
import { printable } from '../../printable.ts';
import { numberWords } from '../../report/compare/groups.ts';
import { readingWords } from '../../report/compare/reading.ts';
import { isOtherSql, sqlTexts } from '../../report/compare/step-texts.ts';
import { padded, widthOf, wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { Comparison } from '../model/run.ts';
import type { Theme } from '../theme.ts';
import { sentLine, sentPrompt } from './sent-lines.ts';

/** A column needs this much to be read. */
const narrowest = 14;

export const fitsBeside = ({ columns }: Comparison, width: number): boolean =>
  Math.floor((width - (columns.length - 1) * 3) / columns.length) >= narrowest;

/** The runs side by side, step by step; ≠ marks what came out otherwise than in the one that is open. */
export const compareLines = (
  { columns, by, aside }: Comparison,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): readonly string[] => {
  const each = Math.max(6, Math.floor((width - (columns.length - 1) * 3) / columns.length));
  const beside = (
    cells: readonly (readonly string[])[],
    paint: (cell: string, column: number) => string,
  ): readonly string[] =>
    Array.from({ length: Math.max(...cells.map((one) => one.length)) }, (_, row) =>
      cells.map((one, column) => paint(padded(one[row] ?? '', each), column)).join(theme.faint(' │ ')),
    );
  const wrappedIn = (lines: readonly string[]) => lines.flatMap((line) => wrapped(line, each - 2));
  const marked = (outcomes: AcrossRuns<unknown>, cells: readonly (readonly string[])[]): readonly string[] =>
    beside(
      cells.map((lines, column) =>
        wrappedIn(lines).map((line, row) => `${row === 0 && outcomes[column]?.differs ? '≠' : ' '} ${line}`),
      ),
      (cell, column) => (outcomes[column]?.differs ? theme.waiting(cell) : cell),
    );
  const { steps, end, tables } = compareOutcomes(columns);
  return [
    ...(aside === undefined ? [] : wrapped(aside, width).map((line) => theme.waiting(line))),
    ...readingWords(columns).flatMap((words) => wrapped(words, width).map((line) => theme.faint(line))),
    ...beside(
      columns.map(({ title, isOpen }) =>
        wrapped(printable(title), each - 2).map((one, row, all) =>
          isOpen ? `${row === 0 ? '[' : ' '}${one}${row === all.length - 1 ? ']' : ''}` : ` ${one}`,
        ),
      ),
      (cell) => theme.strong(cell),
    ),
    ...beside(
      columns.map(({ result }) =>
        result && 'failed' in result
          ? wrappedIn([`${signs.failed} ${printable(result.failed)}`]).map((line) => `  ${line}`)
          : [],
      ),
      (cell) => theme.failed(cell),
    ),
    ...steps.flatMap((step) => [
      '',
      headOf(columns, step.places, width, theme),
      ...(by === 'variant'
        ? sqlLines(columns, step.places, wrappedIn, (cells) => beside(cells, theme.faint))
        : []),
      ...marked(step.runs, stepLines(step, columns)),
    ]),
    '',
    theme.strong('At the end'),
    ...marked(end, endLines(end, columns)),
    ...tables.flatMap((table) => [
      theme.faint(printable(tableTitle(table.name))),
      ...marked(table.runs, tableLines(table, columns)),
    ]),
  ];
};

const headOf = (columns: Comparison['columns'], places: AlignedStep, width: number, theme: Theme): string => {
  const shown = shownStep(columns, places);
  if (shown === undefined) return '';
  const { sent, session, number, script } = shown;
  const lane = placeOf(script, session);
  const before = `${theme.faint(numberWords(number).padStart(2))} ${sentPrompt({ ...sent, session }, lane, theme)} `;
  return `${before}${sentLine(sent, Math.max(8, width - widthOf(before)), theme)}`;
};

const sqlLines = (
  columns: Comparison['columns'],
  places: AlignedStep,
  wrappedIn: (lines: readonly string[]) => readonly string[],
  beside: (cells: readonly (readonly string[])[]) => readonly string[],
): readonly string[] => {
  const texts = sqlTexts(columns, places);
  return isOtherSql(texts) ? beside(texts.map((text) => wrappedIn([text]).map((line) => `  ${line}`))) : [];
};
