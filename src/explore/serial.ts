import type { JudgedOrder, LikeSerial } from './exploration.ts';
import type { RunOrder } from './order.ts';
import { textWithout } from './outcome.ts';
import { type ExploredScript, withoutSteps } from './script.ts';
import { type Found, type SearchOptions, search } from './search.ts';

/**
 * Holds orders against the serial ones. Those of the whole script are among its own orders without switches; where
 * something came to nothing, the rest of the script is run by itself, one transaction after the other.
 *
 * @param serial a search of the whole script that has at least its orders without switches.
 */
export const judgeSerial = async (
  explored: ExploredScript,
  orders: readonly RunOrder[],
  serial: Pick<Found, 'orders' | 'completeSwitches'>,
  options: SearchOptions,
): Promise<readonly JudgedOrder[]> => {
  const references = new Map<string, Reference>();
  references.set('', {
    texts: textsOf(serial.orders, explored, []),
    isComplete: serial.completeSwitches !== undefined,
  });
  for (const { leftOut } of orders) {
    const key = leftOut.join();
    if (references.has(key)) continue;
    references.set(key, await referenceWithout(explored, leftOut, options));
  }
  // Then some serial orders may not have been seen as such.
  const isSure = !orders.some(({ endsUnseen }) => endsUnseen);
  return orders.map((order) => ({ ...order, likeSerial: likeSerial(order, references, explored, isSure) }));
};

/** What serial orders come to. */
interface Reference {
  readonly texts: ReadonlySet<string>;
  readonly isComplete: boolean;
}

const referenceWithout = async (
  explored: ExploredScript,
  leftOut: readonly string[],
  options: SearchOptions,
): Promise<Reference> => {
  const rest = withoutSteps(explored, new Set(leftOut));
  const { record: _, ...unrecorded } = options;
  const { orders, completeSwitches } = await search(rest, {
    ...unrecorded,
    bound: { ...options.bound, switches: 0 },
    tell: () => {},
  });
  return { texts: textsOf(orders, explored, leftOut), isComplete: completeSwitches !== undefined };
};

const textsOf = (
  orders: readonly RunOrder[],
  explored: ExploredScript,
  leftOut: readonly string[],
): ReadonlySet<string> =>
  new Set(
    orders
      .filter((order) => order.isSerial && order.leftOut.every((name) => leftOut.includes(name)))
      .map((order) => restText(order, explored, leftOut)),
  );

const likeSerial = (
  order: RunOrder,
  references: ReadonlyMap<string, Reference>,
  explored: ExploredScript,
  isSure: boolean,
): LikeSerial => {
  const reference = references.get(order.leftOut.join());
  if (reference?.texts.has(restText(order, explored, order.leftOut))) return 'yes';
  return reference?.isComplete && isSure && !isAskedFor(order.leftOut, explored) ? 'no' : 'unknown';
};

/** Without them another step would not be taken either: the rest alone is another script. */
const isAskedFor = (leftOut: readonly string[], { script, stepNames }: ExploredScript): boolean => {
  const names = new Set(
    script.steps.flatMap(({ name }, place) => (leftOut.includes(stepNames[place] ?? '') ? (name ?? []) : [])),
  );
  return script.steps.some(
    ({ when }, place) => when && names.has(when.step) && !leftOut.includes(stepNames[place] ?? ''),
  );
};

const restText = (
  { cameTo }: RunOrder,
  { script, stepNames }: ExploredScript,
  leftOut: readonly string[],
): string => {
  const left = new Set(leftOut);
  const sessions = new Set(
    script.steps.flatMap(({ session }, place) => (left.has(stepNames[place] ?? '') ? [session] : [])),
  );
  return textWithout(cameTo, left, sessions);
};
