import type { Errand } from '../engine/flights.ts';
import type { Outcome } from '../engine/outcome.ts';
import type { Clock } from '../engine/ports.ts';

/** Runs an errand and ends it when it takes longer than `ms`: nobody here waits for ever. */
export const within = async (ms: number, errand: Errand, clock: Clock): Promise<Outcome> => {
  const over = new AbortController();
  let cancelled = false;
  const limit = clock.delay(ms, over.signal).then(async () => {
    if (over.signal.aborted) return;
    cancelled = true;
    await errand.cancel();
  });
  try {
    const outcome = await errand.run();
    return cancelled && outcome.kind === 'error' ? { ...outcome, cancelled: 'limit' } : outcome;
  } finally {
    over.abort();
    // A KILL that is still on its way would hit the next statement.
    await limit;
  }
};
