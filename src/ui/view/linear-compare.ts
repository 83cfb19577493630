import { failedRuns } from '../../report/compare/failed-runs.ts';
import { groupsOf, nameOf, titleOf } from '../../report/compare/groups.ts';
import { readingWords } from '../../report/compare/reading.ts';
import { entryLines } from '../../report/compare/text.ts';
import { wrapped } from '../../text/fit.ts';
import type { Comparison } from '../model/run.ts';
import type { Theme } from '../theme.ts';
import { paintOf } from './race-lines.ts';

/** The runs that are compared, step by step, for somebody who hears it: what is the same is said once. */
export const linearCompare = (comparison: Comparison): readonly string[] => [
  ...headLines(comparison),
  ...groupsOf(comparison.columns, comparison.by).flatMap(({ head, entries }) => [
    head,
    ...entries.map((entry) => `${entry.who}${entry.differs ? ', otherwise' : ''}: ${entry.lines.join('; ')}`),
  ]),
];

/** Too many runs to stand side by side: step by step, with those together that came out alike. */
export const groupedLines = (
  comparison: Comparison,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): readonly string[] => [
  ...headLines(comparison).flatMap((line) => wrapped(theme.strong(line), width)),
  ...groupsOf(comparison.columns, comparison.by).flatMap(({ head, entries }) => [
    '',
    ...wrapped(theme.strong(head), width),
    ...entries.flatMap((entry) => entryLines(entry, width, paintOf(theme))),
  ]),
];

const headLines = ({ columns, aside }: Comparison): readonly string[] => {
  const open = columns.find(({ isOpen }) => isOpen);
  return [
    `Side by side: ${columns.map(titleOf).join('; ')}. ${open ? `${nameOf(open)} is open.` : ''}`,
    ...(aside === undefined ? [] : [aside]),
    ...readingWords(columns),
    ...failedRuns(columns),
  ];
};
