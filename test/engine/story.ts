import type { LabEventBody, Observation, Wait } from '../../src/engine/events.ts';
import type { Outcome, Value } from '../../src/engine/outcome.ts';
import { reduce } from '../../src/engine/reduce.ts';
import type { LabState } from '../../src/engine/state.ts';
import type { Script } from '../../src/lesson/script.ts';

export const nothing: Observation = { tables: [], transactions: [], locks: [] };

/** The state after a run that went as told: hand-made, without any engine. */
export const stateAfter = (script: Script, ...told: readonly LabEventBody[]): LabState => {
  const begin: LabEventBody = {
    type: 'run-started',
    format: 1,
    script,
    server: { version: '9.7.4', provider: 'url', place: 'nowhere' },
    observation: nothing,
  };
  let state: LabState | undefined;
  for (const [at, body] of [begin, ...told].entries()) state = reduce(state, { at, ...body });
  if (state === undefined) throw new Error('Nothing was told');
  return state;
};

/** Step `step` is sent, waits if it is said for what, and is answered. */
export const took = (
  step: number,
  session: string,
  outcome: Outcome,
  waits: readonly Wait[] = [],
): LabEventBody[] => [
  { type: 'statement-sent', statement: step, session, sql: '', by: 'script', step },
  ...(waits.length > 0 ? [{ type: 'statement-blocked' as const, statement: step, session, waits }] : []),
  { type: 'statement-finished', statement: step, session, outcome, tookMs: 1 },
];

export const rowsOf = (...rows: readonly (readonly Value[])[]): Outcome => ({
  kind: 'rows',
  columns: ['id', 'name'],
  rows,
});

export const okOf = (affected: number): Outcome => ({ kind: 'ok', affected, warnings: 0, info: '' });

export const errorOf = (errno: number, symbol: string): Outcome => ({
  kind: 'error',
  errno,
  symbol,
  sqlState: 'HY000',
  message: 'No.',
});

export const waitFor = (session: string, more: Partial<Wait> = {}): Wait => ({
  kind: 'record',
  object: 'books',
  index: 'PRIMARY',
  mode: 'X,REC_NOT_GAP',
  key: '2',
  for: { session },
  ...more,
});

/** The run is over, with these committed rows of `books`. */
export const ended = (
  rows: readonly (readonly Value[])[] = [],
  violations?: readonly (readonly Value[])[],
): LabEventBody => ({
  type: 'run-finished',
  end: 'complete',
  observation: { ...nothing, tables: [{ name: 'books', columns: ['id', 'name'], rows }] },
  ...(violations && { violations: { columns: ['name'], rows: violations } }),
});
