import { structuredPatch } from 'diff';
import { told } from '../printable.ts';

/** A line of a unified diff, with the mark in front that its kind has there. */
export interface DiffLine {
  readonly kind: 'file' | 'place' | 'same' | 'removed' | 'added' | 'note';
  readonly text: string;
}

const contextLines = 3;

/**
 * The changes from one text to another as a unified diff that patch(1) reads; empty when there are none.
 * https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
 */
export const unifiedDiff = (before: string, after: string, file: string): readonly DiffLine[] => {
  if (before === after) return [];
  const { hunks } = structuredPatch(file, file, before, after, '', '', { context: contextLines });
  return [
    { kind: 'file', text: told`--- ${file}` },
    { kind: 'file', text: told`+++ ${file}` },
    ...hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }): readonly DiffLine[] => [
      { kind: 'place', text: `@@ -${rangeText(oldStart, oldLines)} +${rangeText(newStart, newLines)} @@` },
      ...lines.map((text) => ({ kind: kindOf(text), text })),
    ]),
  ];
};

/** Lines count from 1; an empty range stands behind the line before it. */
const rangeText = (start: number, count: number): string =>
  count === 1 ? `${start}` : `${count === 0 ? start - 1 : start},${count}`;

const kinds = { ' ': 'same', '-': 'removed', '+': 'added' } as const;

const kindOf = (line: string): DiffLine['kind'] => {
  const [mark] = line;
  return mark === ' ' || mark === '-' || mark === '+' ? kinds[mark] : 'note';
};
