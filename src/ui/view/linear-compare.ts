import { compareOutcomes } from '../../engine/compare/comparison.ts';
import { shownStep } from '../../engine/compare/shown-step.ts';
import { failedRuns } from '../../report/compare/failed-runs.ts';
import { type ComparedGroup, groupsOf, nameOf, numberWords, titleOf } from '../../report/compare/groups.ts';
import { readingWords } from '../../report/compare/reading.ts';
import { entryLines } from '../../report/compare/text.ts';
import { clip, widthOf, wrapped } from '../../text/fit.ts';
import type { Comparison } from '../model/run.ts';
import { type ComparedRow, cellInHand, rowsOf } from '../run/compared-rows.ts';
import type { Theme } from '../theme.ts';
import { type DrawnComparison, paintOfLine, sameWords, stacked, verdictsOf } from './compared.ts';
import { paintOf } from './race-lines.ts';

/** The runs that are compared, step by step, for somebody who hears it: what is the same is said once. */
export const linearCompare = (comparison: Comparison): readonly string[] => {
  const { columns } = comparison;
  const groups = groupsOf(columns, comparison.by);
  return [
    ...headLines(comparison),
    `In the end: ${verdictsOf(columns)
      .map((words, index) => `${namesIn(comparison)[index]}: ${words}`)
      .join('; ')}.`,
    ...rowsOf(comparison).flatMap((row) =>
      row.isSame ? [`${sameWords(columns, row)}.`] : groupsIn(groups, row, columns).flatMap(linearGroup),
    ),
    inHandWords(comparison),
  ];
};

const linearGroup = ({ head, entries }: ComparedGroup): readonly string[] => [
  head,
  ...entries.map((entry) => `${entry.who}${entry.differs ? ', otherwise' : ''}: ${entry.lines.join('; ')}`),
];

const inHandWords = (comparison: Comparison): string => {
  const { columns } = comparison;
  const { row, column } = cellInHand(comparison);
  const rows = rowsOf(comparison);
  const step = compareOutcomes(columns).steps[rows[row]?.to ?? 0];
  const shown = step && shownStep(columns, step.places);
  const where = step === undefined ? 'its end' : `step ${numberWords(shown?.number)}`;
  return `Enter opens ${namesIn(comparison)[column]} at ${where}.`;
};

const namesIn = ({ columns }: Comparison): readonly string[] => columns.map(nameOf);

/** A step has one; at the end there is one for each table, too. */
const groupsIn = (
  groups: readonly ComparedGroup[],
  { from }: ComparedRow,
  columns: Comparison['columns'],
): readonly ComparedGroup[] => {
  const { steps } = compareOutcomes(columns);
  return from < steps.length ? groups.slice(from, from + 1) : groups.slice(steps.length);
};

/** Too many runs to stand side by side: step by step, with those together that came out alike. */
export const groupedLines = (
  comparison: Comparison,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): DrawnComparison => {
  const { columns, by } = comparison;
  const groups = groupsOf(columns, by);
  const inHand = cellInHand(comparison).column;
  const names = verdictsOf(columns).map((verdict, index) => {
    const name = namesIn(comparison)[index] ?? '';
    const words = paintOfLine(verdict, theme)?.(verdict) ?? verdict;
    return `${index === inHand ? theme.chosen(`▸${name}`) : ` ${name}`} ${words}`;
  });
  return {
    pinned: flowing(names, width),
    ...stacked(
      comparison,
      headLines(comparison).flatMap((line) => wrapped(theme.strong(line), width)),
      (row, isInHand) => [
        '',
        ...(row.isSame
          ? [theme.faint(`${isInHand ? '▸' : ' '} ${sameWords(columns, row)}`)]
          : groupsIn(groups, row, columns).flatMap(({ head, entries }, index) => [
              ...wrapped(theme.strong(`${isInHand && index === 0 ? '▸' : ' '}${head}`), width),
              ...entries.flatMap((entry) => entryLines(entry, width, paintOf(theme))),
            ])),
      ],
    ),
  };
};

/** One after the other, on as many lines as they need; none is broken. */
const flowing = (parts: readonly string[], width: number): readonly string[] => {
  const lines: string[] = [];
  for (const part of parts) {
    const longer = `${lines.at(-1) ?? ''}  ${part}`;
    if (lines.length > 0 && widthOf(longer) <= width) lines.splice(-1, 1, longer);
    else lines.push(clip(part, width));
  }
  return lines;
};

const headLines = ({ columns, aside }: Comparison): readonly string[] => {
  const open = columns.find(({ isOpen }) => isOpen);
  return [
    `Side by side: ${columns.map(titleOf).join('; ')}. ${open ? `${nameOf(open)} is open.` : ''}`,
    ...(aside === undefined ? [] : [aside]),
    ...readingWords(columns),
    ...failedRuns(columns),
  ];
};
