import { printable } from '../../engine/printable.ts';
import type { ComparedRun, Comparison } from '../comparison.ts';
import { sqlDiffers, sqlOf, stepWords, tableWords, verdictWords } from './compare-lines.ts';

/** The runs that are compared, step by step, for somebody who hears it: what is the same is said once. */
export const linearCompare = ({ columns, by }: Comparison): readonly string[] => {
  const steps = Math.max(...columns.map(({ script }) => script.steps.length));
  const open = columns.find(({ isOpen }) => isOpen);
  return [
    `Side by side: ${columns.map(nameOf).join('; ')}. ${open ? `${nameOf(open)} is open.` : ''}`,
    ...Array.from({ length: steps }, (_, step) => [
      headOf(columns, step, open),
      ...(by === 'variant' && sqlDiffers(columns, step)
        ? said(columns, ({ script }) => sqlOf(script.steps[step]?.sql) || 'no such step')
        : []),
      ...said(columns, (column) => stepWords(column, step)),
    ]).flat(),
    'At the end:',
    ...said(columns, verdictWords),
    ...(columns[0]?.script.watch ?? []).flatMap((table) => [
      `committed rows of ${printable(table)}:`,
      ...said(columns, (column) => tableWords(column, table).replaceAll('\n', '; ')),
    ]),
  ];
};

const nameOf = ({ title }: ComparedRun): string => printable(title);

const headOf = (columns: readonly ComparedRun[], step: number, open: ComparedRun | undefined): string => {
  const shown =
    open?.script.steps[step] ?? columns.find(({ script }) => script.steps[step])?.script.steps[step];
  return shown === undefined ? '' : `${step + 1} ${printable(shown.session)}> ${sqlOf(shown.sql)}`;
};

/** Runs of which the same is to be said are named together. */
const said = (columns: readonly ComparedRun[], words: (column: ComparedRun) => string): readonly string[] => {
  const alike = [...Map.groupBy(columns, words)].filter(([text]) => text !== '');
  const [first] = alike;
  if (alike.length === 1 && first?.[1].length === columns.length) return [`all: ${first[0]}`];
  return alike.map(([text, same]) => `${same.map(nameOf).join(', ')}: ${text}`);
};
