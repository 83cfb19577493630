import type { TableRows } from '../engine/events.ts';
import { promiseOf, promiseWords } from '../engine/words/promise-words.ts';
import { printable } from '../printable.ts';
import { wrapped } from '../text/fit.ts';
import type { Paint } from './paint.ts';
import { tableLines } from './table.ts';

/** Whether the promise was kept, and the rows that break it. */
export const promiseLines = (
  says: string | undefined,
  violations: TableRows | undefined,
  width: number,
  paint: Paint,
): readonly string[] => {
  const promise = promiseOf(violations);
  if (says === undefined || promise === undefined || violations === undefined) return [];
  const words = `${promiseWords[promise]}: ${printable(says)}`;
  if (promise === 'holds') return wrapped(paint.good(`✓ ${words}`), width);
  return [
    ...wrapped(paint.bad(`✗ ${words}`), width),
    ...tableLines(violations, width - 2).map((line) => `  ${line}`),
  ];
};
