import { endAfter } from '../ending.ts';
import type { LabEvent } from '../engine/events.ts';
import type { Clock, LabServer } from '../engine/ports.ts';
import { startRun } from '../engine/run/start-run.ts';
import { leftOut } from './left-out.ts';
import { endIn, orderOfRun, promiseIn, type RunOrder, severalWaited, victimsIn, waitsIn } from './order.ts';
import { cameTo, seenSoFar } from './outcome.ts';
import { lanesOf } from './point.ts';
import type { ExploredScript } from './script.ts';
import { type Branch, goOn } from './tree.ts';
import { Walk } from './walk.ts';

export interface Surroundings {
  readonly server: LabServer;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** False: also steps that nobody else can notice are ordered. */
  readonly together: boolean;
}

export interface RunResult {
  readonly order: RunOrder;
  readonly branches: readonly Branch[];
  /** Another run of the same may come to something else. */
  readonly isDoubtful: boolean;
  readonly events: readonly LabEvent[];
}

/**
 * Runs the first order of a branch. @throws WentOtherwise when its way could not be gone; UserError when the setup fails;
 * the signal's reason
 */
export const runOrder = async (
  explored: ExploredScript,
  branch: Branch,
  { server, clock, signal, together }: Surroundings,
): Promise<RunResult> => {
  const { script, prelude, stepNames } = explored;
  const events: LabEvent[] = [];
  const started = await startRun({
    script,
    server,
    clock,
    signal,
    prelude,
    evidence: 'outcomes',
    everyTable: true,
    emit: (event) => events.push(event),
  });
  return await endAfter(started, signal, async (run) => {
    const lanes = lanesOf(script, together);
    const walk = new Walk(run, lanes);
    const { way, weight, branches } = await goOn(walk, branch, () => seenSoFar(run.state));
    const { state } = run;
    const tables = await explored.tables.of(() => run.contents());
    const variables = asksVariables(explored) ? await run.variables() : [];
    const promise = promiseIn(state);
    const left = leftOut(state, walk.inside);
    const order: RunOrder = {
      order: orderOfRun(state),
      switches: walk.switches,
      isSerial: walk.isSerial,
      way,
      ...weight,
      ...(promise && { promise }),
      waits: waitsIn(state),
      victims: victimsIn(state),
      isStuck: state.finished?.end === 'stuck',
      cameTo: cameTo({ state, tables, variables, stepNames }),
      leftOut: stepNames.filter((_, place) => left.has(place)),
      end: endIn(state),
    };
    return { order, branches, isDoubtful: severalWaited(state), events };
  });
};

const asksVariables = ({ script }: ExploredScript): boolean =>
  script.steps.some(({ sql }) => sql.includes('@'));
