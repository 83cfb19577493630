import { wrapped } from '../../text/fit.ts';
import { paintFor } from '../paint.ts';
import { besideLines } from './beside-lines.ts';
import { doubtLines } from './doubt-lines.ts';
import { type ExploredLesson, mainAndBeside, seenIn } from './explored.ts';
import { boundLines, failedLines, headLines, switchLines } from './head-lines.ts';
import { outcomesLines } from './outcome-lines.ts';
import { badLines, storyLines } from './story-lines.ts';
import { countLines } from './table-lines.ts';
import { verdictLines } from './verdict-lines.ts';
import { worstOf } from './worst.ts';

/** What all orders of a lesson come to, for people: how many and whether it holds, the shortest bad one, and then each. */
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
  const verdict = [...verdictLines(seen, explored, width, paint), ...doubtLines(seen, width, paint)];
  const outcomes = outcomesLines(seen, width, paint);
  return [
    ...headLines(explored, width, paint),
    ...(failed.length > 0 ? ['', ...failed] : []),
    ...(seen.length > 0
      ? [
          '',
          ...countLines(seen, width, paint),
          ...boundLines(seen, width, paint),
          ...switchLines(seen, width, paint),
          ...(verdict.length > 0 ? ['', ...verdict] : []),
        ]
      : []),
    ...(bad ? ['', ...badLines(explored, bad, width, paint)] : []),
    ...(variants.length > 0
      ? ['', ...wrapped(paint.strong('With a variant beside it:'), width), ...variants]
      : []),
    ...outcomes,
    ...(bad && explored.story ? ['', ...storyLines(explored.story, looks)] : []),
  ];
};
