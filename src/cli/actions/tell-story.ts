import { endAfter } from '../../ending.ts';
import type { LabEvent } from '../../engine/events.ts';
import type { LabServer } from '../../engine/ports.ts';
import { startRun } from '../../engine/run/start-run.ts';
import type { LabState } from '../../engine/state.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { scriptOf } from '../../lesson/script.ts';
import type { Story } from '../../report/explore/explored.ts';
import type { Bad } from '../../report/explore/worst.ts';
import { systemClock } from '../clock.ts';

/** Runs an order once more, with all the evidence there is. @throws as a run does */
export const tellStory = async (
  server: LabServer,
  lesson: Lesson,
  { script: { level, variant }, order }: Pick<Bad, 'script' | 'order'>,
  signal: AbortSignal,
): Promise<Story> => {
  const script = scriptOf(lesson, { level, ...(variant && { variant: variant.id }), order: order.order });
  const told: (readonly [LabEvent, LabState])[] = [];
  const emit = (event: LabEvent, state: LabState): void => void told.push([event, state]);
  const started = await startRun({ script, server, clock: systemClock, emit, signal });
  await endAfter(started, signal, (run) => run.finish());
  return { script, bad: order, told };
};
