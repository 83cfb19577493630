import { flatSql, promptWords, valueWords } from '../../engine/words/statement-words.ts';
import { tableTitle } from '../../engine/words/table-words.ts';
import { printable } from '../../printable.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import type { ComparedRun, Comparison } from '../model/run.ts';
import type { Theme } from '../theme.ts';
import {
  shownStep,
  sqlDiffers,
  sqlOf,
  stepWords,
  tableWords,
  verdictWords,
  watchedIn,
} from './compare-lines.ts';
import { type ComparedStep, comparedSteps } from './compared-steps.ts';

/** The runs that are compared, step by step, for somebody who hears it: what is the same is said once. */
export const linearCompare = (comparison: Comparison): readonly string[] =>
  groupsOf(comparison).flatMap(({ head, lines }) => [head, ...lines]);

/** A step, or what is there at the end, and what it came to in the runs. */
export interface ComparedGroup {
  readonly head: string;
  readonly lines: readonly string[];
}

export const groupsOf = ({ columns, by }: Comparison): readonly ComparedGroup[] => {
  const open = columns.find(({ isOpen }) => isOpen);
  return [
    {
      head: `Side by side: ${columns.map(titleOf).join('; ')}. ${open ? `${nameOf(open)} is open.` : ''}`,
      lines: [],
    },
    ...comparedSteps(columns).map((step) => ({
      head: headOf(columns, step),
      lines: [
        ...(by === 'variant' && sqlDiffers(columns, step)
          ? said(columns, (column, index) => sqlOf(column, step[index]))
          : []),
        ...said(columns, (column, index) => stepWords(column, step[index]).replaceAll('\n', '; ')),
      ],
    })),
    { head: 'At the end:', lines: said(columns, verdictWords) },
    ...watchedIn(columns).map((table) => ({
      head: `${printable(tableTitle(table))}:`,
      lines: said(columns, (column) => tableWords(column, table).replaceAll('\n', '; ')),
    })),
  ];
};

/** At every step: titles of variants are long. */
const nameOf = ({ title, script: { variant } }: ComparedRun): string =>
  printable(variant && variant.title === title ? variant.id : title);

const titleOf = (column: ComparedRun): string => {
  const name = nameOf(column);
  return name === printable(column.title) ? name : `${name} (${printable(column.title)})`;
};

const headOf = (columns: readonly ComparedRun[], step: ComparedStep): string => {
  const shown = shownStep(columns, step);
  if (shown === undefined) return '';
  const { sent, session, number } = shown;
  const values = valueWords(sent.values);
  const sql = printable(flatSql(sent.sql));
  const where = values === undefined ? '' : ` where ${values}`;
  return `${number} ${printable(promptWords({ ...sent, session }))} ${sql}${where}`;
};

/** Runs of which the same is to be said are named together. */
const said = (
  columns: readonly ComparedRun[],
  words: (column: ComparedRun, index: number) => string,
): readonly string[] => {
  const alike = [...Map.groupBy(columns, words)].filter(([text]) => text !== '');
  const [first] = alike;
  if (alike.length === 1 && first?.[1].length === columns.length) return [`all: ${first[0]}`];
  return alike.map(([text, same]) => `${same.map(nameOf).join(', ')}: ${text}`);
};

/** Too many runs to stand side by side: step by step, with those together that came out alike. */
export const groupedLines = (
  comparison: Comparison,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): readonly string[] =>
  groupsOf(comparison).flatMap(({ head, lines }, index) => [
    ...(index === 0 ? [] : ['']),
    ...wrapped(theme.strong(head), width),
    ...lines.flatMap((line) => hanging('   ', line, width)),
  ]);
