import { promiseIn } from '../../explore/order.ts';
import { printable } from '../../printable.ts';
import { hanging, wrapped } from '../../text/fit.ts';
import { type Paint, paintFor } from '../paint.ts';
import { promiseLines } from '../promise-lines.ts';
import { TextReport } from '../text.ts';
import { switchesWords } from './amounts.ts';
import { openCommand } from './command.ts';
import type { ExploredLesson, Story } from './explored.ts';
import type { Bad } from './worst.ts';

/** Which order it is, how to open it, and as a story what happens in it. */
export const badLines = (
  explored: Pick<ExploredLesson, 'called' | 'requests' | 'story'>,
  bad: Bad,
  { width, color }: { readonly width: number; readonly color: boolean },
): readonly string[] => {
  const paint = paintFor(color);
  const { script, order, kind } = bad;
  const { story } = explored;
  const command = openCommand(explored, script, order);
  const what =
    kind === 'broken'
      ? 'The shortest order that breaks the promise'
      : 'The shortest order that is like none one after the other';
  const switches = `${order.order}, ${switchesWords(order.switches)}`;
  return [
    ...wrapped(paint.strong(`${what} at ${script.level}: ${switches}`), width),
    ...(command === undefined
      ? hanging('  ', 'With --save lesson.yaml it becomes a lesson, to go through step by step.', width)
      : hanging('  ', paint.code(printable(command)), width)),
    ...(story ? storyLines(story, width, color, paint) : []),
  ];
};

const storyLines = (
  { script, told, bad }: Story,
  width: number,
  color: boolean,
  paint: Paint,
): readonly string[] => {
  let text = '';
  const write = (more: string): void => {
    text += more;
  };
  const report = new TextReport({ width, color, bare: true, withSeen: true, write });
  for (const [event, state] of told) report.tell(event, state);
  const end = told.at(-1)?.[1];
  const promise = end && promiseIn(end);
  return [
    '',
    ...text.trimEnd().split('\n'),
    ...promiseLines(script.invariant?.says, end?.finished?.violations, width, paint),
    ...(promise === bad.promise
      ? []
      : wrapped(
          paint.waiting('Run again for this story, it came to something else: the server chose.'),
          width,
        )),
  ];
};
