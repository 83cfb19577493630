import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../engine/ports.ts';

export const systemClock: Clock = {
  now: () => performance.now(),
  delay: (ms) => delay(ms),
};
