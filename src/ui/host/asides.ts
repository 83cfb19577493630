import type { Clock, LabServer } from '../../engine/ports.ts';
import { runThrough } from '../../engine/run/run-through.ts';
import { sightOf } from '../../engine/run/sees.ts';
import { failureWords } from '../../failure-words.ts';
import type { Script } from '../../lesson/script.ts';
import { race } from '../../race/race.ts';
import type { Command, Message } from '../model/messages.ts';
import type { CompareResult, RunRace } from '../model/run.ts';

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
  const runOne = async (script: Script, column: number): Promise<void> => {
    const told = (result: CompareResult) => tell({ type: 'compared', run, comparison, column, result });
    try {
      if (server === undefined) told({ failed: 'no server' });
      else told({ lab: await runThrough({ script, server, clock, signal }) });
    } catch (error) {
      if (!signal.aborted) told({ failed: failureWords(error).message });
    }
  };
  await Promise.all(scripts.map(runOne));
};

/** Asks each session in a sandbox of its own; what goes wrong there is said where its rows would be. */
export const lookAside = async (
  { look, script, actions, sessions }: Extract<Command, { type: 'look' }>,
  { server, clock, signal, tell }: Aside,
): Promise<void> => {
  if (server === undefined) return;
  for (const session of sessions) {
    try {
      const sight = await sightOf({ script, server, clock, actions, session, signal });
      tell({ type: 'seen', look, session, sight });
    } catch (error) {
      if (signal.aborted) return;
      const tables = script.watch.map((name) => ({ name, error: failureWords(error).message }));
      tell({ type: 'seen', look, session, sight: { kind: 'reads', tables } });
    }
  }
};

/** Sends bursts to a lesson's application, and tells how they go. */
export const raceAside = async (
  { run, race: number, script, rounds, gate }: Extract<Command, { type: 'race' }>,
  { server, clock, signal, tell }: Aside,
): Promise<void> => {
  const told = (news: Pick<RunRace, 'state' | 'failed'>) => tell({ type: 'raced', run, race: number, news });
  try {
    if (server === undefined) told({ failed: 'There is no server.' });
    else await race(script, { server, clock, signal, rounds, gate, emit: (_, state) => told({ state }) });
  } catch (error) {
    if (!signal.aborted) told({ failed: failureWords(error).message });
  }
};
