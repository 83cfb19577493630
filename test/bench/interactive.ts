import { setTimeout as pause } from 'node:timers/promises';
import type { ServerAddress } from '../../src/hosts/provider.ts';
import type { Lesson } from '../../src/lesson/lesson.ts';
import { type Figure, figure } from './figures.ts';
import { LabScreen } from './lab-screen.ts';

const left = '\u001B[D';
const right = '\u001B[C';
const end = '\u001B[F';

const presses = 300;

const settlingMs = 2000;
const idleMs = 10_000;

/** What a person at the keyboard feels, with the longest lesson on the screen; and what it costs when nobody does. */
export const interactiveFigures = async (
  lessons: readonly Lesson[],
  server: ServerAddress,
): Promise<readonly Figure[]> => {
  const longest = lessons.toSorted((a, b) => b.steps.length - a.steps.length)[0]?.id ?? '';
  await using screen = await LabScreen.open(longest, server);
  // The lessons of the list are read when the first screen is there, and are no part of being idle.
  await pause(settlingMs);
  const idle = await screen.computing(() => pause(idleMs));
  await screen.go(end, 'At the end');
  const backAndForth = Array.from({ length: presses }, (_, press) => (press % 20 < 10 ? left : right));
  let latencies: readonly number[] = [];
  const computed = await screen.computing(async () => {
    latencies = await screen.latencies(backAndForth);
  });
  return [
    figure(`keypress to screen in ${longest}, 120×36`, latencies),
    // Says the same on a busy machine.
    figure('the same, time computed for each', computed === undefined ? [] : [computed / presses]),
    figure('lab with a lesson open, idle', idle === undefined ? [] : [(100 * idle) / idleMs], '% of a core'),
  ];
};
