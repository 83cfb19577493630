import { endAfter } from '../../ending.ts';
import type { LabEvent } from '../../engine/events.ts';
import type { LabServer } from '../../engine/ports.ts';
import { startRun } from '../../engine/run/start-run.ts';
import type { LabState } from '../../engine/state.ts';
import type { Script, ScriptStep } from '../../lesson/script.ts';
import type { Story } from '../../report/explore/explored.ts';
import type { Bad } from '../../report/explore/worst.ts';
import { systemClock } from '../clock.ts';

/** Runs an order once more, with all the evidence there is. @throws as a run does */
export const tellStory = async (server: LabServer, bad: Bad, signal: AbortSignal): Promise<Story> => {
  const script = inOrder(bad.script, bad.order.order);
  const told: (readonly [LabEvent, LabState])[] = [];
  const emit = (event: LabEvent, state: LabState): void => void told.push([event, state]);
  const started = await startRun({ script, server, clock: systemClock, emit, signal });
  await endAfter(started, signal, (run) => run.finish());
  return { script, bad: bad.order, told };
};

/** The script in another order, without what its author says of his own. */
const inOrder = ({ steps, end: _, ...script }: Script, order: string): Script => {
  const lanes = Map.groupBy(steps, ({ session }) => session);
  const turns = Map.groupBy(Array.from(order).entries(), ([, session]) => session);
  const places = new Map(
    [...turns].flatMap(([session, own]) =>
      own.map(([at], turn) => [at, lanes.get(session)?.[turn]] as const),
    ),
  );
  return {
    ...script,
    steps: Array.from(order).flatMap((_turn, at): readonly ScriptStep[] => {
      const step = places.get(at);
      if (step === undefined) return [];
      const { look: _look, predict: _predict, hint: _hint, why: _why, expect: _expect, ...rest } = step;
      return [rest];
    }),
  };
};
