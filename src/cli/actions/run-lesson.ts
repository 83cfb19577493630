import { endAfter } from '../../ending.ts';
import type { LabEvent } from '../../engine/events.ts';
import { holds, judge } from '../../engine/judge/judge.ts';
import type { LabServer } from '../../engine/ports.ts';
import { finishLooking } from '../../engine/run/look-along.ts';
import { startRun } from '../../engine/run/start-run.ts';
import type { LabState } from '../../engine/state.ts';
import { exitCodes } from '../../errors.ts';
import type { ServerWish } from '../../hosts/provider.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import type { Script } from '../../lesson/script.ts';
import { systemClock } from '../clock.ts';
import type { Edge } from '../edge.ts';
import { type RunFormat, reporterFor } from '../reporter.ts';
import { withLab } from '../with-lab.ts';
import { asRequests, chooseScript, type OrderedChoiceWords } from './choose-script.ts';
import { openRecordingFile } from './recording-file.ts';

export interface RunLesson extends OrderedChoiceWords {
  readonly lesson: Lesson;
  readonly format: RunFormat;
  /** A file for the events. */
  readonly record?: string | undefined;
  readonly wish: ServerWish;
}

/** Runs a lesson from its first step to its last and writes what happens. */
export const runLesson = async (edge: Edge, wanted: RunLesson): Promise<number> => {
  const script = chooseScript(asRequests(wanted.lesson, wanted), wanted);
  const report = reporterFor(wanted.format, edge);
  using recording = wanted.record === undefined ? undefined : openRecordingFile(wanted.record);
  const emit: Emit = (event, state) => {
    recording?.add(event);
    report(event, state);
  };
  const looks = recording !== undefined;
  const state = await withLab(edge, wanted.wish, (lab) => runScript(lab, script, emit, edge.signal, looks));
  return holds(judge(state)) ? exitCodes.ok : exitCodes.unproven;
};

type Emit = (event: LabEvent, state: LabState) => void;

const runScript = async (
  server: LabServer,
  script: Script,
  emit: Emit,
  signal: AbortSignal,
  looks: boolean,
): Promise<LabState> => {
  const options = { script, server, clock: systemClock, signal };
  const started = await startRun({ ...options, emit });
  // A recording has no server to be asked later.
  return await endAfter(started, signal, (run) => (looks ? finishLooking(run, options) : run.finish()));
};
