import type { LabServer } from '../../engine/ports.ts';
import { reduce } from '../../engine/reduce.ts';
import type { LabState } from '../../engine/state.ts';
import { type OneOrder, runOneOrder } from '../../explore/one-order.ts';
import type { SerialOrders } from '../../explore/serial.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import type { Level } from '../../lesson/level.ts';
import { scriptOf } from '../../lesson/script.ts';
import type { RanHistory, RanLevel } from '../../report/textbook/ran-history.ts';
import { paperOf } from '../../textbook/precedence.ts';
import type { Schedule } from '../../textbook/schedule.ts';
import { systemClock } from '../clock.ts';
import type { Edge } from '../edge.ts';
import { isOfOthers, sparingJobs, usualJobs } from '../jobs.ts';
import { ProgressLine } from '../progress.ts';

export interface HistoryToRun {
  readonly schedule: Schedule;
  readonly lesson: Lesson;
  readonly levels: readonly Level[];
}

/** At these levels, one after the other. @throws as a run does */
export const runHistory = async (
  { signal, stderr }: Pick<Edge, 'signal' | 'stderr'>,
  server: LabServer,
  { schedule, lesson, levels }: HistoryToRun,
): Promise<RanHistory> => {
  const progress = new ProgressLine(stderr);
  const serial: SerialOrders = new Map();
  const ran: RanLevel[] = [];
  try {
    for (const level of levels) {
      if (stderr.isTTY)
        progress.show({ phase: 'waiting', message: `Running at ${level}`, done: ran.length / levels.length });
      const { transactions } = schedule;
      const one = await runOneOrder({
        script: scriptOf(lesson, { level }),
        server,
        clock: systemClock,
        jobs: jobsOn(server),
        takenBack: new Set(transactions.filter(({ ends }) => ends === 'abort').map(({ session }) => session)),
        serial,
        signal,
      });
      ran.push(ranLevel(level, one));
    }
  } finally {
    progress.clear();
  }
  return { schedule, paper: paperOf(schedule.operations), server: server.about, levels: ran };
};

const ranLevel = (level: Level, { order, like, events, varies }: OneOrder): RanLevel => {
  let state: LabState | undefined;
  for (const event of events) state = reduce(state, event);
  if (state === undefined) throw new Error('A run without events');
  return {
    level,
    state,
    victims: order.victims,
    likeSerial: order.likeSerial,
    like: like.map((one) => [...new Set(one.order)]),
    mayVary: order.mayVary,
    varies,
  };
};

export const jobsOn = (server: LabServer): number => (isOfOthers(server) ? sparingJobs : usualJobs());
