import { promiseIn } from '../../explore/order.ts';
import { printable } from '../../printable.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import { happenedLines } from '../happened-lines.ts';
import { type Paint, paintFor } from '../paint.ts';
import { promiseLines } from '../promise-lines.ts';
import { TextReport } from '../text.ts';
import { switchesWords } from './amounts.ts';
import { openCommand } from './command.ts';
import type { ExploredLesson, Story } from './explored.ts';
import type { Bad } from './worst.ts';

/** Which order it is, and how to open it. */
export const badLines = (
  explored: Pick<ExploredLesson, 'called' | 'requests'>,
  bad: Bad,
  width: number,
  paint: Paint,
): readonly string[] => {
  const { script, order, kind } = bad;
  const command = openCommand(explored, script, order);
  const what =
    kind === 'broken'
      ? 'The shortest order that violates the promise'
      : 'The shortest order that is like none one after the other';
  const switches = `${order.order}, ${switchesWords(order.switches)}`;
  return [
    ...wrapped(paint.strong(`${what} at ${script.level}: ${switches}`), width),
    ...(command === undefined
      ? hanging('  ', 'With --save lesson.yaml it becomes a lesson, to go through step by step.', width)
      : hanging('  ', paint.code(printable(command)), width)),
  ];
};

/** What happens in it, step by step. */
export const storyLines = (
  { script, told, bad }: Story,
  { width, color }: { readonly width: number; readonly color: boolean },
): readonly string[] => {
  const paint = paintFor(color);
  let text = '';
  const write = (more: string): void => {
    text += more;
  };
  const report = new TextReport({ width, color, bare: true, withSeen: true, write });
  for (const [event, state] of told) report.tell(event, state);
  const end = told.at(-1)?.[1];
  const promise = end && promiseIn(end);
  return [
    ...wrapped(paint.strong(`${bad.order} at ${script.level}, step by step:`), width),
    '',
    ...text.trimEnd().split('\n'),
    ...promiseLines(script.invariant?.says, end?.finished?.violations, width, paint),
    ...(end ? happenedLines(end, width, paint) : []),
    ...(promise === bad.promise
      ? []
      : wrapped(
          paint.waiting('Run again for this story, it came to something else: the server chose.'),
          width,
        )),
  ];
};
