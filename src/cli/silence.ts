import type { LabServer } from '../engine/ports.ts';
import type { Edge } from './edge.ts';

/**
 * Tells on stderr when a server does not answer, and when it does again; meanwhile a Ctrl-C leaves at once, since
 * nothing there can be tidied up. Returns what ends that.
 */
export const tellSilence = (
  { stderr, hurry }: Pick<Edge, 'stderr' | 'hurry'>,
  onSilence: NonNullable<LabServer['onSilence']>,
  isLeaving = false,
): (() => void) => {
  let isTold = false;
  const end = onSilence((ms) => {
    hurry(ms !== undefined);
    if (ms === undefined) {
      isTold = false;
      stderr.write('The server answers again.\n');
    } else if (!isTold) {
      isTold = true;
      const silent = `has not answered for ${ms / 1000} s; Ctrl-C leaves at once.\n`;
      stderr.write(`${isLeaving ? 'Removing the sandbox from a server that' : 'The server'} ${silent}`);
    }
  });
  return () => {
    end();
    hurry(false);
  };
};
