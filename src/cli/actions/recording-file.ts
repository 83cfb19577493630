import { closeSync, writeSync } from 'node:fs';
import type { LabEvent } from '../../engine/events.ts';
import { recordingLine } from '../../engine/recording-line.ts';
import { UserError } from '../../errors.ts';
import { openOutput } from '../../files/open-output.ts';
import { unwritable } from '../../files/write-file.ts';
import { reasonOf, told } from '../../printable.ts';

export interface RecordingFile extends Disposable {
  readonly add: (event: LabEvent) => void;
}

/** Opened before the run, so that nothing is run in vain. @throws UserError when it cannot be written. */
export const openRecordingFile = (file: string): RecordingFile => {
  const handle = explain(file, () => openOutput(file));
  return {
    add: (event) => void explain(file, () => writeSync(handle, recordingLine(event))),
    [Symbol.dispose]: () => closeSync(handle),
  };
};

const explain = <T>(file: string, write: () => T): T => {
  try {
    return write();
  } catch (error) {
    throw (
      unwritable(file, error) ??
      new UserError(told`${file} cannot be written: ${reasonOf(error)}`, {
        next: ['Name a file that you may write to, in a folder that exists.'],
        cause: error,
      })
    );
  }
};
