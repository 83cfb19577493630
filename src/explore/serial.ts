import { isAmbiguous, withoutIds } from './drawn-ids.ts';
import type { JudgedOrder, LikeSerial } from './exploration.ts';
import type { RunOrder } from './order.ts';
import { type Part, textWithout } from './outcome.ts';
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
  references.set('', await referenceOf(serial, explored, []));
  for (const { leftOut } of orders) {
    const key = leftOut.join();
    if (references.has(key)) continue;
    references.set(key, await referenceWithout(explored, leftOut, options));
  }
  // Then some serial orders may not have been seen as such.
  const isSure = !orders.some(({ endsUnseen }) => endsUnseen);
  const unsteady = await steadiness(explored);
  return orders.map((order) => ({
    ...order,
    likeSerial: likeSerial(order, references.get(order.leftOut.join()), { explored, unsteady, isSure }),
  }));
};

/** Nobody has run an order twice where there is none. */
const steadiness = (explored: ExploredScript): Promise<readonly Part[]> =>
  explored.unsteady.of(async () => []);

/** What serial orders come to. */
interface Reference {
  readonly texts: ReadonlySet<string>;
  /** Without what may be otherwise from run to run. */
  readonly steadyTexts: ReadonlySet<string>;
  readonly isComplete: boolean;
}

const referenceOf = async (
  { orders, completeSwitches }: Pick<Found, 'orders' | 'completeSwitches'>,
  explored: ExploredScript,
  leftOut: readonly string[],
): Promise<Reference> => {
  const unsteady = await steadiness(explored);
  const serial = orders.filter(
    (order) => order.isSerial && order.leftOut.every((name) => leftOut.includes(name)),
  );
  return {
    texts: new Set(serial.map((order) => restText(order, explored, leftOut))),
    steadyTexts: new Set(serial.map((order) => restText(order, explored, leftOut, unsteady))),
    isComplete: completeSwitches !== undefined,
  };
};

const referenceWithout = async (
  explored: ExploredScript,
  leftOut: readonly string[],
  options: SearchOptions,
): Promise<Reference> => await referenceOf(await serialOrders(explored, leftOut, options), explored, leftOut);

const serialOrders = async (
  explored: ExploredScript,
  leftOut: readonly string[],
  { record: _, ...options }: SearchOptions,
): Promise<Found> =>
  await search(withoutSteps(explored, new Set(leftOut)), {
    ...options,
    bound: { ...options.bound, switches: 0 },
    tell: () => {},
  });

const likeSerial = (
  order: RunOrder,
  reference: Reference | undefined,
  {
    explored,
    unsteady,
    isSure,
  }: { readonly explored: ExploredScript; readonly unsteady: readonly Part[]; readonly isSure: boolean },
): LikeSerial => {
  const { leftOut } = order;
  if (reference?.texts.has(restText(order, explored, leftOut))) return 'yes';
  if (!reference?.isComplete || !isSure || isAskedFor(leftOut, explored)) return 'unknown';
  const text = restText(order, explored, leftOut, unsteady);
  return reference.steadyTexts.has(text) || isPerhapsLike(text, reference.steadyTexts) ? 'unknown' : 'no';
};

/** Of some ids it is not known which they are. */
const isPerhapsLike = (text: string, others: ReadonlySet<string>): boolean => {
  if (![text, ...others].some(isAmbiguous)) return false;
  const blurred = withoutIds(text);
  return (
    blurred === undefined ||
    [...others].map(withoutIds).some((other) => other === undefined || other === blurred)
  );
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

/** Without what came to nothing, and without the @variables of its sessions. */
export const restText = (
  { cameTo }: RunOrder,
  { script, stepNames }: ExploredScript,
  leftOut: readonly string[],
  unsteady: readonly Part[] = [],
): string => {
  const sessions = new Set(
    script.steps.flatMap(({ session }, place) => (leftOut.includes(stepNames[place] ?? '') ? [session] : [])),
  );
  return textWithout(cameTo, [
    ...unsteady,
    ...leftOut.flatMap((name): readonly Part[] => [
      { of: 'step', name },
      { of: 'answer', name },
    ]),
    ...[...sessions].map((name): Part => ({ of: 'variables', name })),
  ]);
};
