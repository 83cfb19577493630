import type { Comparison } from '../model/run.ts';
import { hanging, wrapped } from '../text/fit.ts';
import type { Theme } from '../theme.ts';
import { groupsOf } from './linear-compare.ts';

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
