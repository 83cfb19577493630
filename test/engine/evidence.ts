import type { Evidence } from '../../src/engine/events.ts';

/** Nothing was there to be seen. */
export const noEvidence: Evidence = {
  transactions: [],
  shapes: [],
  unwatched: { committed: [], newest: [] },
  definitions: [],
  variables: [],
  asked: [],
};
