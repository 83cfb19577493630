import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../engine/ports.ts';

export const systemClock: Clock = {
  now: () => performance.now(),
  // Nothing but the signal makes it reject.
  delay: (ms, signal) => delay(ms, undefined, signal && { signal }).catch(() => {}),
};
