import { diffArrays } from 'diff';

/** One line of a diff: in both, only expected, or only observed. */
export interface DiffLine {
  readonly kind: 'same' | 'expected' | 'observed';
  readonly text: string;
}

/** Two lists of lines as one, with as many lines in common as there can be. */
export const diffLines = (expected: readonly string[], observed: readonly string[]): readonly DiffLine[] =>
  diffArrays([...expected], [...observed]).flatMap(({ removed, added, value }) =>
    value.map((text): DiffLine => ({ kind: removed ? 'expected' : added ? 'observed' : 'same', text })),
  );
