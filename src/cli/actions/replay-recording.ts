import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { holds, judge } from '../../engine/judge.ts';
import { parseRecording } from '../../engine/recording.ts';
import { reduce } from '../../engine/reduce.ts';
import type { LabState } from '../../engine/state.ts';
import { exitCodes, UserError } from '../../errors.ts';
import type { Edge } from '../edge.ts';
import { type RunFormat, reporterFor } from '../reporter.ts';

/** Writes a recorded run as if it happened now. */
export const replayRecording = async (edge: Edge, file: string, format: RunFormat): Promise<number> => {
  const events = parseRecording(await read(edge, file), file === '-' ? 'stdin' : file);
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

const read = async (edge: Edge, file: string): Promise<string> => {
  if (file === '-') return text(edge.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError(
      `The recording cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      {
        next: ['Make one with isolab run LESSON --record FILE.'],
        cause: error,
      },
    );
  }
};
