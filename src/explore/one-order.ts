import type { LabEvent } from '../engine/events.ts';
import type { Clock, LabServer } from '../engine/ports.ts';
import { reduce } from '../engine/reduce.ts';
import type { LabState } from '../engine/state.ts';
import { orderOf } from '../lesson/order.ts';
import type { Script } from '../lesson/script.ts';
import { type HeldOrder, holdOne, type RanSerial } from './one-serial.ts';
import type { RunOrder } from './order.ts';
import { repeated } from './repeat.ts';
import { runWord } from './run-orders.ts';
import { scriptToExplore } from './script.ts';

export interface OneOrderOptions {
  /** One transaction a session, and nothing in it that the server draws. */
  readonly script: Script;
  /** Best one that renews sandboxes. */
  readonly server: LabServer;
  readonly clock: Clock;
  /** How many sandboxes there are at a time. */
  readonly jobs: number;
  /** Sessions that take back themselves what they did: what they saw counts for nothing. */
  readonly takenBack: ReadonlySet<string>;
  /** Serial orders of sessions that are worth a try: no other comes to what the run has come to, if none of these does. */
  readonly serialOrders: (sessions: readonly string[], state: LabState) => Iterable<readonly string[]>;
  /** What was run of the same script at other levels; it grows. */
  readonly ran: RanSerial;
  /** Called for each serial order that was tried. */
  readonly onTried: (tried: number, of: number) => void;
  readonly signal: AbortSignal;
}

export interface OneOrder extends HeldOrder {
  readonly order: RunOrder;
  /** At the end of the run, with all evidence there is. */
  readonly state: LabState;
  /** Run again it came to something else: the server chose. */
  readonly varies: boolean;
}

/**
 * Runs a script in its own order, and holds that against the serial orders of what was committed: first the one in which
 * they stand by what happened.
 *
 * @throws as `runWord`
 */
export const runOneOrder = async (options: OneOrderOptions): Promise<OneOrder> => {
  const { script, server, clock, jobs, takenBack, serialOrders, ran, onTried, signal } = options;
  const explored = scriptToExplore(script);
  const surroundings = { server, clock, signal, together: false };
  const events: LabEvent[] = [];
  const first = await runWord(explored, orderOf(script.steps), {
    ...surroundings,
    record: (recorded) => void events.push(...recorded),
  });
  const { order, varies } = await repeated(explored, first, surroundings);
  const ownEnds = explored.stepNames.filter((_, place) => takenBack.has(script.steps[place]?.session ?? ''));
  const leftOut = explored.stepNames.filter((name) => order.leftOut.includes(name) || ownEnds.includes(name));
  const state = stateAfter(events);
  const likely = function* (sessions: readonly string[]) {
    const depending = dependingIn(state).filter((one) => sessions.includes(one));
    if (depending.length > 0) yield [...depending, ...sessions.filter((one) => !depending.includes(one))];
    yield* serialOrders(sessions, state);
  };
  const held = await holdOne(explored, { ...order, leftOut }, likely, {
    ...surroundings,
    jobs,
    ran,
    onTried,
  });
  return { ...held, order: { ...order, leftOut }, state, varies };
};

const stateAfter = (events: readonly LabEvent[]): LabState => {
  let state: LabState | undefined;
  for (const event of events) state = reduce(state, event);
  if (state === undefined) throw new Error('A run without events');
  return state;
};

/** Sessions whose transactions depend on one another, each behind those that it depends on; none where there is a circle. */
const dependingIn = ({ finished }: LabState): readonly string[] => [
  ...new Set((finished?.happened?.order ?? []).map(({ session }) => session)),
];
