import { exitCodes as failureCodes, UserError } from '../errors.ts';
import { told } from '../printable.ts';
import { type Edge, Stopped } from './edge.ts';
import { reportFailure } from './failure.ts';

/** As shells report a process that a signal ended: 128 and the number of the signal. */
const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGPIPE: 141, SIGTERM: 143 } as const;

const signals = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

/**
 * The first signal asks to stop, so that sandboxes, accounts and servers are removed in order; after a
 * second Ctrl-C nothing is waited for. A reader that went away (`| head`) is a quiet reason to stop, and no success:
 * what was not run to its end is not proved.
 */
export const listenForStops = (process: NodeJS.Process): Pick<Edge, 'signal' | 'hurry'> => {
  const controller = new AbortController();
  let isHurried = false;
  for (const signal of signals) {
    process.on(signal, () => {
      if (signal === 'SIGINT' && (controller.signal.aborted || isHurried)) process.exit(exitCodes[signal]);
      controller.abort(new Stopped(`Stopped by ${signal}.`, exitCodes[signal]));
    });
  }
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (isGone(error)) return controller.abort(new Stopped('Nobody reads the output.', exitCodes.SIGPIPE));
    if (controller.signal.aborted) return;
    // A full disk, for instance. Told here: a command that writes little is over before it can notice.
    const { text, exitCode } = reportFailure(unwritable(error));
    process.stderr.write(text);
    process.exitCode = exitCode;
    controller.abort(new Stopped('The output cannot be written.', exitCode));
  });
  // What cannot be told any more need not be told.
  process.stderr.on('error', () => {});
  return {
    signal: controller.signal,
    hurry: (wanted) => {
      isHurried = wanted;
    },
  };
};

export const disturbancesOf =
  (process: NodeJS.Process): Edge['onDisturbed'] =>
  (listener) => {
    process.on('SIGCONT', listener);
    // Node.js has printed it by then: its own listener was there first.
    process.on('warning', listener);
    return () => process.off('SIGCONT', listener).off('warning', listener);
  };

/** The whole group, as a terminal does it: a program that has started this one stops, too. */
export const stopsOf =
  (process: NodeJS.Process): Edge['stop'] =>
  async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    process.once('SIGCONT', resolve);
    // The kernel does not stop a group that no shell watches, and then no SIGCONT comes.
    const goesOn = setTimeout(resolve, 100);
    process.kill(0, 'SIGTSTP');
    await promise;
    clearTimeout(goesOn);
    process.off('SIGCONT', resolve);
  };

const unwritable = (error: Error): UserError =>
  new UserError(told`The output cannot be written: ${error.message}`, {
    exitCode: failureCodes.usage,
    next: ['Write it to a place with room.'],
    cause: error,
  });

/** EIO: the terminal was closed. */
const isGone = ({ code }: NodeJS.ErrnoException): boolean =>
  code === 'EPIPE' || code === 'EIO' || code === 'ERR_STREAM_DESTROYED';
