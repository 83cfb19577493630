import { wrapped } from '../../text/fit.ts';
import { paintFor } from '../paint.ts';
import { alwaysLines } from './always-lines.ts';
import { besideLines } from './beside-lines.ts';
import { type ExploredLesson, mainAndBeside, seenIn } from './explored.ts';
import { boundLines, failedLines, headLines } from './head-lines.ts';
import { outcomesLines } from './outcome-lines.ts';
import { badLines } from './story-lines.ts';
import { countLines } from './table-lines.ts';
import { worstOf } from './worst.ts';

/** What all orders of a lesson come to, for people. */
export const exploreText = (
  explored: ExploredLesson,
  looks: { readonly width: number; readonly color: boolean },
): readonly string[] => {
  const { lesson, cases } = explored;
  const paint = paintFor(looks.color);
  const { width } = looks;
  const { main, beside } = mainAndBeside(cases);
  const seen = seenIn(main);
  const bad = worstOf(seen, lesson.level);
  const failed = failedLines(cases, width, paint);
  const variants = besideLines(beside, width, paint);
  return [
    ...headLines(explored, width, paint),
    ...(failed.length > 0 ? ['', ...failed] : []),
    ...(seen.length > 0
      ? [
          '',
          ...countLines(seen, width, paint),
          ...boundLines(seen, width, paint),
          ...alwaysLines(seen, width, paint),
        ]
      : []),
    ...outcomesLines(seen, width, paint),
    ...(bad ? ['', ...badLines(explored, bad, looks)] : []),
    ...(variants.length > 0
      ? ['', ...wrapped(paint.strong('With a variant beside it:'), width), ...variants]
      : []),
  ];
};
