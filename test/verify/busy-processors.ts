import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';

/** Keeps every processor busy until it is disposed of. */
export const busyProcessors = async (): Promise<AsyncDisposable> => {
  const children = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ['--eval', "process.stdout.write('busy'); for (;;);"], {
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  await Promise.all(children.map((child) => once(child.stdout, 'data')));
  return {
    [Symbol.asyncDispose]: async () => {
      await Promise.all(
        children.map(async (child) => {
          const ended = once(child, 'exit');
          child.kill('SIGKILL');
          await ended;
        }),
      );
    },
  };
};
