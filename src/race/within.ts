import type { Outcome } from '../engine/outcome.ts';
import type { Reach } from '../engine/run/errands.ts';
import type { Errand } from '../engine/run/flights.ts';

/**
 * Runs an errand and ends it when it takes longer than `ms`: nobody here waits for ever. When it cannot be ended,
 * for instance since the connection to do so from is gone, its own connection is cut, and it is lost.
 */
export const within = async (
  ms: number,
  errand: Errand,
  { clock, session }: Pick<Reach, 'clock' | 'session'>,
): Promise<Outcome> => {
  const over = new AbortController();
  let cancelled = false;
  let failure: string | undefined;
  const limit = clock.delay(ms, over.signal).then(async () => {
    if (over.signal.aborted) return;
    cancelled = true;
    try {
      await errand.cancel();
    } catch (error) {
      if (over.signal.aborted) return;
      failure = error instanceof Error ? error.message : String(error);
      await session.cut();
    }
  });
  try {
    const outcome = await errand.run();
    if (failure !== undefined && outcome.kind === 'lost') {
      return { ...outcome, message: `It took too long and could not be ended: ${failure}` };
    }
    return cancelled && outcome.kind === 'error' ? { ...outcome, cancelled: 'limit' } : outcome;
  } finally {
    // Without a reason it would make an error, with its stack, for nobody.
    over.abort('answered');
    // A KILL that is still on its way would hit the next statement.
    await limit;
  }
};
