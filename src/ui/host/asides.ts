import type { CompareResult } from '../../engine/compare/compared-run.ts';
import type { Clock, LabServer } from '../../engine/ports.ts';
import { runBeside } from '../../engine/run/run-beside.ts';
import { sightsOf, tablesSeen } from '../../engine/run/sees.ts';
import type { Sights } from '../../engine/sight.ts';
import type { LabState } from '../../engine/state.ts';
import { explore } from '../../explore/explore.ts';
import type { RunOrder } from '../../explore/order.ts';
import { failureWords } from '../../failure-words.ts';
import { mapRun } from '../../map/anomaly-map.ts';
import { race } from '../../race/race.ts';
import type { Command, Message } from '../model/messages.ts';
import type { RunOrders } from '../model/orders.ts';
import type { RunRace } from '../model/run.ts';
import type { OpenRun } from './host-options.ts';

/** What work beside the run needs: it happens in sandboxes of its own, and tells what it finds. */
export interface Aside {
  /** Undefined while there is none. */
  readonly server: LabServer | undefined;
  readonly clock: Clock;
  /** Calls it off; nothing is told after that. */
  readonly signal: AbortSignal;
  readonly tell: (message: Message) => void;
}

/** Runs all of them side by side; what goes wrong with one is said in its column. */
export const compareRuns = async (
  { run, comparison, scripts }: Extract<Command, { type: 'compare' }>,
  { server, clock, signal, tell }: Aside,
): Promise<void> => {
  const told = (column: number, result: CompareResult) =>
    tell({ type: 'compared', run, comparison, column, result });
  if (server === undefined) {
    for (const column of scripts.keys()) told(column, { failed: 'no server' });
    return;
  }
  await runBeside(scripts, { server, clock, signal }, (column, result) => {
    if ('lab' in result) told(column, result);
    else if (!signal.aborted) told(column, { failed: failureWords(result.error).message });
  });
};

/**
 * Asks each session in another sandbox, and has the run tell it, so that whoever keeps its events has it, too. What goes wrong
 * there is said where the rows would be.
 */
export const lookAside = async (
  { look, script, first, actions }: Extract<Command, { type: 'look' }>,
  run: OpenRun | undefined,
  { server, clock, signal, tell }: Aside,
): Promise<void> => {
  if (server === undefined) return;
  const sights = await sightsOf({ script, first, server, clock, actions, signal }).catch(
    (error: unknown): Sights => sightsFailed(first, failureWords(error).message),
  );
  if (signal.aborted) return tell({ type: 'seen', look });
  await run?.lookedAside?.(first, sights);
  tell({ type: 'seen', look, sights });
};

const sightsFailed = ({ sessions, script }: LabState, error: string): Sights =>
  Object.fromEntries(
    sessions.map(({ name }) => [
      name,
      { kind: 'reads', tables: tablesSeen(script).map((table) => ({ name: table, error })) },
    ]),
  );

/** Sends bursts to a lesson's application, and tells how they go. */
export const raceAside = async (
  { run, race: number, scripts, rounds, gate }: Extract<Command, { type: 'race' }>,
  { server, clock, signal, tell }: Aside,
): Promise<void> => {
  const told = (news: Pick<RunRace, 'state' | 'failed'>) => tell({ type: 'raced', run, race: number, news });
  try {
    if (server === undefined) told({ failed: 'There is no server.' });
    else {
      for (const script of scripts)
        await race(script, { server, clock, signal, rounds, gate, emit: (_, state) => told({ state }) });
    }
  } catch (error) {
    if (!signal.aborted) told({ failed: failureWords(error).message });
  }
};

/** Runs lessons to their ends, and tells what each came to. */
export const fillMapAside = async (
  { scripts }: Extract<Command, { type: 'fill-map' }>,
  { server, clock, signal, tell }: Aside,
): Promise<void> => {
  if (server === undefined) return;
  await runBeside(scripts, { server, clock, signal }, (index, result) => {
    const script = scripts[index];
    if (signal.aborted || script === undefined) return;
    const came =
      'lab' in result ? { run: mapRun(result.lab) } : { failed: failureWords(result.error).message };
    tell({ type: 'mapped', script, result: came });
  });
};

/** The run in hand has a sandbox beside these. */
export const jobs = 2;

/** Runs a script in every order, as far as the usual bound goes, and tells each order as soon as it is known. */
export const exploreAside = async (
  { run, orders, script }: Extract<Command, { type: 'explore' }>,
  { server, clock, signal, tell }: Aside,
): Promise<void> => {
  const over = (news: Pick<RunOrders, 'result' | 'failed'>) => {
    if (!signal.aborted) tell({ type: 'explored', run, orders, news });
  };
  try {
    if (server === undefined) return over({ failed: 'There is no server.' });
    const known = (order: RunOrder, of: bigint) => {
      if (!signal.aborted) tell({ type: 'order-known', run, orders, order, of });
    };
    over({ result: await explore({ script, server, clock, jobs, stop: signal, tell: known }) });
  } catch (error) {
    over({ failed: failureWords(error).message });
  }
};
