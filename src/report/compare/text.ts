import { printable } from '../../printable.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import { evidenceLines } from '../evidence-lines.ts';
import type { Paint } from '../paint.ts';
import { type ComparedLesson, comparedWords, markWords } from './about.ts';
import { failedRuns } from './failed-runs.ts';
import { type GroupEntry, groupsOf, titleOf } from './groups.ts';
import { readingWords } from './reading.ts';

/** Step by step, with those together that came out alike; ≠ marks what is otherwise than in the run that was asked for. */
export const compareText = (compared: ComparedLesson, width: number, paint: Paint): readonly string[] => {
  const { runs, by } = compared;
  const open = runs.find(({ isOpen }) => isOpen);
  return [
    ...wrapped(paint.strong(printable(open?.script.title ?? '')), width),
    ...wrapped(printable(comparedWords(compared)), width),
    ...evidenceLines(compared, width, paint),
    ...(by === 'variant' ? ['', ...runs.flatMap((run) => wrapped(titleOf(run), width))] : []),
    '',
    ...[...markWords(compared), ...readingWords(runs)].flatMap((line) => wrapped(line, width)),
    ...failedRuns(runs).flatMap((line) => wrapped(paint.bad(line), width)),
    ...groupsOf(runs, by).flatMap(({ head, entries }) => [
      '',
      ...wrapped(paint.strong(head), width),
      ...entries.flatMap((entry) => entryLines(entry, width, paint)),
    ]),
  ];
};

/** The runs that came out alike, and what it was. */
export const entryLines = (
  { who, differs, lines: [first = '', ...more] }: GroupEntry,
  width: number,
  paint: Paint,
): readonly string[] => {
  const lines = [
    ...hanging(differs ? ' ≠ ' : '   ', `${who}: ${first}`, width),
    ...more.flatMap((line) => hanging('     ', line, width)),
  ];
  return differs ? lines.map(paint.waiting) : lines;
};
