import { closeSync, constants, openSync, statSync } from 'node:fs';

/**
 * Opens a file that is to be written anew. A pipe must have a reader already: opening it would hold the whole
 * program until one comes. fifo(7)
 *
 * @throws the system's error; ENXIO when nobody reads the pipe.
 */
export const openOutput = (file: string): number => {
  if (!statSync(file, { throwIfNoEntry: false })?.isFIFO()) return openSync(file, 'w');
  const probe = openSync(file, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    return openSync(file, 'w');
  } finally {
    closeSync(probe);
  }
};
