import type { LabEvent } from '../engine/events.ts';
import type { Clock, LabServer } from '../engine/ports.ts';
import { orderOf } from '../lesson/order.ts';
import type { Script } from '../lesson/script.ts';
import { repeated } from './repeat.ts';
import { runWord } from './run-orders.ts';
import { scriptToExplore } from './script.ts';
import { type HeldOrder, judgeOne, type SerialOrders } from './serial.ts';

export interface OneOrderOptions {
  readonly script: Script;
  /** Best one that renews sandboxes. */
  readonly server: LabServer;
  readonly clock: Clock;
  /** How many sandboxes there are at a time. */
  readonly jobs: number;
  /** Sessions that take back themselves what they did: what they saw counts for nothing. */
  readonly takenBack: ReadonlySet<string>;
  /** What is known of the same script at other levels; it grows. */
  readonly serial: SerialOrders;
  readonly signal: AbortSignal;
}

export interface OneOrder extends HeldOrder {
  /** The run itself, with all evidence there is. */
  readonly events: readonly LabEvent[];
  /** Run again it came to something else: the server chose. */
  readonly varies: boolean;
}

/** So many serial orders are run at most: all of up to six transactions. */
const mostSerial = 720;

/** Runs a script in its own order, and holds that against the serial orders of what was committed. @throws as `search` */
export const runOneOrder = async ({
  script,
  server,
  clock,
  jobs,
  takenBack,
  serial,
  signal,
}: OneOrderOptions): Promise<OneOrder> => {
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
  const held = await judgeOne(
    explored,
    { ...order, leftOut },
    { ...surroundings, jobs, bound: { orders: mostSerial }, stop: signal, tell: () => {} },
    serial,
  );
  signal.throwIfAborted();
  return { ...held, events, varies };
};
