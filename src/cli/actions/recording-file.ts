import { closeSync, openSync, writeSync } from 'node:fs';
import type { LabEvent } from '../../engine/events.ts';
import { recordingLine } from '../../engine/recording-line.ts';
import { UserError } from '../../errors.ts';

export interface RecordingFile extends Disposable {
  readonly add: (event: LabEvent) => void;
}

/** Opened before the run, so that nothing is run in vain. @throws UserError when it cannot be written. */
export const openRecordingFile = (file: string): RecordingFile => {
  const handle = explain(() => openSync(file, 'w'));
  return {
    add: (event) => void explain(() => writeSync(handle, recordingLine(event))),
    [Symbol.dispose]: () => closeSync(handle),
  };
};

const explain = <T>(write: () => T): T => {
  try {
    return write();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`The recording cannot be written: ${reason}`, {
      next: ['Name a file that you may write to, in a folder that exists.'],
      cause: error,
    });
  }
};
