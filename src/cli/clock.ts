import { onAbort } from '../ending.ts';
import type { Clock } from '../engine/ports.ts';

export const systemClock: Clock = {
  now: () => performance.now(),
  // Not that of timers/promises: it makes an error, with its stack, of every delay that nobody waits for any more.
  delay: async (ms, signal) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    using _ = onAbort(signal, resolve);
    await promise;
    clearTimeout(timer);
  },
};
