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
import { clip, padded, widthOf, wrapped } from '../../text/fit.ts';
import { signs } from '../../text/signs.ts';
import type { Comparison } from '../model/run.ts';
import { type ComparedRow, cellInHand } from '../run/compared-rows.ts';
import type { Theme } from '../theme.ts';
import { type DrawnComparison, paintOfLine, sameWords, stacked, verdictsOf } from './compared.ts';
import { sentLine, sentPrompt } from './sent-lines.ts';

/** A column needs this much to be read. */
const narrowest = 14;

export const fitsBeside = ({ columns }: Comparison, width: number): boolean =>
  Math.floor((width - (columns.length - 1) * 3) / columns.length) >= narrowest;

/**
 * The runs side by side, step by step, with their names and what they came to above; ≠ marks what came out otherwise than in
 * the one that is open, and ▸ the cell that the keys act on.
 */
export const compareLines = (
  comparison: Comparison,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): DrawnComparison => {
  const { columns, by, aside } = comparison;
  const each = Math.max(6, Math.floor((width - (columns.length - 1) * 3) / columns.length));
  const inHand = cellInHand(comparison).column;
  const beside = (cells: readonly (readonly string[])[]): readonly string[] =>
    Array.from({ length: Math.max(...cells.map((one) => one.length)) }, (_, row) =>
      cells.map((one) => padded(one[row] ?? '', each)).join(theme.faint(' │ ')),
    );
  const wrappedIn = (lines: readonly string[]) => lines.flatMap((line) => wrapped(line, each - 2));
  const painted = (lines: readonly string[]): readonly string[] =>
    lines.flatMap((line) => {
      const paint = paintOfLine(line, theme) ?? ((text: string) => text);
      return wrapped(line, each - 2).map((one) => paint(one));
    });
  const marked = (
    outcomes: AcrossRuns<unknown>,
    cells: readonly (readonly string[])[],
    isInHand: boolean,
  ): readonly string[] =>
    beside(
      cells.map((lines, column) => {
        const sign = outcomes[column]?.differs ? '≠' : ' ';
        const mark = isInHand && column === inHand ? theme.chosen(`▸${sign}`) : `${theme.strong(sign)} `;
        return painted(lines).map((line, row) => `${row === 0 ? mark : '  '}${line}`);
      }),
    );
  const same = (row: ComparedRow, isInHand: boolean): readonly string[] => {
    const words = ` ${sameWords(columns, row)}`;
    return ['', clip(isInHand ? theme.chosen(`▸${words}`) : theme.faint(` ${words}`), width)];
  };
  const { steps, end, tables } = compareOutcomes(columns);
  const titles = beside(
    columns.map(({ title, isOpen }, column) =>
      atMost(mostTitleRows, wrapped(printable(title), each - 2)).map((one, row, all) => {
        const text = isOpen
          ? `${row === 0 ? '[' : ' '}${one}${row === all.length - 1 ? ']' : ''}`
          : ` ${one}`;
        return column === inHand ? theme.emphasis(theme.strong(text)) : theme.strong(text);
      }),
    ),
  );
  return {
    pinned: [
      ...titles,
      ...beside(verdictsOf(columns).map((words) => [`  ${paintedWord(words, each - 2, theme)}`])),
    ],
    ...stacked(
      comparison,
      [
        ...(aside === undefined ? [] : wrapped(aside, width).map((line) => theme.waiting(line))),
        ...readingWords(columns).flatMap((words) => wrapped(words, width).map((line) => theme.faint(line))),
        ...beside(
          columns.map(({ result }) =>
            result && 'failed' in result
              ? painted([`${signs.failed} ${printable(result.failed)}`]).map((line) => `  ${line}`)
              : [],
          ),
        ),
      ],
      (row, isInHand) => {
        const step = steps[row.from];
        if (row.isSame) return same(row, isInHand);
        if (step !== undefined) {
          return [
            '',
            headOf(columns, step.places, width, theme),
            ...(by === 'variant'
              ? sqlLines(columns, step.places, wrappedIn, (cells) => beside(cells).map(theme.faint))
              : []),
            ...marked(step.runs, stepLines(step, columns), isInHand),
          ];
        }
        return [
          '',
          theme.strong('At the end'),
          ...marked(end, endLines(end, columns), isInHand),
          ...tables.flatMap((table) => [
            theme.faint(printable(tableTitle(table.name))),
            ...marked(table.runs, tableLines(table, columns), false),
          ]),
        ];
      },
    ),
  };
};

/** A long name is told whole where a variant is read about. */
const mostTitleRows = 3;

const atMost = (most: number, lines: readonly string[]): readonly string[] =>
  lines.length <= most
    ? lines
    : lines.slice(0, most).map((line, row) => (row === most - 1 ? `${line.slice(0, -1)}…` : line));

const paintedWord = (words: string, width: number, theme: Theme): string => {
  const text = clip(words, width);
  return paintOfLine(words, theme)?.(text) ?? text;
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
