import { endAfter } from '../ending.ts';
import type { LabEvent, LockView, TableRows } from '../engine/events.ts';
import type { Clock, LabServer } from '../engine/ports.ts';
import { startRun } from '../engine/run/start-run.ts';
import type { LabState } from '../engine/state.ts';
import { UserError } from '../errors.ts';
import type { ReadIt, ReadQuestion } from '../lesson/exercise.ts';
import type { Lesson } from '../lesson/lesson.ts';
import type { Level } from '../lesson/level.ts';
import { type Script, scriptOf } from '../lesson/script.ts';
import { told as quoted } from '../printable.ts';

interface RunOptions {
  readonly server: LabServer;
  readonly clock: Clock;
  readonly stop: AbortSignal;
}

/** A run of an exercise, of which something is shown. */
export interface ShownRun {
  readonly script: Script;
  /** Each event, and the state after it. */
  readonly told: readonly (readonly [LabEvent, LabState])[];
  /** At the end. */
  readonly state: LabState;
}

export interface RunsToAsk {
  readonly shown: ShownRun;
  readonly askedAbout: (question: ReadQuestion) => ShownRun;
}

/** What one exercise shows, once it was run: a reader goes on with the same numbers, which each run has others of. */
export interface KeptRuns {
  runs?: RunsToAsk;
}

/** What a student gets to read. */
export type Exhibited =
  | { readonly kind: 'transcript'; readonly run: ShownRun }
  | { readonly kind: 'deadlock'; readonly text: string }
  | { readonly kind: 'locks'; readonly locks: TableRows };

/** Runs the steps in their own order, with all the evidence there is. @throws as a run does */
export const runToShow = async (
  lesson: Lesson,
  level: Level,
  { server, clock, stop }: RunOptions,
): Promise<ShownRun> => {
  const script = scriptOf(lesson, { level });
  const told: (readonly [LabEvent, LabState])[] = [];
  const emit = (event: LabEvent, state: LabState): void => void told.push([event, state]);
  const started = await startRun({ script, server, clock, emit, signal: stop });
  const state = await endAfter(started, stop, (run) => run.finish());
  return { script, told, state };
};

/** The run that is shown, and those at other levels that questions are about. @throws as a run does */
export const runsToAsk = async (lesson: Lesson, asks: ReadIt, options: RunOptions): Promise<RunsToAsk> => {
  const { level, questions } = asks;
  const shown = await runWithExhibit(lesson, asks, options);
  const runs = new Map([[level, shown]]);
  for (const { at = level } of questions) {
    if (!runs.has(at)) runs.set(at, await runToShow(lesson, at, options));
  }
  return { shown, askedAbout: ({ at = level }) => runs.get(at) ?? shown };
};

/**
 * InnoDB keeps one report of a deadlock for the whole server, and somebody else's may have come after ours before it was
 * read: then it is run again.
 */
const runWithExhibit = async (
  lesson: Lesson,
  { shows, level }: ReadIt,
  options: RunOptions,
): Promise<ShownRun> => {
  for (let left = mostRuns; ; left--) {
    const run = await runToShow(lesson, level, options);
    const isThere = shows !== 'deadlock' || reportIn(run) !== undefined;
    if (isThere || left <= 1 || options.stop.aborted) return run;
  }
};

const mostRuns = 5;

/** @throws UserError when the server has not told it */
export const exhibitOf = (asks: ReadIt, run: ShownRun): Exhibited => {
  switch (asks.shows) {
    case 'transcript':
      return { kind: 'transcript', run: shownOf(asks, run) };
    case 'deadlock':
      return { kind: 'deadlock', text: deadlockText(run) };
    case 'locks':
      return { kind: 'locks', locks: locksAfter(asks.after ?? '', run) };
  }
};

const reportIn = ({ told }: Pick<ShownRun, 'told'>): string | undefined =>
  told.findLast(([, { observation }]) => observation.evidence?.deadlock?.text)?.[1].observation.evidence
    ?.deadlock?.text;

const deadlockText = (run: ShownRun): string => {
  const text = reportIn(run);
  if (text !== undefined) return text;
  throw new UserError(quoted`The server has told of no deadlock in ${run.script.lesson}.`, {
    next: [
      'The lab reads SHOW ENGINE INNODB STATUS with its own account, which needs the PROCESS privilege.',
      'It shows the last deadlock of the whole server: where others use it, too, try again.',
    ],
  });
};

/** The part of a run that is shown: where it breaks off, up to when all had settled after that step. */
const shownOf = ({ after }: Pick<ReadIt, 'after'>, run: ShownRun): ShownRun => {
  const told = run.told.slice(0, after === undefined ? undefined : settledAfter(after, run) + 1);
  return { ...run, told, state: told.at(-1)?.[1] ?? run.state };
};

const locksAfter = (name: string, run: ShownRun): TableRows => {
  const rows = (run.told[settledAfter(name, run)]?.[1].observation.locks ?? []).flatMap((lock) =>
    rowOf(lock),
  );
  return { columns: ['session', 'object', 'index', 'mode', 'status', 'data'], rows };
};

/** The place of the event with which all had settled after the step. */
const settledAfter = (name: string, { script, told }: ShownRun): number => {
  const step = script.steps.findIndex((one) => one.name === name);
  const from = told.findIndex(([event]) => event.type === 'statement-sent' && event.step === step);
  const settled = told.findIndex(([event], at) => from >= 0 && at > from && event.type === 'settled');
  if (settled < 0) throw new UserError(quoted`The step ${name} of ${script.lesson} was not taken.`);
  return settled;
};

/** As performance_schema.data_locks has it, but for the session, which has a number there; a lock of no index is the table's. */
const rowOf = ({ session, kind, object, index, mode, status, key }: LockView): TableRows['rows'] =>
  kind === 'metadata' || kind === 'named'
    ? []
    : [[session, object, index ?? null, mode, status.toUpperCase(), key ?? null]];

/** What a reader sees of the run, to be compared with what there would be to see at another level. */
export const seenOf = (asks: ReadIt, run: ShownRun): string =>
  asks.shows === 'locks'
    ? JSON.stringify(locksAfter(asks.after ?? '', run).rows)
    : saidIn(shownOf(asks, run));

/** Session by session: two answers that come in one moment have no order. */
const saidIn = ({ told, script }: ShownRun): string => {
  const bySession = script.sessions.map(({ name }) =>
    told.flatMap(([event]): readonly unknown[] => {
      if (!('session' in event) || event.session !== name) return [];
      switch (event.type) {
        case 'statement-sent':
          return [event.sql];
        case 'statement-blocked':
          return [event.waits.map((wait) => [wait.for, wait.kind, wait.mode])];
        case 'statement-finished':
          return [event.outcome];
        case 'answered':
          return [event.answer];
        default:
          return event.type === 'statement-running' ? [] : [event.type];
      }
    }),
  );
  const tables = told.flatMap(([event, { observation }]) =>
    event.type === 'settled' ? [observation.tables] : [],
  );
  return JSON.stringify([bySession, tables]);
};
