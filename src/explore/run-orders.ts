import { endAfter } from '../ending.ts';
import type { Happened } from '../engine/anomaly.ts';
import type { LabEvent } from '../engine/events.ts';
import type { Clock, LabServer } from '../engine/ports.ts';
import { startRun } from '../engine/run/start-run.ts';
import type { LabState } from '../engine/state.ts';
import type { Drawing } from './drawn-values.ts';
import { leftOut } from './left-out.ts';
import {
  cutIn,
  endIn,
  orderOfRun,
  promiseIn,
  type RunOrder,
  severalWaited,
  triedAgainIn,
  victimsIn,
  waitsIn,
} from './order.ts';
import { cameTo, seenSoFar, wholeText } from './outcome.ts';
import { lanesOf } from './point.ts';
import { inItsOrder } from './recorded-order.ts';
import { type ExploredScript, namesOfSteps } from './script.ts';
import { type Branch, type Gone, goAgain, goOn, goWord } from './tree.ts';
import { Walk } from './walk.ts';

export interface Surroundings {
  readonly server: LabServer;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Gets the events of every run, with all evidence there is, once it is over. It takes several times as long. */
  readonly record?: (events: readonly LabEvent[]) => void;
  /** False: also steps that nobody else can notice are ordered. */
  readonly together: boolean;
  /** Called when a run is over, also one of an order that is run again. */
  readonly onRun?: () => void;
}

export interface RunResult {
  readonly order: RunOrder;
  readonly branches: readonly Branch[];
  /** How often it is to be run again, since that may come to something else. */
  readonly repetitions: number;
}

/** An order in which several waited is run so often again: who is freed first may be the server's choice. */
const repetitions = 2;

/** So often one in which several were at work at the same moment. */
const repetitionsAtWork = 4;

/**
 * Runs the first order of a branch. @throws WentOtherwise when its way could not be gone; UserError when the setup fails;
 * the signal's reason
 */
export const runOrder = async (
  explored: ExploredScript,
  branch: Branch,
  surroundings: Surroundings,
): Promise<RunResult> => await runWalk(explored, surroundings, (walk, seen) => goOn(walk, branch, seen));

/** Runs the order that one interleaving comes to: it stands for that one alone. @throws as `runOrder` */
export const runWord = async (
  explored: ExploredScript,
  word: string,
  surroundings: Surroundings,
): Promise<RunResult> =>
  await runWalk(explored, surroundings, async (walk) => ({
    way: await goWord(walk, word),
    weight: { interleavings: 1n, feasible: 0n },
    branches: [],
  }));

/** Runs an order again, whatever it comes to now. It stands for nothing. @throws as `runOrder` */
export const runAgain = async (
  explored: ExploredScript,
  { way }: Pick<RunOrder, 'way'>,
  { record: _, ...surroundings }: Surroundings,
): Promise<RunOrder> => {
  const { order } = await runWalk(explored, surroundings, async (walk) => ({
    way: await goAgain(walk, way),
    weight: { interleavings: 0n, feasible: 0n },
    branches: [],
  }));
  return order;
};

/**
 * Runs an order again with all the evidence there is: what it has come to by name. Undefined where it came to something else
 * this time. @throws as `runOrder`
 */
export const nameOrder = async (
  explored: ExploredScript,
  order: RunOrder,
  { record: _, ...surroundings }: Surroundings,
): Promise<Happened | undefined> => {
  const events: LabEvent[] = [];
  const record = (own: readonly LabEvent[]) => void events.push(...own);
  const again = await runWalk(explored, { ...surroundings, record }, async (walk) => ({
    way: await goAgain(walk, order.way),
    weight: { interleavings: 0n, feasible: 0n },
    branches: [],
  }));
  const last = events.at(-1);
  const isSame = wholeText(again.order.cameTo) === wholeText(order.cameTo);
  return isSame && last?.type === 'run-finished' ? last.happened : undefined;
};

const runWalk = async (
  explored: ExploredScript,
  { server, clock, signal, together, record, onRun }: Surroundings,
  go: (walk: Walk, seen: () => string) => Promise<Gone>,
): Promise<RunResult> => {
  const { script, prelude, asks } = explored;
  const events: LabEvent[] = [];
  const begunAt = Date.now();
  const started = await startRun({
    script,
    server,
    clock,
    signal,
    prelude,
    evidence: record ? 'everything' : 'outcomes',
    everyTable: true,
    emit: (event) => void (record && events.push(event)),
  });
  return await endAfter(started, signal, async (run) => {
    const walk = new Walk(run, lanesOf(script, together));
    const connections = asks.connections ? run.connections : new Map<string, string>();
    const drawing = (): Drawing => ({ begunAt, endedAt: Date.now(), connections, asksTime: asks.time });
    const { way, weight, branches } = await go(walk, () => seenSoFar(run.state, drawing()));
    const { state } = run;
    const tables = await explored.tables.of(() => run.contents());
    const variables = asks.variables ? await run.variables() : [];
    const stepNames = namesOfSteps(state, explored);
    const promise = promiseIn(state);
    const left = leftOut(state, walk.inside);
    const order: RunOrder = {
      order: orderOfRun(state),
      switches: walk.switches,
      isSerial: walk.isSerial,
      endsUnseen: walk.endsUnseen,
      way,
      ...weight,
      ...(promise && { promise }),
      waits: waitsIn(state),
      victims: victimsIn(state),
      triedAgain: triedAgainIn(state),
      isStuck: state.finished?.end === 'stuck',
      cut: cutIn(state),
      mayVary: walk.mayVary,
      cameTo: cameTo({ state, tables, variables, drawing: drawing(), stepNames }),
      leftOut: stepNames.filter((_, place) => left.has(place)),
      end: endIn(state),
    };
    record?.(inItsOrder(events, order.order));
    onRun?.();
    return { order, branches, repetitions: repetitionsOf(order, state) };
  });
};

const repetitionsOf = ({ mayVary }: RunOrder, state: LabState): number => {
  if (mayVary) return repetitionsAtWork;
  return severalWaited(state) ? repetitions : 0;
};
