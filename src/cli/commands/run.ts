import { closeSync, openSync, writeSync } from 'node:fs';
import type { LabEvent } from '../../engine/events.ts';
import { holds, judge } from '../../engine/judge.ts';
import type { LabServer } from '../../engine/ports.ts';
import { recordingLine } from '../../engine/recording.ts';
import { startRun } from '../../engine/run.ts';
import type { LabState } from '../../engine/state.ts';
import { exitCodes, UserError } from '../../errors.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { type Script, scriptOf } from '../../lesson/script.ts';
import type { ServerWish } from '../../server/provider.ts';
import { systemClock } from '../clock.ts';
import type { Edge } from '../edge.ts';
import { reporterFor } from '../reporter.ts';
import { withLab } from '../with-lab.ts';
import { parseLevel, unknownWord } from '../words.ts';

export const formats = ['text', 'json', 'ndjson'] as const;

export interface RunCommand {
  readonly lesson: Lesson;
  readonly level?: string;
  readonly variant?: string;
  readonly format: (typeof formats)[number];
  /** A file for the events. */
  readonly record?: string;
  readonly wish: ServerWish;
}

type Emit = (event: LabEvent, state: LabState) => void;

/** Runs a lesson from its first step to its last and writes what happens. */
export const runCommand = async (edge: Edge, command: RunCommand): Promise<number> => {
  const script = chooseScript(command.lesson, command);
  const report = reporterFor(command.format, edge);
  using recording = command.record === undefined ? undefined : openRecording(command.record);
  const emit: Emit = (event, state) => {
    recording?.add(event);
    report(event, state);
  };
  const state = await withLab(edge, command.wish, (lab) => runScript(lab, script, emit, edge.signal));
  return holds(judge(state)) ? exitCodes.ok : exitCodes.unproven;
};

/** @throws UserError with suggestions when the lesson has no such level or variant. */
export const chooseScript = (
  lesson: Lesson,
  { level, variant }: { readonly level?: string; readonly variant?: string },
): Script => {
  const variants = lesson.variants.map(({ id }) => id);
  if (variant !== undefined && !variants.includes(variant)) {
    throw unknownWord(`variant of ${lesson.id}`, variant, variants);
  }
  return scriptOf(lesson, {
    ...(level !== undefined && { level: parseLevel(level) }),
    ...(variant !== undefined && { variant }),
  });
};

const runScript = async (
  server: LabServer,
  script: Script,
  emit: Emit,
  signal: AbortSignal,
): Promise<LabState> => {
  await using run = await startRun({ script, server, clock: systemClock, emit });
  signal.throwIfAborted();
  // Ends what is in flight. `await using` waits for the same disposal, and tells if it fails.
  const stop = () => void run[Symbol.asyncDispose]().catch(() => {});
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await run.finish();
  } finally {
    signal.removeEventListener('abort', stop);
    signal.throwIfAborted();
  }
};

const openRecording = (file: string): Disposable & { readonly add: (event: LabEvent) => void } => {
  const failed = (error: unknown): UserError =>
    new UserError(
      `The recording cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      {
        next: ['Name a file in a folder that exists and that you may write to.'],
        cause: error,
      },
    );
  let handle: number;
  try {
    handle = openSync(file, 'w');
  } catch (error) {
    throw failed(error);
  }
  return {
    add: (event) => {
      try {
        writeSync(handle, recordingLine(event));
      } catch (error) {
        throw failed(error);
      }
    },
    [Symbol.dispose]: () => closeSync(handle),
  };
};
