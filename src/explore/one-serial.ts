import { beside } from './beside.ts';
import type { LikeSerial } from './exploration.ts';
import type { RunOrder } from './order.ts';
import { runWord, type Surroundings } from './run-orders.ts';
import { type ExploredScript, withoutSteps } from './script.ts';
import { restText } from './serial.ts';

/**
 * Serial orders that were run, by what they leave out and whose turn it was; for all levels of a script: nobody is there
 * beside a transaction in them, so the level makes no difference.
 */
export type RanSerial = Map<string, RunOrder>;

export interface OneSerialOptions extends Surroundings {
  /** How many sandboxes there are at a time. */
  readonly jobs: number;
  readonly ran: RanSerial;
  readonly onTried: (tried: number, of: number) => void;
}

/** An order beside serial orders of everything that it does not leave out. */
export interface HeldOrder {
  /** unknown: none of those that were tried comes to the same, and there are more. */
  readonly likeSerial: LikeSerial;
  /** The first that comes to the same, the sessions in their turns. */
  readonly like?: readonly string[];
  /** How many serial orders were tried. */
  readonly tried: number;
}

/** So many are tried at most: all of six transactions. */
const mostTried = 720;

/**
 * Runs serial orders until one comes to the same as an order of the same script.
 *
 * @param serialOrders of the sessions that are left: if none of these comes to the same, no other does. @throws as `runWord`
 */
export const holdOne = async (
  explored: ExploredScript,
  order: RunOrder,
  serialOrders: (sessions: readonly string[]) => Iterable<readonly string[]>,
  { jobs, ran, onTried, ...surroundings }: OneSerialOptions,
): Promise<HeldOrder> => {
  const { leftOut } = order;
  const rest = withoutSteps(explored, new Set(leftOut));
  const came = restText(order, explored, leftOut);
  const sessions = [...new Set(rest.script.steps.map(({ session }) => session))].toSorted();
  const { some, isAll } = upTo(mostTried, serialOrders(sessions));
  const same = new Set<readonly string[]>();
  let tried = 0;
  await beside(some, { jobs, isOver: () => same.size > 0 }, async (turns) => {
    const word = wordOf(turns, rest);
    const key = `${leftOut.join()} ${word}`;
    const one = ran.get(key) ?? (await runWord(rest, word, surroundings)).order;
    ran.set(key, one);
    if (restText(one, explored, leftOut) === came) same.add(turns);
    tried++;
    onTried(tried, some.length);
  });
  const like = some.find((turns) => same.has(turns));
  if (like) return { likeSerial: 'yes', like, tried };
  return { likeSerial: isAll ? 'no' : 'unknown', tried };
};

/** As many of them as there is room for, and whether these are all. */
const upTo = <T>(
  most: number,
  all: Iterable<T>,
): { readonly some: readonly T[]; readonly isAll: boolean } => {
  const some: T[] = [];
  for (const one of all) {
    if (some.length === most) return { some, isAll: false };
    some.push(one);
  }
  return { some, isAll: true };
};

const wordOf = (turns: readonly string[], { script: { steps } }: ExploredScript): string =>
  turns.flatMap((session) => steps.filter((step) => step.session === session).map(() => session)).join('');
