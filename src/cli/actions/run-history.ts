import type { LabServer } from '../../engine/ports.ts';
import type { LabState } from '../../engine/state.ts';
import { type OneOrder, runOneOrder } from '../../explore/one-order.ts';
import type { RanSerial } from '../../explore/one-serial.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import type { Level } from '../../lesson/level.ts';
import { scriptOf } from '../../lesson/script.ts';
import { cameIn } from '../../report/textbook/came.ts';
import type { RanHistory, RanLevel } from '../../report/textbook/ran-history.ts';
import { neededTurns } from '../../textbook/needed-turns.ts';
import { type Paper, paperOf } from '../../textbook/paper.ts';
import type { Schedule } from '../../textbook/schedule.ts';
import { serialOrders } from '../../textbook/serial-orders.ts';
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
  const paper = paperOf(schedule.operations);
  const runs: RanSerial = new Map();
  const ran: RanLevel[] = [];
  const show = (message: string, done: number): void => {
    if (stderr.isTTY) progress.show({ phase: 'waiting', message, done });
  };
  try {
    for (const level of levels) {
      show(`Running at ${level}`, ran.length / levels.length);
      const { transactions } = schedule;
      const one = await runOneOrder({
        script: scriptOf(lesson, { level }),
        server,
        clock: systemClock,
        jobs: jobsOn(server),
        takenBack: new Set(transactions.filter(({ ends }) => ends === 'abort').map(({ session }) => session)),
        serialOrders: serialOrdersOf(schedule, paper),
        ran: runs,
        onTried: (tried, of) => show(`Trying serial orders for ${level}`, tried / of),
        signal,
      });
      ran.push(ranLevel(level, one));
    }
  } finally {
    progress.clear();
  }
  return { schedule, paper, server: server.about, levels: ran };
};

const serialOrdersOf = (schedule: Schedule, { edges }: Paper) =>
  function* (sessions: readonly string[], state: LabState): Generator<readonly string[]> {
    const own = schedule.transactions.filter(({ session }) => sessions.includes(session));
    const sessionOf = new Map(own.map(({ number, session }) => [number, session]));
    const numbers = [...sessionOf.keys()];
    const needed = neededTurns(schedule.operations, numbers, cameIn(state, schedule));
    for (const order of needed ? serialOrders(numbers, edges, needed) : [])
      yield order.map((one) => sessionOf.get(one) ?? '');
  };

const ranLevel = (level: Level, { order, like, ...one }: OneOrder): RanLevel => ({
  level,
  state: one.state,
  victims: order.victims,
  likeSerial: one.likeSerial,
  ...(like && { like }),
  tried: one.tried,
  mayVary: order.mayVary,
  varies: one.varies,
});

export const jobsOn = (server: LabServer): number => (isOfOthers(server) ? sparingJobs : usualJobs());
