import { holds, judge } from '../../engine/judge/judge.ts';
import { parseRecordings, type Recording } from '../../engine/recording.ts';
import { reduce } from '../../engine/reduce.ts';
import type { LabState } from '../../engine/state.ts';
import { exitCodes, UserError } from '../../errors.ts';
import { readTextWithin, UnreadableFile } from '../../files/read-file.ts';
import { printable } from '../../printable.ts';
import { systemClock } from '../clock.ts';
import { type Edge, isInteractive } from '../edge.ts';
import { type Looks, looksOf } from '../looks.ts';
import { readStdin } from '../read-stdin.ts';
import { type RunFormat, reporterFor } from '../reporter.ts';
import { chooseRecorded, type RecordedWords } from './choose-recorded.ts';

/** Plays a recorded run on the terminal; without one, or in the format that is asked for, prints it. */
export const replayRecording = async (
  edge: Edge,
  file: string,
  wanted: RecordedWords & {
    readonly format: RunFormat | undefined;
    readonly questions: boolean;
    readonly theme: string;
  },
): Promise<number> => {
  const looks = looksOf(edge, wanted.theme);
  const runs = parseRecordings(await read(edge, file), file === '-' ? 'stdin' : printable(file));
  const recording = chooseRecorded(runs, wanted);
  return wanted.format === undefined && isInteractive(edge)
    ? play(edge, recording, wanted.questions, looks)
    : print(edge, recording, wanted.format ?? 'text');
};

const play = async (edge: Edge, recording: Recording, questions: boolean, looks: Looks): Promise<number> => {
  const [{ recordedLesson }, { openLab }] = await Promise.all([
    import('../../ui/host/recorded-lesson.ts'),
    import('../../ui/host/open-lab.tsx'),
  ]);
  const { lesson, choice, order, connect, start } = recordedLesson(recording);
  const end = await openLab({
    catalogue: [lesson],
    start: { lesson, choice, ...(order !== undefined && { order }) },
    connect,
    startRun: start,
    mode: 'replay',
    asks: questions,
    clock: systemClock,
    stdin: edge.stdin,
    stdout: edge.stdout,
    signal: edge.signal,
    onDisturbed: edge.onDisturbed,
    stop: edge.stop,
    ...looks,
  });
  edge.signal.throwIfAborted();
  return end === 'interrupted' ? exitCodes.interrupted : exitCodes.ok;
};

const print = (edge: Edge, events: Recording, format: RunFormat): number => {
  const report = reporterFor(format, edge);
  let state: LabState | undefined;
  for (const event of events) {
    edge.signal.throwIfAborted();
    state = reduce(state, event);
    report(event, state);
  }
  if (state?.finished === undefined) {
    edge.stderr.write('The recording ends before the run did.\n');
    return exitCodes.unproven;
  }
  return holds(judge(state)) ? exitCodes.ok : exitCodes.unproven;
};

/** In bytes: the longest run that was seen has a tenth of it. */
const mostRecorded = 256_000_000;

const read = async (edge: Edge, file: string): Promise<string> => {
  if (file === '-') return await readStdin(edge, 'The recording', mostRecorded);
  try {
    return await readTextWithin(file, mostRecorded);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new UserError(`The recording cannot be read: ${error.message}.`, {
      next:
        error.why === 'special'
          ? ['A recording that comes through a pipe: isolab replay -']
          : ['Make one with isolab run LESSON --record FILE.'],
      cause: error,
    });
  }
};
